import { availableParallelism, loadavg } from 'node:os'
import Database from 'better-sqlite3'
import { findSqlite3 } from './contenders/sqlite3.ts'

/** What figures depend on, beside the machine's speed. */
export async function describeMachine(): Promise<string> {
  const database = new Database(':memory:')
  const driver = database.prepare('SELECT sqlite_version()').pluck().get() as string
  database.close()
  const client = (await findSqlite3()) ?? 'none'
  const busy = (loadavg()[0] ?? 0).toFixed(1)
  return `Node ${process.versions.node}, ${process.platform}-${process.arch}, ${availableParallelism()} cores (load ${busy} at the start); SQLite ${driver} in better-sqlite3, ${client} in the client`
}
