import { describe, expect, test } from 'vitest'
import { ServerUrls } from '../../src/dialect-kit/index.ts'

const urls = new ServerUrls({ title: 'Acme', schemes: ['acme', 'acme+tls'], example: 'acme://user:password@host/app' })

describe('the URL of a server', () => {
  test.each<[string, unknown, unknown]>([
    ['acme://u:p@h:1/d', { user: 'u', password: 'p', host: 'h', port: '1', database: 'd' }, []],
    ['acme+tls://h', { host: 'h' }, []],
    ['acme://u:a@b:c%d%40@[::1]/my%20app', { user: 'u', password: 'a@b:c%d@', host: '::1', database: 'my app' }, []],
    [
      'acme:///d?a=b%3D=c&&d',
      { database: 'd' },
      [
        ['a', 'b==c'],
        ['d', ''],
      ],
    ],
    ['acme://%2Frun%2Fsock/d', { host: '/run/sock', database: 'd' }, []],
  ])('%s', (url, parts, parameters) => expect(urls.parse(url)).toEqual({ parts, parameters }))

  test.each(['other://u:Wr0ng@h/d', 'acme:d', 'acme://u:Wr0ng@a,b/d', 'acme://u:Wr0ng@h:x/d'])(
    '%s is refused, and no password told',
    (url) => {
      const refused = expect.objectContaining({
        code: 'LITHIFY_E_CONFIG_INVALID',
        message: expect.not.stringContaining('Wr0ng'),
        hint: expect.stringContaining('acme://user:password@host/app'),
      })
      expect(() => urls.parse(url)).toThrow(refused)
    },
  )

  test('numbers in settings are whole, and not too large', () => {
    expect(urls.wholeNumber('port', '80', 100)).toBe(80)
    for (const text of ['', '-1', '1.5', '101', 'x'])
      expect(() => urls.wholeNumber('port', text, 100)).toThrow('The port is no such number')
  })
})
