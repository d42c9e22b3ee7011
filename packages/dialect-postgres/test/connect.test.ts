import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { database, failure, listener, onAll, onNewest, serverUrl, session, statements, withUser } from './helpers.ts'

afterEach(() => void vi.unstubAllEnvs())

function temporaryFile(name: string, content: string, mode: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'lithify-postgres-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, name)
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}

onAll((version) => {
  test.each<[string, (url: string) => string, RegExp, string]>([
    [
      'a wrong password',
      (url) => withUser(url, 'postgres:Wr0ng%2Fsecret'),
      /^The password of postgres is wrong/,
      '28P01',
    ],
    ['no such user', (url) => withUser(url, 'nobody_here:x'), /^The password of nobody_here is wrong/, '28P01'],
    [
      'no such database',
      (url) => url.replace(/\/postgres$/, '/no_such_db'),
      /^There is no database no_such_db on \S+:\d+\.$/,
      '3D000',
    ],
  ])('%s', async (_, change, message, serverCode) => {
    const error = await failure(() => session({ url: change(serverUrl(version)) }))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: expect.stringMatching(message),
      hint: expect.any(String),
      data: { host: new URL(serverUrl(version)).hostname, serverCode },
    })
    expect(error.data['missing']).toBe(serverCode === '3D000' ? true : undefined)
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain('Wr0ng')
  })
})

onNewest(() => {
  test('a user without the privilege', async () => {
    const url = await database()
    const admin = await session({ url })
    const name = url.split('/').at(-1) as string
    await admin.execute(
      statements(`REVOKE CONNECT ON DATABASE ${name} FROM public`, `CREATE ROLE ${name} LOGIN PASSWORD 'x'`),
    )
    const error = await failure(() => session({ url: withUser(url, `${name}:x`) }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_CONNECT', data: { serverCode: '42501' } })
    expect(error.message).toContain('permission denied')
    await admin.execute(statements(`DROP ROLE ${name}`))
  })

  test('sessions that were used up', async () => {
    const url = await database()
    const admin = await session({ url })
    const name = url.split('/').at(-1) as string
    await admin.execute(statements(`CREATE ROLE ${name} LOGIN PASSWORD 'x' CONNECTION LIMIT 1`))
    const first = await session({ url: withUser(url, `${name}:x`) })
    expect((await failure(() => session({ url: withUser(url, `${name}:x`) }))).data).toMatchObject({
      serverCode: '53300',
    })
    await first.close()
    await admin.execute(statements(`DROP ROLE ${name}`))
  })

  test('the environment and the URL, which comes first', async () => {
    const url = new URL(await database())
    vi.stubEnv('PGHOST', url.hostname)
    vi.stubEnv('PGPORT', url.port)
    vi.stubEnv('PGUSER', 'postgres')
    vi.stubEnv('PGPASSWORD', url.password)
    vi.stubEnv('PGDATABASE', url.pathname.slice(1))
    vi.stubEnv('PGAPPNAME', 'from the environment')
    vi.stubEnv('PGOPTIONS', '-c work_mem=9MB')
    const about =
      "SELECT current_database() AS db, current_setting('application_name') AS app, current_setting('work_mem') AS memory"
    expect(await (await session({})).query(about)).toEqual([
      { db: url.pathname.slice(1), app: 'from the environment', memory: '9MB' },
    ])
    const named = await session({
      url: 'postgresql:///postgres?application_name=from%20the%20URL',
      statementTimeoutMs: 1234,
    })
    expect(await named.query(about)).toEqual([{ db: 'postgres', app: 'from the URL', memory: '9MB' }])
    expect(await named.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '1234ms' }])
  })

  test('the password file, unless others may read it', async () => {
    const url = new URL(await database())
    const line = `# comment\nother:*:*:*:no\n${url.hostname}:${url.port}:*:post\\gres:${url.password.replaceAll(/./g, '\\$&')}\n`
    const file = temporaryFile('pgpass', line, 0o600)
    url.password = ''
    await session({ url: `${url.href}?passfile=${encodeURIComponent(file)}` })
    vi.stubEnv('PGPASSFILE', file)
    await session({ url: url.href })
    if (process.platform === 'win32') return
    chmodSync(file, 0o644)
    const error = await failure(() => session({ url: url.href }))
    expect(error.message).toMatch(/asks for a password of postgres, and none is given/)
    expect(error.hint).toContain('chmod 600')
  })

  test('a lock timeout is tried again, in a transaction and outside', async () => {
    const url = await database()
    const [holder, runner] = [
      await session({ url }),
      await session({ url, tableLockTimeoutMs: 50, tableLockRetries: 8 }),
    ]
    await holder.execute(statements('CREATE TABLE a (x int)'))
    for (const inside of [true, false]) {
      await holder.execute(statements('BEGIN', 'LOCK TABLE a'))
      const work = (): Promise<void> =>
        runner.execute(
          statements(`CREATE TABLE made_${inside} (x int)`, 'ALTER TABLE a ADD COLUMN IF NOT EXISTS y int'),
        )
      const done = inside ? runner.transaction(work) : work()
      setTimeout(() => void holder.execute(statements('COMMIT')), 250)
      await done
    }
    expect(await runner.query('SELECT count(*) AS n FROM made_true, made_false')).toEqual([{ n: 0 }])
    await holder.execute(statements('BEGIN', 'LOCK TABLE a'))
    const impatient = await session({ url, tableLockTimeoutMs: 20, tableLockRetries: 1 })
    const error = await failure(() =>
      impatient.transaction(() => impatient.execute(statements('SELECT 1', 'DROP TABLE a'))),
    )
    expect(error).toMatchObject({
      code: 'LITHIFY_E_STATEMENT',
      data: { index: 1, text: 'DROP TABLE a', serverCode: '55P03' },
    })
  })
})

