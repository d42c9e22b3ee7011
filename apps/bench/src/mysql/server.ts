import { startMysql, type MysqlServer } from '@lithify/test-servers'
import { createConnection, type Connection } from 'mysql2/promise'
import { dumpSchema, load } from '../contenders/mysql/native.ts'
import type { DatabaseServer } from '../database-server.ts'
import { countRows, objectsOf } from './contents.ts'

export type Flavour = 'mysql' | 'mariadb'

const flavours = {
  mysql: { title: 'MySQL', servers: ['mysql9', 'mysql8.4', 'mysql8.0'] },
  mariadb: { title: 'MariaDB', servers: ['mariadb11', 'mariadb10.11'] },
} as const

/** Room for ten thousand tables, for which none has to be opened twice. As with all servers of tests, nothing has to survive a power cut. */
const settings = {
  'innodb-buffer-pool-size': '1G',
  'table-open-cache': '4000',
  'open-files-limit': '16000',
}

/** The newest server of that kind; nothing where there is none for this platform. */
export async function startServer(flavour: Flavour): Promise<DatabaseServer | undefined> {
  for (const name of flavours[flavour].servers) {
    const server = await startMysql({ name, settings })
    if (server !== undefined) return describe(server, flavours[flavour].title)
  }
  return undefined
}

async function describe(server: MysqlServer, title: string): Promise<DatabaseServer> {
  const [row] = await query<{ version: string }>(server.url, 'SELECT VERSION() AS version')
  const [dump, client] = [server.dump, server.client].map((command) => command.at(-1)?.replace(/^.*\//, '') ?? '')
  const createDatabase = (): Promise<string> => create(server)
  return {
    title: `${title} ${row?.version.split('-', 1)[0]}`,
    createDatabase,
    inFreshDatabase: async (work) => {
      const url = await createDatabase()
      try {
        return await work(url)
      } finally {
        await query(server.url, `DROP DATABASE ${new URL(url).pathname.slice(1)}`)
      }
    },
    objectsOf,
    countRows,
    jobs: { migrate: 'mysql.lithify.migrate', dump: 'mysql.lithify.dump' },
    native: {
      isThere: server.dump.length > 0 && server.client.length > 0,
      missing: 'not run: the native clients are not here',
      dump: { program: dump ?? '', name: `${dump} --no-data`, run: (url, file) => dumpSchema(server.dump, url, file) },
      load: { program: client ?? '', name: `${client} < dump`, run: (url, file) => load(server.client, url, file) },
    },
  }
}

let made = 0

/** A new database. All of them go with the server. */
async function create(server: MysqlServer): Promise<string> {
  const name = `bench_${++made}`
  await query(server.url, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  return Object.assign(new URL(server.url), { pathname: `/${name}` }).href
}

export async function connect(url: string): Promise<Connection> {
  return createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), multipleStatements: true })
}

/** On a connection of its own. */
export async function query<R>(url: string, text: string): Promise<R[]> {
  const connection = await connect(url)
  try {
    const [rows] = await connection.query(text)
    return rows as R[]
  } finally {
    await connection.end()
  }
}
