import { Client } from 'pg'
import { postgresVersions, startPostgres } from '@lithify/test-servers'
import { clientMajor } from '../contenders/postgres/native.ts'

export interface Server {
  /** As it says itself: 15.18. */
  readonly version: string
  readonly url: (database: string) => string
}

/**
 * Room for the locks of 10,000 tables in one transaction, and nothing that works beside the contenders. As with all servers of tests, nothing has to
 * survive a power cut: what is compared is the contenders, not the disk.
 */
const settings = { max_locks_per_transaction: '2048', shared_buffers: '512MB', max_wal_size: '4GB', autovacuum: 'off' }

/** A server of the version that the native clients have, else the newest; nothing where there is none for this platform. */
export async function startServer(): Promise<Server | undefined> {
  const major = await clientMajor()
  const version = postgresVersions.find((each) => each === major) ?? 18
  const server = await startPostgres({ version, settings })
  if (server === undefined) return undefined
  const url = (database: string): string => Object.assign(new URL(server.url), { pathname: `/${database}` }).href
  const [row] = await query<{ server_version: string }>(server.url, ['SHOW server_version'])
  return { version: row?.server_version.split(' ', 1)[0] ?? '', url }
}

/** Says these one after the other on a connection of its own, and answers the rows of the last. */
export async function query<R extends object>(url: string, statements: readonly string[]): Promise<R[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    let rows: R[] = []
    for (const statement of statements) ({ rows } = await client.query<R>(statement))
    return rows
  } finally {
    await client.end()
  }
}

let made = 0

/** A new database. All of them go with the server. */
export async function createDatabase(server: Server): Promise<string> {
  const name = `bench_${++made}`
  await query(server.url('postgres'), [`CREATE DATABASE ${name}`])
  return server.url(name)
}

/** A database for one run, gone after it. */
export async function inFreshDatabase<T>(server: Server, work: (url: string) => Promise<T>): Promise<T> {
  const url = await createDatabase(server)
  try {
    return await work(url)
  } finally {
    await query(server.url('postgres'), [`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`])
  }
}
