import type { Options, Row, Scope, Session } from '@lithify/core'
import { fold } from '../names.ts'

/** What `sqlite_schema` says of an object, but for its text. */
export interface CatalogName extends Row {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly rootpage: number
}

/** One row of `sqlite_schema`. */
export interface CatalogRow extends CatalogName {
  readonly sql: string | null
}

/** What SQLite itself says of a column: name, type, not null, default, place in the primary key, hidden. */
export type CatalogColumn = readonly [
  name: string,
  type: string,
  notNull: number,
  dflt: string | null,
  pk: number,
  hidden: number,
]

const ofUsers = String.raw`FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid`

/** `sqlite_schema` without SQLite's own objects, in the order in which they were created. */
export function readObjects(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(`SELECT type, name, tbl_name, rootpage, sql ${ofUsers}`)
}

/** The same without the texts. */
export function readNames(session: Session): Promise<CatalogName[]> {
  return session.query<CatalogName>(`SELECT type, name, tbl_name, rootpage ${ofUsers}`)
}

/**
 * The columns of every real table, one row and one JSON text per table: far fewer values cross into JavaScript than one row per
 * column would bring. Virtual tables are left out, because asking for one whose module is missing is an error.
 */
export async function readColumns(session: Session): Promise<Map<string, CatalogColumn[]>> {
  const rows = await session.query<{ name: string; columns: string }>(
    `SELECT m.name AS name, json_group_array(json_array(x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden) ORDER BY x.cid) AS columns
     FROM sqlite_schema AS m, pragma_table_xinfo(m.name, 'main') AS x WHERE m.type = 'table' AND m.rootpage <> 0 GROUP BY m.rowid`,
  )
  return new Map(rows.map((row) => [row.name, JSON.parse(row.columns) as CatalogColumn[]]))
}

/** The tables that belong to virtual tables. Asked only where there are virtual tables, since the answer takes SQLite a while. */
export async function readShadowTables(session: Session): Promise<Set<string>> {
  const rows = await session.query<{ name: string }>(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`,
  )
  return new Set(rows.map((row) => row.name))
}

export async function readModules(session: Session): Promise<Set<string>> {
  const rows = await session.query<{ name: string }>('SELECT name FROM pragma_module_list')
  return new Set(rows.map((row) => fold(row.name)))
}

/** Settings that live in the file, where they differ from what a new file has. */
export async function readOptions(session: Session): Promise<Options> {
  const [row] = await session.query<{
    user_version: number
    application_id: number
    encoding: string
    auto_vacuum: number
    page_size: number
  }>('SELECT * FROM pragma_user_version, pragma_application_id, pragma_encoding, pragma_auto_vacuum, pragma_page_size')
  if (row === undefined) return {}
  return {
    ...(row.user_version === 0 ? {} : { user_version: row.user_version }),
    ...(row.application_id === 0 ? {} : { application_id: row.application_id }),
    ...(row.encoding === 'UTF-8' ? {} : { encoding: row.encoding }),
    ...(row.auto_vacuum === 0 ? {} : { auto_vacuum: row.auto_vacuum }),
    ...(row.page_size === 4096 ? {} : { page_size: row.page_size }),
  }
}

/** Whether an object is in scope: neither it nor the table that it lives on is excluded. */
export function inScope(scope: Scope): (row: Pick<CatalogRow, 'name' | 'tbl_name' | 'type'>) => boolean {
  const excluded = new Set((scope.exclude ?? []).map((table) => fold(table.name)))
  if (excluded.size === 0) return () => true
  return (row) => !excluded.has(fold(row.tbl_name))
}
