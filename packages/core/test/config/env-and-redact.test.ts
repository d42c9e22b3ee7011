import * as fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { env } from '../../src/config/env.ts'
import { redactUrl } from '../../src/config/redact.ts'
import { failure } from '../migrations/support.ts'

describe('env', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('is read when it is called', () => {
    const url = env('LITHIFY_TEST_URL')
    vi.stubEnv('LITHIFY_TEST_URL', 'sqlite:a.db')
    expect(url()).toBe('sqlite:a.db')
    vi.stubEnv('LITHIFY_TEST_URL', 'sqlite:b.db')
    expect(url()).toBe('sqlite:b.db')
  })

  test.each([undefined, ''])('falls back when it is %j', async (value) => {
    vi.stubEnv('LITHIFY_TEST_URL', value)
    expect(env('LITHIFY_TEST_URL', 'sqlite:c.db')()).toBe('sqlite:c.db')
    const error = await failure(env('LITHIFY_TEST_URL'))
    expect(error).toMatchObject({ code: 'LITHIFY_E_CONFIG_ENV', data: { variable: 'LITHIFY_TEST_URL' } })
    expect(error.hint).toContain('LITHIFY_TEST_URL=')
  })
})

describe('redaction', () => {
  test.each([
    ['postgres://app:s3cret@localhost:5432/shop', 'postgres://app:***@localhost:5432/shop'],
    ['postgres://:s3cret@localhost/shop', 'postgres://:***@localhost/shop'],
    ['mysql://app:p%40ss@[::1]/shop', 'mysql://app:***@[::1]/shop'],
    ['could not reach mssql://sa:Pa$$w0rd!@db:1433/x: timeout', 'could not reach mssql://sa:***@db:1433/x: timeout'],
    ['two: mysql://a:one@h/x and mysql://b:two@h/y', 'two: mysql://a:***@h/x and mysql://b:***@h/y'],
    ['postgres://app@corp:hunter2@h/x', 'postgres://app@corp:***@h/x'],
    ['postgres://app:50%@h/x', 'postgres://app:***@h/x'],
    ['postgres://app:5432@h/x', 'postgres://app:***@h/x'],
    ['tried postgres://a:b@h/x\nmail me@example.com', 'tried postgres://a:***@h/x\nmail me@example.com'],
    ['postgres://h/x?user=a&password=hunter2&sslmode=require', 'postgres://h/x?user=a&password=***&sslmode=require'],
    ['libsql://h?authToken=abc.def', 'libsql://h?authToken=***'],
    ['Server=h;User Id=sa;Password=hunter2;Encrypt=true', 'Server=h;User Id=sa;Password=***;Encrypt=true'],
    ["host=h password='hunter 2' dbname=x", 'host=h password=*** dbname=x'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
    ["{ user: 'a', password: 'hunter2', port: 1 }", `{ user: 'a', password: "***", port: 1 }`],
    ['{"password":"hun\\"ter2"}', '{"password":"***"}'],
  ])('%s', (text, expected) => {
    expect(redactUrl(text)).toBe(expected)
  })

  test.each([
    'postgres://localhost:5432/shop',
    'postgres://app@localhost/shop',
    'sqlite:app.db',
    'sqlite:///tmp/a b.db',
    'password authentication failed for user "app"',
    'the token is wrong: try again',
    'mail me@example.com about http://example.com:8080 today',
    'http://example.com:8080/x is down, mail me@example.com',
    'postgres://app@localhost:5432/shop',
    'secretary = 1',
    '',
  ])('leaves what holds no password: %s', (text) => {
    expect(redactUrl(text)).toBe(text)
  })

  // Nobody encodes their passwords.
  test('never lets a password through, however it is written', () => {
    const password = fc
      .string({
        unit: fc.constantFrom(...Array.from('aZ9@:/?#&=%;,.\'"`<>()[]{}|\\^~!$*+-_ é')),
        minLength: 1,
        maxLength: 10,
      })
      .map((middle) => `HUNTER${middle}HUNTER`)
      // What looks like the start of another URL is taken for one.
      .filter((text) => !/[\s"'`(<,;][a-z]*:\/\//i.test(text))
    fc.assert(
      fc.property(password, fc.constantFrom('', ' refused', '/shop?a=b', ':5432/shop'), (secret, rest) => {
        expect(redactUrl(`cannot open postgres://app:${secret}@localhost${rest}`)).not.toContain('HUNTER')
      }),
      { numRuns: 3000 },
    )
  })

  test('does not hang on long texts', () => {
    const start = performance.now()
    redactUrl(`postgres://a:${'x'.repeat(50_000)} ${'password '.repeat(5_000)}${'://'.repeat(5_000)}`)
    redactUrl('a'.repeat(100_000))
    redactUrl(`${'token-'.repeat(10_000)}=`)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
