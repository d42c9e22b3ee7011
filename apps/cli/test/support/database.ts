import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

interface Database {
  prepare(sql: string): { all(): Record<string, unknown>[] }
  close(): void
}
type Driver = new (path: string, options: { readonly: boolean }) => Database

// The dialect's own driver: it is no dependency of the CLI.
const require = createRequire(
  fileURLToPath(new URL('../../../../packages/dialect-sqlite/package.json', import.meta.url)),
)

/** Asks a database past lithify. */
export function query(path: string, sql: string): Record<string, unknown>[] {
  const database = new (require('better-sqlite3') as Driver)(path, { readonly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

export function tables(path: string): unknown[] {
  return query(
    path,
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name`,
  ).map(({ name }) => name)
}
