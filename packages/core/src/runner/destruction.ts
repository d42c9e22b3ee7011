import type { DroppedPart } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { qualified } from '../history/sql.ts'
import type { Operation } from '../operations/operation.ts'
import { refKey } from '../schema/model.ts'
import type { Context } from './context.ts'
import { collectOperations, Preview } from './dry-run.ts'
import type { MigrationWork } from './execute-migration.ts'
import type { Confirm, Destruction } from './options.ts'
import { listed } from './refuse.ts'

/**
 * Asks before rows are lost.
 * @throws LithifyError `LITHIFY_E_CONFIRMATION` when nobody says yes
 */
export async function confirmDestruction(destruction: Destruction, confirm: Confirm | undefined): Promise<void> {
  if ((await confirm?.(destruction)) === true) return
  const { action, database, summary, tables } = destruction
  throw new LithifyError('LITHIFY_E_CONFIRMATION', `${summary} Nothing was changed.`, {
    data: { action, database, tables },
    hint: `If that is meant, the same command again with  --force`,
  })
}

/** The tables, or columns of tables, that work would drop and that hold anything. */
export async function lostRows(context: Context, bodies: readonly MigrationWork['body'][]): Promise<string[]> {
  const parts = new Map<string, DroppedPart>()
  for (const body of bodies) {
    for (const part of await droppedBy(context, body)) {
      parts.set(refKey({ kind: 'column', schema: part.schema, table: part.table, name: part.column ?? '' }), part)
    }
  }
  if (parts.size === 0) return []
  // What is not there now (a migration in between creates it) has no rows to lose.
  const inventory = await context.connection.dialect.inventory(context.session, {})
  const there = new Set(inventory.filter((ref) => ref.table === undefined).map((ref) => ref.name.toLowerCase()))
  const lost: string[] = []
  for (const part of parts.values()) {
    if (there.has(part.table.toLowerCase()) && (await holdsAnything(context, part))) lost.push(labelOfPart(part))
  }
  return lost
}

async function droppedBy(context: Context, body: MigrationWork['body']): Promise<DroppedPart[]> {
  const { dialect } = context.connection
  if (body.kind === 'operations') return body.operations.flatMap(droppedByOperation)
  // A rebuild drops the table that it has copied, so that the SQL of an operation says more than is lost: only raw SQL is read.
  if (body.kind === 'code') {
    const operations = await collectOperations(dialect, body)
    return (operations ?? []).flatMap((operation) =>
      operation.kind === 'sql' ? [...(dialect.dropped?.(operation.up) ?? [])] : droppedByOperation(operation),
    )
  }
  const statements = (await new Preview(context).of(body)) ?? []
  return statements.flatMap((statement) => [...(dialect.dropped?.(statement) ?? [])])
}

function droppedByOperation(operation: Operation): DroppedPart[] {
  if (operation.kind === 'dropTable') return [{ table: operation.table.name, schema: operation.table.schema }]
  if (operation.kind === 'dropColumn') {
    return [{ table: operation.table.name, schema: operation.table.schema, column: operation.column }]
  }
  return []
}

async function holdsAnything(context: Context, part: DroppedPart): Promise<boolean> {
  const { session, connection } = context
  const { dialect } = connection
  const table = qualified(dialect, { name: part.table, schema: part.schema })
  const where = part.column === undefined ? '' : ` where ${dialect.quote(part.column)} is not null`
  try {
    const [row] = await session.query<{ found: unknown }>(
      `select case when exists (select 1 from ${table}${where}) then 1 else 0 end as ${dialect.quote('found')}`,
    )
    return Number(row?.found) === 1
  } catch {
    // It cannot be read (a column renamed on the way, a view): rather ask once too often.
    return true
  }
}

function labelOfPart({ table, column }: DroppedPart): string {
  return column === undefined ? table : `${table}.${column}`
}

/** The question about a rollback, or `undefined` when nothing would be lost. */
export function rollbackDestruction(
  action: Destruction['action'],
  database: string,
  tables: readonly string[],
): Destruction | undefined {
  if (tables.length === 0) return undefined
  return {
    action,
    database,
    tables,
    summary: `Rolling back would delete the rows of ${listed(tables)} in ${database}.`,
  }
}
