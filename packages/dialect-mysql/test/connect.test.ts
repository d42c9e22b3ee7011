import { mysqlServers } from '@lithify/test-servers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { isOld } from './old-server.ts'
import { locate } from '../src/session/target.ts'
import {
  admin,
  database,
  failure,
  listener,
  onAll,
  onBoth,
  session,
  socketOf,
  statements,
  withUser,
} from './helpers.ts'

afterEach(() => void vi.unstubAllEnvs())

const at = (url: string): Record<string, unknown> => ({ ...locate({ url }, {}) })

onAll((name) => {
  test.each<[string, (url: string) => string, RegExp, string]>([
    [
      'a wrong password',
      (url) => withUser(url, 'lithify:Wr0ng%2Fsecret'),
      /^The password of lithify is wrong/,
      'ER_ACCESS_DENIED_ERROR',
    ],
    [
      'no such user',
      (url) => withUser(url, 'nobody_here:Wr0ng'),
      /^The password of nobody_here is wrong, or there is no such user/,
      'ER_ACCESS_DENIED_ERROR',
    ],
    [
      'no password',
      (url) => withUser(url, 'lithify'),
      /lets lithify not in without a password/,
      'ER_ACCESS_DENIED_ERROR',
    ],
    [
      'no such database',
      (url) => url.replace(/[^/]*$/, 'no_such_db'),
      /^There is no database no_such_db on \S+:\d+\.$/,
      'ER_BAD_DB_ERROR',
    ],
  ])('%s', async (_, change, message, serverCode) => {
    const url = await database(name)
    const error = await failure(() => session({ url: change(url) }))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: expect.stringMatching(message),
      hint: expect.any(String),
      data: { host: new URL(url).hostname, serverCode },
    })
    expect(error.data['missing']).toBe(serverCode === 'ER_BAD_DB_ERROR' ? true : undefined)
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain('Wr0ng')
  })

  test.skipIf(socketOf(name) === undefined)('by its socket, and by the environment', async () => {
    const url = new URL(await database(name))
    const app = url.pathname.slice(1)
    const socket = socketOf(name) as string
    const about = 'SELECT DATABASE() AS db, CURRENT_USER() AS me'
    const expected = [{ db: app, me: 'lithify@%' }]
    const scheme = mysqlServers[name].flavour
    for (const text of [
      `${scheme}://lithify:lithify@${encodeURIComponent(socket)}/${app}`,
      `${scheme}://lithify:lithify@/${app}?socket=${socket}`,
    ])
      expect(await (await session({ url: text })).query(about)).toEqual(expected)
    vi.stubEnv('MYSQL_HOST', url.hostname)
    vi.stubEnv('MYSQL_TCP_PORT', url.port)
    vi.stubEnv('MYSQL_PWD', 'lithify')
    expect(await (await session({ url: `mysql://lithify@/${app}` })).query(about)).toEqual(expected)
    vi.stubEnv('MYSQL_HOST', '')
    vi.stubEnv('MYSQL_UNIX_PORT', socket)
    expect(await (await session({ url: `mysql://lithify@/${app}` })).query(about)).toEqual(expected)
    expect((await failure(() => session({ url: `mysql://lithify@127.0.0.1:1/${app}` }))).message).toBe(
      'Nothing listens on 127.0.0.1:1.',
    )
  })
})

onBoth((name) => {
  test('a user without the privilege, and one who has used up his connections', async () => {
    const [url, root] = [await database(name), await admin(name)]
    const user = `u_${url.slice(-8)}`
    await root.execute(statements(`CREATE USER ${user} IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 1`))
    expect(await failure(() => session({ url: withUser(url, `${user}:x`) }))).toMatchObject({
      data: { serverCode: 'ER_DBACCESS_DENIED_ERROR' },
    })
    await root.execute(statements(`GRANT ALL ON ${url.split('/').at(-1)}.* TO ${user}`))
    const first = await session({ url: withUser(url, `${user}:x`) })
    expect((await failure(() => session({ url: withUser(url, `${user}:x`) }))).message).toMatch(
      /takes no more connections/,
    )
    await first.close()
    await root.execute(statements(`DROP USER ${user}`))
  })

  test('a session names its database', async () => {
    expect((await failure(async () => session({ url: (await database(name)).replace(/[^/]*$/, '') }))).code).toBe(
      'LITHIFY_E_CONFIG_INVALID',
    )
  })
})

