import type { Context } from '../runner/context.ts'
import { LithifyError } from '../errors.ts'
import { isForeignKey, isTable, refKey, type ForeignKey, type Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { foldName } from '../schema/fold.ts'
import { shellWord } from '../shell-word.ts'
import { tableLabel } from './rows.ts'
import { rowsOf } from './squash/kept-rows.ts'

/**
 * The tables whose rows a dump includes.
 * @throws LithifyError `LITHIFY_E_DATA_TABLE`
 */
export async function findDataTables(context: Context, schema: Schema, names: readonly string[]): Promise<Table[]> {
  const { rowsIn = (table: Table): readonly Table[] => [table] } = context.connection.dialect
  const tables = [...new Set(names)].flatMap((name) => rowsIn(findTable(context, schema, name), schema))
  const chosen = new Map(tables.map((table) => [refKey(table), table]))
  await refuseDangling(context, schema, chosen)
  return [...chosen.values()]
}

function findTable({ connection }: Context, schema: Schema, name: string): Table {
  const sensitive = connection.dialect.capabilities.caseSensitiveNames
  const fold = (text: string): string => (sensitive ? text : foldName(text))
  // A name may hold a dot, so every table is asked for its names instead of taking the given one apart.
  const named = (exact: boolean): Table[] =>
    schema
      .objects()
      .filter(isTable)
      .filter((table) => fold(exact ? tableLabel(table) : table.name) === fold(name))
  const exact = named(true)
  const found = exact.length > 0 ? exact : named(false)
  const [table] = found
  if (table === undefined) {
    const other = schema
      .objects()
      .find((object) => object.table === undefined && fold(tableLabel(object)) === fold(name))
    throw other === undefined
      ? refused(name, 'There is no such table.', 'Mend its name in --data or in `data` of the config.')
      : refused(name, `It is a ${other.kind}, which lithify only knows as text.`, 'Insert its rows with a migration.')
  }
  if (found.length > 1) {
    throw refused(name, `There are several: ${found.map(tableLabel).join(', ')}.`, 'Name it with its schema.')
  }
  if (table.primaryKey === undefined) {
    throw refused(
      name,
      'It has no primary key, so its rows have no order of their own.',
      'Give it a primary key with a migration.',
    )
  }
  return table
}

/** Rows that point at rows which are not in the dump could not be loaded. Found out now, not when a database is booted. */
async function refuseDangling(
  { connection, session }: Context,
  schema: Schema,
  chosen: ReadonlyMap<string, Table>,
): Promise<void> {
  const { dialect } = connection
  for (const key of schema.objects().filter(isForeignKey)) {
    const table = chosen.get(tableKey(key.schema, key.table))
    if (table === undefined || pointsInto(key, chosen, dialect.capabilities.caseSensitiveNames)) continue
    const set = key.columns.map((column) => `${dialect.quote(column)} is not null`).join(' and ')
    const [row] = await session.query<{ n: unknown }>(
      `select count(*) as n from ${rowsOf(dialect, table)} where ${set}`,
    )
    if (Number(row?.n) === 0) continue
    const target = tableLabel({ schema: key.references.schema, name: key.references.table })
    throw refused(
      tableLabel(table),
      `Its rows point at rows of ${target}, which the dump would not hold.`,
      `Include both:  lithify dump --data ${shellWord(tableLabel(table))} --data ${shellWord(target)}`,
    )
  }
}

function pointsInto({ references }: ForeignKey, chosen: ReadonlyMap<string, Table>, sensitive: boolean): boolean {
  if (chosen.has(tableKey(references.schema, references.table))) return true
  const folded = foldName(references.table)
  return (
    !sensitive &&
    [...chosen.values()].some((table) => foldName(table.name) === folded && table.schema === references.schema)
  )
}

function tableKey(schema: string | undefined, name: string): string {
  return refKey({ kind: 'table', schema, name })
}

function refused(name: string, why: string, hint: string): LithifyError {
  return new LithifyError('LITHIFY_E_DATA_TABLE', `The rows of ${name} cannot be dumped. ${why}`, {
    data: { table: name },
    hint,
  })
}
