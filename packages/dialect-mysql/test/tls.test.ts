import { lookup } from 'node:dns/promises'
import { hostname } from 'node:os'
import { hasOpenssl, makeCertificates, startMysql, type Certificates, type MysqlServer } from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect } from '../src/driver.ts'
import { failure, session } from './helpers.ts'

const encrypted = "SHOW SESSION STATUS LIKE 'Ssl_cipher'"

const isEncrypted = async (text: string): Promise<boolean> =>
  (await (await session({ url: text })).query(encrypted))[0]?.['Value'] !== ''

describe.each(['mariadb10.11', 'mysql9'] as const)('TLS with %s', (name) => {
  const available = hasOpenssl && inject('lithifyMysql')[name]?.socket !== undefined
  let certificates: Certificates
  let server: MysqlServer | undefined

  beforeAll(async () => {
    if (!available) return
    certificates = makeCertificates()
    server = await startMysql({ name, tls: certificates })
    const admin = await connect({ url: url('') })
    await admin.execute([
      { text: 'CREATE DATABASE app' },
      { text: "CREATE USER secret IDENTIFIED BY 'x' REQUIRE SSL" },
      { text: 'GRANT ALL ON app.* TO secret' },
    ])
    await admin.close()
  }, 120_000)

  afterAll(async () => {
    if (!available) return
    await server?.stop()
    certificates.remove()
  })

  const url = (parameters: string, host = 'localhost', user = 'lithify:lithify', database = 'mysql'): string =>
    `mysql://${user}@${host}:${server?.port}/${database}?${parameters.replace('ROOT', encodeURIComponent(certificates.root))}`

  test.skipIf(!available).each<[string, boolean]>([
    ['ssl-mode=DISABLED', false],
    ['', true],
    ['ssl-mode=PREFERRED', true],
    ['ssl-mode=REQUIRED', true],
    ['ssl-mode=VERIFY_CA&ssl-ca=ROOT', true],
    ['ssl-mode=VERIFY_IDENTITY&ssl-ca=ROOT', true],
  ])('%s', async (parameters, expected) => expect(await isEncrypted(url(parameters))).toBe(expected))

  test.skipIf(!available)('who signed is checked without the name, or with it', async () => {
    expect(await isEncrypted(url('ssl-mode=VERIFY_CA&ssl-ca=ROOT', '127.0.0.1'))).toBe(true)
    const wrong = await failure(() => session({ url: url('ssl-mode=VERIFY_IDENTITY&ssl-ca=ROOT', '127.0.0.1') }))
    expect(wrong.code).toBe('LITHIFY_E_CONFIG_INVALID')
    // Another name of this machine, where it has one.
    const { address } = await lookup(hostname()).catch(() => ({ address: '' }))
    if (address.startsWith('127.') && hostname() !== 'localhost') {
      const other = await failure(() => session({ url: url('ssl-mode=VERIFY_IDENTITY&ssl-ca=ROOT', hostname()) }))
      expect(other).toMatchObject({ code: 'LITHIFY_E_CONNECT', message: expect.stringMatching(/is for another host/) })
    }
    for (const mode of ['VERIFY_CA', 'VERIFY_IDENTITY']) {
      const unknown = await failure(() => session({ url: url(`ssl-mode=${mode}`) }))
      expect(unknown).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        message: expect.stringContaining('is not trusted'),
        hint: expect.stringContaining('ssl-ca='),
      })
    }
    expect((await failure(() => session({ url: url('ssl-mode=VERIFY_CA&ssl-ca=/no/such.crt') }))).code).toBe(
      'LITHIFY_E_CONFIG_INVALID',
    )
  })

  test.skipIf(!available)('the server may ask for it; a socket needs none', async () => {
    expect(await isEncrypted(url('', 'localhost', 'secret:x', 'app'))).toBe(true)
    expect((await failure(() => session({ url: url('ssl-mode=DISABLED', 'localhost', 'secret:x', 'app') }))).code).toBe(
      'LITHIFY_E_CONNECT',
    )
    expect(await isEncrypted(`mysql://lithify:lithify@/mysql?socket=${server?.socket}&ssl-mode=REQUIRED`)).toBe(false)
  })

  test.skipIf(!available)(
    'a server without it',
    async () => {
      const plain = await startMysql({
        name,
        settings: name === 'mysql9' ? { 'tls-version=': '' } : { 'skip-ssl': '' },
      })
      const address = `mysql://lithify:lithify@127.0.0.1:${plain?.port}/mysql`
      expect(await isEncrypted(address)).toBe(false)
      expect(await failure(() => session({ url: `${address}?ssl-mode=REQUIRED` }))).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        message: expect.stringMatching(/does not speak TLS, which ssl-mode=REQUIRED asks for/),
      })
      await plain?.stop()
    },
    60_000,
  )

  test.skipIf(!available)(
    'a server that is restarted in the middle',
    async () => {
      const opened = await session({ url: url('', 'localhost', 'lithify:lithify', 'app') })
      await opened.execute([{ text: 'CREATE TABLE kept (x INT)' }])
      const error = await failure(() =>
        opened.transaction(async () => {
          await opened.execute([{ text: 'INSERT INTO kept VALUES (1)' }])
          await server?.restart?.()
          await opened.execute([{ text: 'DO 1' }, { text: 'DO 2' }])
        }),
      )
      expect(error).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        data: { lost: true },
        hint: expect.stringContaining('lithify status'),
      })
      expect((await failure(() => opened.transaction(async () => undefined))).code).toBe('LITHIFY_E_CONNECT')
      await opened.close()
      expect(
        await (await session({ url: url('', 'localhost', 'lithify:lithify', 'app') })).query('SELECT * FROM kept'),
      ).toEqual([])
    },
    60_000,
  )
})
