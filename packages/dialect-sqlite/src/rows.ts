import { isUtf8 } from 'node:buffer'
import type { Session, Table } from '@lithify/core'
import { inserts, type Insert } from '@lithify/core/dialect-kit'
import { rowidAlias, rowidName } from './emit/create-table.ts'
import { quote } from './names.ts'

/** How many rows are read at a time where the session cannot hand them out one by one. */
const pageRows = 1000

/**
 * The rows of a table as INSERT statements, in the order of its primary key, or of the rowid where it has none. SQLite writes the
 * literals itself, so that every number and byte is exact.
 */
export function rows(session: Session, table: Table): AsyncIterable<Insert> {
  const columns = table.columns.filter((column) => column.generated === undefined).map((column) => quote(column.name))
  const head = `INSERT INTO ${quote(table.name)} (${columns.join(', ')}) VALUES`
  return inserts(head, readRows(session, table, columns))
}

/** `(1, 'a')` for each row. */
async function* readRows(session: Session, table: Table, columns: readonly string[]): AsyncIterable<string> {
  const [encoding] = await session.query<{ encoding: string }>('SELECT encoding FROM pragma_encoding')
  const utf16 = encoding?.encoding !== 'UTF-8'
  for await (const { tuple: bytes, place } of pages(session, table, columns)) {
    if (utf16) yield decodeUtf16(bytes, encoding?.encoding === 'UTF-16be')
    else if (isUtf8(bytes)) yield bytes.toString('utf8')
    // A text that is no text: as bytes it survives.
    else
      yield await asBytes(session, `SELECT ${tuple(columns, hexLiteral)} AS tuple FROM ${quote(table.name)} ${place}`)
  }
}

interface Tuple {
  readonly tuple: Buffer
  /** The rest of a query that finds this row again. */
  readonly place: string
}

/** The rows page by page, so that the session is free in between. By rowid each page begins where the last one ended. */
async function* pages(session: Session, table: Table, columns: readonly string[]): AsyncIterable<Tuple> {
  const select = `SELECT CAST(${tuple(columns, literal)} AS BLOB) AS tuple`
  const from = `FROM ${quote(table.name)}`
  const rowid = rowidName(table)
  if (rowid !== undefined && (table.primaryKey === undefined || rowidAlias(table) !== undefined)) {
    for (let where = ''; ;) {
      const page = await session.query<{ tuple: Buffer; lithify_id: number | bigint }>(
        `${select}, ${rowid} AS lithify_id ${from} ${where} ORDER BY ${rowid} LIMIT ${pageRows}`,
      )
      for (const row of page) yield { tuple: row.tuple, place: `WHERE ${rowid} = ${row.lithify_id}` }
      const last = page.at(-1)
      if (last === undefined || page.length < pageRows) return
      where = `WHERE ${rowid} > ${last.lithify_id}`
    }
  }
  const order = `ORDER BY ${orderOf(table, columns)}`
  for (let offset = 0; ; offset += pageRows) {
    const page = await session.query<{ tuple: Buffer }>(`${select} ${from} ${order} LIMIT ${pageRows} OFFSET ${offset}`)
    for (const [index, row] of page.entries())
      yield { tuple: row.tuple, place: `${order} LIMIT 1 OFFSET ${offset + index}` }
    if (page.length < pageRows) return
  }
}

const tuple = (columns: readonly string[], spell: (column: string) => string): string =>
  `'(' || ${columns.map(spell).join(` || ', ' || `)} || ')'`

/** quote() ends a text at a NUL. Carriage returns that stand in the file do not survive it: version control and the native client convert them. */
const literal = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'text' AND (instr(${column}, char(0)) OR instr(${column}, char(13))) THEN ${hex(column)} ELSE quote(${column}) END`

const hexLiteral = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'text' THEN ${hex(column)} ELSE quote(${column}) END`

const hex = (column: string): string => `'CAST(X''' || hex(${column}) || ''' AS TEXT)'`

async function asBytes(session: Session, sql: string): Promise<string> {
  const [row] = await session.query<{ tuple: string }>(sql)
  return row?.tuple ?? ''
}

function decodeUtf16(bytes: Buffer, bigEndian: boolean): string {
  return (bigEndian ? Buffer.from(bytes).swap16() : bytes).toString('utf16le')
}

/** A total order: a primary key may hold NULLs, and then the rowid decides. */
function orderOf(table: Table, columns: readonly string[]): string {
  const keys = (table.primaryKey?.keys ?? []).map((key) => quote(key.column ?? ''))
  const rowid = rowidName(table)
  const order = rowid === undefined ? keys : [...keys, rowid]
  return (order.length === 0 ? columns : order).join(', ')
}
