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
export async function withInvalidIndexes(
  error: unknown,
  { text }: Statement,
  ask: (sql: string) => Promise<Row[]>,
): Promise<unknown> {
  if (!isLithifyError(error) || !/\bindex\b[^;]*\bconcurrently\b/i.test(text)) return error
  const words = wordsOf(text)
  const names = (await all(ask))
    .filter(({ name, table }) => words.has(table) || words.has(withoutSuffix(name)))
    .map(qualified)
  if (names.length === 0) return error
  return new LithifyError(error.code, `${error.message}. Left behind half-made: ${names.join(', ')}`, {
    data: { ...error.data, invalidIndexes: names },
    hint: hint(names),
    cause: error.cause,
  })
}

/**
 * CREATE INDEX CONCURRENTLY IF NOT EXISTS takes an index that an earlier attempt has left half-made for one that is there.
 * @throws LithifyError `LITHIFY_E_STATEMENT`
 */
export async function refuseInvalidIndex({ text }: Statement, ask: (sql: string) => Promise<Row[]>): Promise<void> {
  if (!/^\s*create\b[^;]*\bindex\s+concurrently\s+if\b/i.test(text)) return
  const words = wordsOf(text)
  const names = (await all(ask)).filter(({ name, table }) => words.has(name) && words.has(table)).map(qualified)
  if (names.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_STATEMENT',
    `The index is there, but an earlier attempt left it half-made: ${names.join(', ')}`,
    {
      data: { index: 0, text, invalidIndexes: names },
      hint: hint(names),
    },
  )
}

const qualified = ({ schema, name }: Found): string => `${quote(schema)}.${quote(name)}`

const hint = (names: readonly string[]): string =>
  `Take it away first:  ${names.map((name) => `DROP INDEX CONCURRENTLY ${name};`).join(' ')}`

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(tokenize(text).flatMap(({ type, value }) => (type === 'word' || type === 'quoted' ? [value] : [])))
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
