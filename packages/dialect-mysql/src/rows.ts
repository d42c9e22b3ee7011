import { LithifyError, type Column, type Session, type Table } from '@lithify/core'
import { inserts, type Insert } from '@lithify/core/dialect-kit'
import { qualified, quoteList } from './emit/names.ts'
import { quote } from './names.ts'

/** How many rows are read at a time. */
const pageRows = 1000

/**
 * The rows of a table as INSERT statements, in the order of its primary key, or of all its columns where it has none. The server writes the
 * literals itself, so that every number and byte is exact.
 */
export function rows(session: Session, table: Table): AsyncIterable<Insert> {
  const columns = table.columns.filter((column) => column.generated === undefined)
  const head = `INSERT INTO ${qualified(table)} (${quoteList(columns.map(({ name }) => name))}) VALUES`
  return inserts(head, readRows(session, table, columns))
}

/** `(1, 'a')` for each row, page by page. The transaction around it sees one state, so that no row is read twice or left out. */
async function* readRows(session: Session, table: Table, columns: readonly Column[]): AsyncIterable<string> {
  const keys = table.primaryKey?.keys.map((key) => columns.find(({ name }) => name === key.column)) ?? []
  const known = keys.filter((column) => column !== undefined)
  const isKeyed = known.length > 0 && known.length === keys.length
  const tuple = `CONCAT('(', ${columns.map(literal).join(`, ', ', `)}, ')')`
  const order = (isKeyed ? known : columns).map(sortable)
  for (let offset = 0; ; offset += pageRows) {
    const page = await session.query<{ tuple: string | null }>(
      `SELECT ${tuple} AS tuple FROM ${qualified(table)} ORDER BY ${order.join(', ')} LIMIT ${pageRows} OFFSET ${offset}`,
    )
    for (const row of page) {
      if (row.tuple === null) throw tooLarge(table)
      yield row.tuple
    }
    if (page.length < pageRows) return
  }
}

function tooLarge(table: Table): LithifyError {
  return new LithifyError(
    'LITHIFY_E_DATA_TABLE',
    `A row of ${table.name} is larger than the server can write as one text (max_allowed_packet). Nothing was written.`,
    {
      data: { table: table.name },
      hint: 'Raise it on the server, for new connections:  SET GLOBAL max_allowed_packet = 1073741824',
    },
  )
}

const numeric = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|year)\b/i
const bytes =
  /^(?:(?:tiny|medium|long)?blob|(?:var)?binary|geometry|point|linestring|polygon|multi\w+|geom\w*|vector)\b/i
const float = /^float\b/i

/** In byte order, so that it is the same whatever the collation is. */
const sortable = ({ name, type }: Column): string =>
  numeric.test(type) || /^(?:float|double|date|time)/i.test(type) ? quote(name) : `CAST(${quote(name)} AS BINARY)`

/** Numbers as they are, bytes in hexadecimal digits, all else as a string. */
function literal({ name, type }: Column): string {
  const column = quote(name)
  if (numeric.test(type)) return `COALESCE(CAST(${column} AS CHAR), 'NULL')`
  // A float is shown with six digits, and has more.
  if (float.test(type)) return `COALESCE(CAST(CAST(${column} AS DOUBLE) AS CHAR), 'NULL')`
  if (/^double\b/i.test(type)) return `COALESCE(CAST(${column} AS CHAR), 'NULL')`
  if (/^bit\b/i.test(type)) return `COALESCE(CONCAT('b''', BIN(${column}), ''''), 'NULL')`
  // Where a text would be too large for the server, CONCAT answers NULL too: that is not to be taken for the value.
  if (bytes.test(type)) return `IF(${column} IS NULL, 'NULL', CONCAT('x''', HEX(${column}), ''''))`
  const text = `CONVERT(${column} USING utf8mb4)`
  const quoted = `REPLACE(QUOTE(${text}), '\\r', '\\\\r')`
  if (!/^(?:(?:var)?char|(?:tiny|medium|long)?text|enum|set)\b/i.test(type)) return quoted
  // What Unicode has no character for would become a question mark, or nothing at all.
  const isLost = `${text} IS NULL OR ${questionMarks(text)} > ${questionMarks(`CAST(${column} AS BINARY)`)}`
  return `IF(${column} IS NOT NULL AND (${isLost}), CONCAT('x''', HEX(${column}), ''''), ${quoted})`
}

const questionMarks = (text: string): string => `CHAR_LENGTH(${text}) - CHAR_LENGTH(REPLACE(${text}, '?', ''))`