describe('no server', () => {
  test('nothing listens', async () => {
    expect(await failure(() => session({ url: 'mysql://me:Wr0ng@localhost:1/app' }))).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: 'Nothing listens on localhost:1.',
      data: { host: 'localhost', port: 1, database: 'app', user: 'me' },
    })
  })

  test('no such socket, no such host', async () => {
    expect((await failure(() => session({ url: 'mysql://me@/app?socket=/no/such.sock' }))).message).toBe(
      'There is no socket /no/such.sock.',
    )
    expect(
      (await failure(() => session({ url: 'mysql://me@no-such-host.invalid/app', connectTimeoutMs: 20_000 }))).message,
    ).toMatch(/no-such-host\.invalid/)
  })

  test('one that does not answer', async () => {
    const port = await listener(() => undefined)
    const error = await failure(() => session({ url: `mysql://me@127.0.0.1:${port}/app`, connectTimeoutMs: 200 }))
    expect(error.message).toContain('did not answer within 0.2 s')
  })

  test('one that is something else', async () => {
    const port = await listener((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await failure(() => session({ url: `mysql://me@127.0.0.1:${port}/app` }))).code).toBe('LITHIFY_E_CONNECT')
  })
})

describe('what a server says of itself', () => {
  test.each<[string, string, number, string, string | undefined]>([
    ['8.0.36', 'MySQL Community Server - GPL', 0, 'MySQL 8.0.36', undefined],
    ['5.7.44-log', 'MySQL Community Server (GPL)', 0, 'MySQL 5.7.44', 'MySQL 8.0 or later'],
    ['8.0.36-28', 'Percona Server (GPL), Release 28', 0, 'Percona Server 8.0.36', undefined],
    ['8.0.11-TiDB-v7.5.0', 'TiDB Server (Apache License 2.0)', 0, 'TiDB 8.0.11', undefined],
    ['8.0.30-Vitess', 'Version: 19.0.0', 0, 'Vitess 8.0.30', undefined],
    ['10.11.19-MariaDB-0+deb12u1', 'Debian 12', 1, 'MariaDB 10.11.19', undefined],
    ['5.5.5-10.6.18-MariaDB-log', 'managed by somebody', 1, 'MariaDB 10.6.18', 'MariaDB 10.11 or later'],
    // One that hides: what it runs tells it apart, its number does not.
    ['11.4.2', 'a server', 1, 'MariaDB 11.4.2', undefined],
  ])('%s, %s', async (version, comment, mariadb, known, old) => {
    expect(await isOld(version, comment, mariadb)).toEqual([
      known,
      old === undefined ? undefined : expect.stringContaining(old),
    ])
  })
})

describe('URLs', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'mysql://u:p@h:3307/app',
      { host: 'h', port: 3307, user: 'u', password: 'p', database: 'app', sslMode: 'PREFERRED', socket: undefined },
    ],
    ['mariadb://u:p%40%2F@[::1]/my%20app', { host: '::1', port: 3306, password: 'p@/', database: 'my app' }],
    ['mysql://u:a@b:c%@h/app', { host: 'h', user: 'u', password: 'a@b:c%' }],
    ['mysql://u@h/app?ssl-mode=VERIFY_IDENTITY&ssl-ca=/a.pem', { sslMode: 'VERIFY_IDENTITY', sslCa: '/a.pem' }],
    [
      'mysql://u@h/app?sslmode=verify-full&ssl_cert=/c&ssl-key=/k',
      { sslMode: 'VERIFY_IDENTITY', sslCert: '/c', sslKey: '/k' },
    ],
    ['mysql://u@h/app?sslmode=require', { sslMode: 'REQUIRED' }],
    ['mysql://u@h/app?ssl={"rejectUnauthorized":true}', { sslMode: 'VERIFY_IDENTITY' }],
    ['mysql://u@h/app?sslaccept=strict&connection_limit=5', { sslMode: 'VERIFY_IDENTITY' }],
    ['mysql://u@h/app?ssl=false&charset=utf8mb4', { sslMode: 'DISABLED' }],
    ['mysql://u@h/app?connect-timeout=3', { connectTimeoutMs: 3000 }],
    ['mysql://u@h/app?connectTimeout=3000', { connectTimeoutMs: 3000 }],
  ])('%s', (url, expected) => expect(at(url)).toMatchObject(expected))

  test.each([
    'postgres://u@h/app',
    'mysql://u:Wr0ng@a,b/app',
    'mysql://u:Wr0ng@h:99999/app',
    'mysql://u:Wr0ng@h/app?colour=red',
    'mysql://u:Wr0ng@h/app?ssl-mode=maybe',
  ])('%s is refused, and its password is not told', async (url) => {
    const error = await failure(() => at(url))
    expect(error.code).toBe('LITHIFY_E_CONFIG_INVALID')
    expect(error.message).not.toContain('Wr0ng')
  })
})
