import type { Dialect } from '../../dialect.ts'
import type { Context } from '../../runner/context.ts'
import { LithifyError } from '../../errors.ts'
import { qualified } from '../../history/sql.ts'
import { listed } from '../../runner/refuse.ts'
import { isOpaque, isTable, refLabel, type Table } from '../../schema/model.ts'
import type { Schema } from '../../schema/schema.ts'

/** How many rows each table has that has any. */
export async function filledTables(context: Context, schema: Schema): Promise<Map<Table, number>> {
  const { dialect } = context.connection
  const filled = new Map<Table, number>()
  for (const table of schema.objects().filter(isTable)) {
    // They are counted where they are, and once.
    if (dialect.rowsIn?.(table, schema).includes(table) === false) continue
    const rows = await countRows(context, rowsOf(dialect, table))
    if (rows > 0) filled.set(table, rows)
  }
  return filled
}

/** Opaque objects that hold rows, as people are shown them: no dump and no baseline could hold those. */
export async function filledOpaque(context: Context, schema: Schema): Promise<string[]> {
  const filled: string[] = []
  for (const object of schema.objects()) {
    const from = isOpaque(object) ? context.connection.dialect.rowsOf?.(object) : undefined
    if ((await countRows(context, from)) > 0) filled.push(refLabel(object))
  }
  return filled
}

/** Where the rows of a table itself are read from. */
export function rowsOf(dialect: Dialect, table: Table): string | undefined {
  return dialect.rowsOf === undefined ? qualified(dialect, table) : dialect.rowsOf(table)
}

async function countRows({ connection, session }: Context, from: string | undefined): Promise<number> {
  if (from === undefined) return 0
  const [row] = await session.query<{ n: unknown }>(`select count(*) as ${connection.dialect.quote('n')} from ${from}`)
  return Number(row?.n)
}

/**
 * Rows that nothing could write down.
 * @throws LithifyError `LITHIFY_E_SQUASH_ROWS`
 */
export function refuseOpaque(filled: readonly string[]): void {
  if (filled.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_SQUASH_ROWS',
    `Nothing is squashed. Migrations insert rows that no baseline could hold, because lithify only knows as text what they are in: ${listed(filled)}.`,
    {
      data: { objects: [...filled] },
      hint: 'Where new databases need none of them, or a later migration inserts them anew:  lithify squash --without-rows   Else squash only what is before:  lithify squash --through <name>',
    },
  )
}

/**
 * Rows that migrations themselves insert are part of what they make. A baseline holds them, up to a limit.
 * @throws LithifyError `LITHIFY_E_SQUASH_ROWS`
 */
export function refuseTooMany(
  { connection }: Pick<Context, 'connection'>,
  filled: readonly { readonly table: string; readonly rows: number }[],
): void {
  const limit = connection.baselineRows
  const tables = filled.filter(({ rows }) => rows > limit).map(({ table, rows }) => ({ table, rows }))
  if (tables.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_SQUASH_ROWS',
    `Nothing is squashed. Migrations insert more than ${limit} rows into ${listed(tables.map(({ table, rows }) => `${table} (${rows})`))}.`,
    {
      data: { tables, limit },
      hint: `Where the baseline is to hold them all the same:  baselineRows: ${Math.max(...tables.map(({ rows }) => rows))}  in the config of ${connection.name}. Else let a migration take the rows away, or squash only what is before:  lithify squash --through <name>`,
    },
  )
}
