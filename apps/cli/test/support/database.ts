import { pathToFileURL } from 'node:url'
import { sqlite } from '@lithify/dialect-sqlite'

/** Asks a database past the CLI. */
export async function query(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const { dialect, options } = sqlite({ url: pathToFileURL(path).href })
  const session = await dialect.connect({ ...options, readOnly: true })
  try {
    return await session.query(sql)
  } finally {
    await session.close()
  }
}

/** The names of its tables, lithify's own included. */
export async function tables(path: string): Promise<unknown[]> {
  const rows = await query(
    path,
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name`,
  )
  return rows.map(({ name }) => name)
}
