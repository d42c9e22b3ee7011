import { isLithifyError, LithifyError, type Row, type Statement } from '@lithify/core'
import { quote } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'

const query = `
  SELECT n.nspname AS schema, c.relname AS name, t.relname AS "table"
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT i.indisvalid AND c.relkind = 'i'
  ORDER BY 1, 2`

interface Found {
  readonly schema: string
  readonly name: string
  readonly table: string
}

/** Adds to the failure of CREATE or REINDEX … CONCURRENTLY which indexes it, or one before it, left half-made. */
export async function invalidIndexes(
  error: unknown,
  { text }: Statement,
  ask: (sql: string) => Promise<Row[]>,
): Promise<unknown> {
  if (!isLithifyError(error) || !/\bindex\b[^;]*\bconcurrently\b/i.test(text)) return error
  const words = new Set(
    tokenize(text).flatMap(({ type, value }) => (type === 'word' || type === 'quoted' ? [value] : [])),
  )
  const names = (await all(ask))
    .filter(({ name, table }) => words.has(table) || words.has(withoutSuffix(name)))
    .map(({ schema, name }) => `${quote(schema)}.${quote(name)}`)
  if (names.length === 0) return error
  return new LithifyError(error.code, `${error.message}. Left behind half-made: ${names.join(', ')}`, {
    data: { ...error.data, invalidIndexes: names },
    hint: names.map((name) => `DROP INDEX CONCURRENTLY ${name};`).join(' '),
    cause: error.cause,
  })
}

/** The failure is what has to be told, also where nothing can be asked any more. */
async function all(ask: (sql: string) => Promise<Row[]>): Promise<Found[]> {
  try {
    return (await ask(query)) as unknown as Found[]
  } catch {
    return []
  }
}

/** REINDEX names its new index after the old one: `name_ccnew`, `name_ccnew1` … */
const withoutSuffix = (name: string): string => name.replace(/_cc(?:new|old)\d*$/, '')
