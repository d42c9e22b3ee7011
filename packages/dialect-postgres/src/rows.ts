import { isTable, type Column, type Plain, type Schema, type Session, type Table, type TableRef } from '@lithify/core'
import { inserts, type Insert } from '@lithify/core/dialect-kit'
import { identityOf } from './emit/column.ts'
import { settledStream } from './introspect/settled.ts'
import { qualified, quoteList } from './emit/names.ts'
import { quote } from './names.ts'
import { positions } from './rows/sequences.ts'

/** How many rows are read at a time. */
const pageRows = 1000

/**
 * The rows of a table as INSERT statements, in the order of its primary key, or of all its columns where it has none. The server writes the
 * literals itself, so that every number and byte is exact. After them stand the sequences that number them.
 */
export const rows = (session: Session, table: Table): AsyncIterable<Insert> =>
  settledStream(session, () => insertsAndPositions(session, table))

async function* insertsAndPositions(session: Session, table: Table): AsyncIterable<Insert> {
  yield* insertsOf(session, table)
  yield* positions(session, table)
}

/** Those of a partitioned table are in its partitions, or in theirs. */
export function rowsIn(table: Table, schema: Schema): readonly Table[] {
  if (table.options?.['partitionBy'] === undefined) return [table]
  return schema
    .objects()
    .filter(isTable)
    .filter(({ options }) => isPartitionOf(options?.['partitionOf'], table))
    .flatMap((partition) => rowsIn(partition, schema))
}

const isPartitionOf = (parent: Plain | undefined, { schema, name }: Table): boolean =>
  parent !== undefined && qualified(parent as unknown as TableRef) === qualified({ schema, name })

function insertsOf(session: Session, table: Table): AsyncIterable<Insert> {
  const columns = table.columns.filter((column) => column.generated === undefined)
  // A partition has the identity of its table on some versions, and minds the words on none.
  const given =
    table.options?.['partitionOf'] !== undefined ||
    columns.some((column) => identityOf(column)?.generation === 'always')
  const head = `INSERT INTO ${qualified(table)} (${quoteList(columns.map(({ name }) => name))})${given ? ' OVERRIDING SYSTEM VALUE' : ''} VALUES`
  return inserts(head, readRows(session, table, columns))
}

/** `(1, 'a')` for each row, page by page. By primary key each page begins where the last one ended. */
async function* readRows(session: Session, table: Table, columns: readonly Column[]): AsyncIterable<string> {
  const keys = table.primaryKey?.keys.map((key) => columns.find(({ name }) => name === key.column)) ?? []
  const known = keys.filter((column) => column !== undefined)
  const isKeyed = known.length > 0 && known.length === keys.length
  const tuple = `'(' || ${columns.map(literal).join(` || ', ' || `)} || ')'`
  const from = `FROM ONLY ${qualified(table)}`
  if (!isKeyed) {
    const order = columns.map(({ name }) => `${quote(name)}::text COLLATE "C"`).join(', ')
    for (let offset = 0; ; offset += pageRows) {
      const page = await session.query<{ tuple: string }>(
        `SELECT ${tuple} AS tuple ${from} ORDER BY ${order} LIMIT ${pageRows} OFFSET ${offset}`,
      )
      for (const row of page) yield row.tuple
      if (page.length < pageRows) return
    }
  }
  const names = known.map(sortable)
  const key = `ARRAY[${known.map(({ name }) => `${quote(name)}::text`).join(', ')}]`
  const after = `(${names.join(', ')}) > (${known.map((column, at) => bound(column, at + 1)).join(', ')})`
  for (let last: string[] | undefined; ;) {
    const page: { tuple: string; key: string[] }[] = await session.query(
      `SELECT ${tuple} AS tuple, ${key} AS key ${from} ${last === undefined ? '' : `WHERE ${after}`} ORDER BY ${names.join(', ')} LIMIT ${pageRows}`,
      last ?? [],
    )
    for (const row of page) yield row.tuple
    last = page.at(-1)?.key
    if (last === undefined || page.length < pageRows) return
  }
}

const textual = /^(text|character|"?char|citext|name)/

/** In byte order, so that it is the same whatever the collation of the database. */
const sortable = ({ name, type }: Column): string =>
  textual.test(type) ? `${quote(name)}::text COLLATE "C"` : quote(name)

const bound = ({ type }: Column, position: number): string =>
  textual.test(type) ? `$${position}::text COLLATE "C"` : `$${position}::text::${type}`

/** Whole numbers and booleans stand as they are; all else is a quoted text, which the column's type reads. */
function literal({ name, type }: Column): string {
  // Money is written in a way of its own in every country.
  const text = type === 'money' ? `${quote(name)}::numeric::text` : `${quote(name)}::text`
  if (/^(smallint|integer|bigint|boolean)$/.test(type)) return `COALESCE(${text}, 'NULL')`
  const quoted = `pg_catalog.ltrim(pg_catalog.quote_nullable(${text}))`
  // Carriage returns do not survive version control and native clients.
  const without = `pg_catalog.replace(${quoted}, pg_catalog.chr(13), ''' || chr(13) || E''')`
  const cast = `'CAST(' || ${without} || ' AS ${type.replaceAll("'", "''")})'`
  return `CASE WHEN pg_catalog.strpos(${text}, pg_catalog.chr(13)) > 0 THEN ${cast} ELSE ${quoted} END`
}
