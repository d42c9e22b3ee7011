import {
  hasOpenssl,
  makeCertificates,
  startPostgres,
  type Certificates,
  type PostgresServer,
} from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { failure, session, serverUrl } from './helpers.ts'

const available = hasOpenssl && inject('lithifyPostgres')[18] !== undefined
const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'

describe.skipIf(!available)('TLS, where openssl makes certificates', () => {
  let certificates: Certificates
  let server: PostgresServer | undefined

  beforeAll(async () => {
    certificates = makeCertificates()
    const { certificate, key } = certificates
    // Users that are let in with TLS only, or without only.
    const access = [
      'hostssl all secret 127.0.0.1/32 trust',
      'hostnossl all plain 127.0.0.1/32 trust',
      'host all secret,plain 127.0.0.1/32 reject',
    ]
    server = await startPostgres({ version: 18, tls: { certificate, key }, access })
    const admin = await dialect.connect({ url: server?.url })
    await admin.execute([{ text: 'CREATE ROLE secret LOGIN' }, { text: 'CREATE ROLE plain LOGIN' }])
    await admin.close()
  })

  afterAll(async () => {
    await server?.stop()
    certificates.remove()
  })

  const url = (parameters: string, host = 'localhost', user = 'postgres:lithify'): string =>
    `postgres://${user}@${host}:${server?.port}/postgres?${parameters}`

  test.each<[string, boolean]>([
    ['sslmode=disable', false],
    ['sslmode=allow', false],
    ['', true],
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['ssl=true', true],
    ['sslmode=require&channel_binding=require', true],
    ['sslmode=verify-ca&sslrootcert=ROOT', true],
    ['sslmode=verify-full&sslrootcert=ROOT', true],
  ])('%s', async (parameters, expected) => {
    const opened = await session({ url: url(parameters.replace('ROOT', encodeURIComponent(certificates.root))) })
    expect(await opened.query(encrypted)).toEqual([{ ssl: expected }])
  })

  test('who signed is checked without the name, or with it', async () => {
    const root = encodeURIComponent(certificates.root)
    await session({ url: url(`sslmode=verify-ca&sslrootcert=${root}`, '127.0.0.1') })
    await session({ url: url(`sslmode=require&sslrootcert=${root}`, '127.0.0.1') })
    const error = await failure(() => session({ url: url(`sslmode=verify-full&sslrootcert=${root}`, '127.0.0.1') }))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: expect.stringMatching(/^The certificate of 127\.0\.0\.1:\d+ is for another host/),
    })
  })

  test('a certificate that nobody vouches for', async () => {
    for (const mode of ['verify-ca', 'verify-full']) {
      const error = await failure(() => session({ url: url(`sslmode=${mode}&sslrootcert=system`) }))
      expect(error).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        message: expect.stringContaining('is not trusted'),
        hint: expect.stringContaining('sslrootcert='),
      })
    }
    expect((await failure(() => session({ url: url('sslmode=verify-ca&sslrootcert=/no/such.crt') }))).code).toBe(
      'LITHIFY_E_CONFIG_INVALID',
    )
  })

  test('the server may ask for TLS, or for none', async () => {
    for (const [user, mode, works] of [
      ['secret', 'prefer', true],
      ['secret', 'allow', true],
      ['secret', 'disable', false],
      ['plain', 'prefer', true],
      ['plain', 'require', false],
    ] as const) {
      const opening = session({ url: url(`sslmode=${mode}`, '127.0.0.1', user) })
      if (works) expect(await (await opening).query(encrypted)).toEqual([{ ssl: user === 'secret' }])
      else expect((await failure(() => opening)).message).toMatch(/pg_hba\.conf/)
    }
  })

  test('a Unix socket needs neither TLS nor, here, a password', async () => {
    const directory = server?.socketDirectory as string
    const opened = await session({
      url: `postgres://postgres@${encodeURIComponent(directory)}:${server?.port}/postgres?sslmode=require`,
    })
    expect(await opened.query(encrypted)).toEqual([{ ssl: false }])
    await session({ url: `postgres:///postgres?host=${directory}&port=${server?.port}&user=postgres` })
  })
})

describe.skipIf(inject('lithifyPostgres')[18] === undefined)('a server without TLS', () => {
  test('is refused where TLS is asked for', async () => {
    const error = await failure(() => session({ url: `${serverUrl(18)}?sslmode=require` }))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: expect.stringMatching(/does not speak TLS, which sslmode=require asks for/),
    })
    expect((await failure(() => session({ url: `${serverUrl(18)}?sslmode=sometimes` }))).code).toBe(
      'LITHIFY_E_CONFIG_INVALID',
    )
  })

  test('that is restarted in the middle', async () => {
    const server = await startPostgres({ version: 18, settings: {} })
    onTestFinished(() => server?.stop())
    const url = server?.url
    const opened = await session({ url })
    const text = 'CREATE TABLE half (x int)'
    const error = await failure(() =>
      opened.transaction(async () => {
        await opened.execute([{ text }])
        await server?.restart?.()
        await opened.execute([{ text: 'SELECT 1' }, { text: 'SELECT 2' }])
      }),
    )
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      data: { lost: true },
      hint: expect.stringContaining('lithify status'),
    })
    expect((await failure(() => opened.transaction(async () => undefined))).code).toBe('LITHIFY_E_CONNECT')
    await opened.close()
    expect(await (await session({ url })).query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
  })

  test('that goes away while a statement runs, or at the commit', async () => {
    const admin = await session({ url: serverUrl(18) })
    for (const committing of [false, true]) {
      const opened = await session({ url: serverUrl(18) })
      const [backend] = await opened.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const end = (): Promise<unknown> => admin.query('SELECT pg_terminate_backend($1)', [backend?.pid as number])
      const error = await failure(() =>
        opened.transaction(async () => {
          if (!committing) setTimeout(() => void end(), 50)
          await opened.execute([{ text: 'SELECT 1' }, { text: `SELECT pg_sleep(${committing ? 0 : 20})` }])
          await end()
        }),
      )
      expect(error.code).toBe('LITHIFY_E_CONNECT')
      // The news of the end may arrive before the COMMIT is sent: then nothing can have been applied, and the hint says so.
      if (committing) expect(error.hint).toMatch(/during the COMMIT|rolls the open transaction back/)
      else expect(error.data).toMatchObject({ lost: true, serverCode: '57P01', text: 'SELECT pg_sleep(20)', index: 1 })
    }
  })
})