describe('no server', () => {
  test('nothing listens', async () => {
    const error = await failure(() => session({ url: 'postgres://me:Wr0ng@localhost:1/app' }))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: 'Nothing listens on localhost:1.',
      data: { host: 'localhost', port: 1, database: 'app', user: 'me' },
    })
  })

  test('no such socket, no such host', async () => {
    expect((await failure(() => session({ url: 'postgres:///app?host=/no/such/directory' }))).message).toBe(
      'There is no socket /no/such/directory/.s.PGSQL.5432.',
    )
    const unknown = await failure(() =>
      session({ url: 'postgres://no-such-host.invalid/app', connectTimeoutMs: 20_000 }),
    )
    expect(unknown.message).toMatch(/no-such-host\.invalid/)
  })

  test('one that does not answer', async () => {
    const port = await listener(() => undefined)
    const error = await failure(() => session({ url: `postgres://me@127.0.0.1:${port}/app`, connectTimeoutMs: 200 }))
    expect(error.message).toContain('did not answer within 0.2 s')
  })

  test('one that is something else', async () => {
    const port = await listener((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await failure(() => session({ url: `postgres://me@127.0.0.1:${port}/app` }))).code).toBe(
      'LITHIFY_E_CONNECT',
    )
  })

  test.each(['13.14', '9.6.24 on old iron'])('PostgreSQL %s is too old', async (serverVersion) => {
    const port = await listener((socket) => socket.on('data', (data) => void socket.write(answer(data, serverVersion))))
    const error = await failure(() => session({ url: `postgres://me@127.0.0.1:${port}/app` }))
    expect(error.message).toBe(`The server is PostgreSQL ${serverVersion}. lithify needs PostgreSQL 14 or later.`)
  })
})

/** Just enough of a server: no TLS, no password, its version, ready. */
function answer(data: Buffer, version: string): Buffer | string {
  if (data.length === 8) return 'N'
  return Buffer.concat([packet('R', '\0\0\0\0'), packet('S', `server_version\0${version}\0`), packet('Z', 'I')])
}

function packet(type: string, body: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}
