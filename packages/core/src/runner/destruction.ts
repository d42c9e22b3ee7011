import { everywhere } from '../config/own-schemas.ts'
import type { Dialect, DroppedPart } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { qualified } from '../history/sql.ts'
import type { Operation } from '../operations/operation.ts'
import { refKey, type ObjectRef, type TableRef } from '../schema/model.ts'
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

/** What undoes a migration. */
type Undoing = Pick<MigrationWork, 'name' | 'body'>

/**
 * What would be lost, as far as it cannot be proven that nothing is: tables and columns that would be dropped and hold anything, all that would
 * be dropped where SQL on the way renames something, and migrations of which it is not known what they drop.
 */
export async function lostRows(context: Context, works: readonly Undoing[]): Promise<string[]> {
  const lost: string[] = []
  const drops = new Drops(context.connection.dialect)
  for (const { name, body } of works) {
    const operations = await operationsOf(context, body, name)
    if (operations === undefined) lost.push(`what ${name} drops, which only it knows`)
    for (const operation of operations ?? []) drops.follow(operation)
  }
  if (drops.parts.size === 0) return lost
  const inventory = await context.connection.dialect.inventory(context.session, everywhere)
  const tables = inventory.filter((ref) => ref.table === undefined)
  for (const part of drops.parts.values()) {
    if (drops.uncertain || (await anyHolds(context, part, tables))) lost.push(labelOfPart(part))
  }
  return lost
}

/** What is not there has nothing to lose. Which table SQL means that names no schema depends on the session, so it is all of that name. */
async function anyHolds(context: Context, part: Dropped, tables: readonly ObjectRef[]): Promise<boolean> {
  const called = tables.filter(({ name }) => name.toLowerCase() === part.table.toLowerCase())
  const meant = part.anywhere ? called : called.slice(0, 1).map(() => ({ schema: part.schema, name: part.table }))
  for (const table of meant) if (await holdsAnything(context, table, part.column)) return true
  return false
}

/** A part that would be dropped. */
interface Dropped extends DroppedPart {
  /** SQL names it without its schema, so it may be in any. */
  readonly anywhere: boolean
}

/** What a body sends; `undefined` where its code asks the database, so that it cannot be told before. */
async function operationsOf(
  context: Context,
  body: MigrationWork['body'],
  name: string,
): Promise<readonly Operation[] | undefined> {
  if (body.kind === 'operations') return body.operations
  if (body.kind === 'code') return collectOperations(context.connection.dialect, body, name)
  const statements = (await new Preview(context).of(body, name)) ?? []
  return statements.map((up) => ({ kind: 'sql', up }))
}

/**
 * What operations drop, under the names that the tables have before the first of them. The SQL of an operation is not looked at: a rebuild
 * drops the table that it has copied.
 */
class Drops {
  readonly parts = new Map<string, Dropped>()
  /** SQL renames something, so that a name may stand for another table than the one that has it now. */
  uncertain = false
  readonly #dialect: Dialect
  /** The name that a table has now, by the one that it has on the way. */
  readonly #names = new Map<string, string>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  follow(operation: Operation): void {
    if (operation.kind === 'sql') {
      if (/\brename\b/i.test(operation.up)) this.uncertain = true
      for (const part of this.#dialect.dropped?.(operation.up) ?? []) this.#add(part, part.schema === undefined)
    } else if (operation.kind === 'renameTable') {
      const { schema, name } = operation.table
      const now = this.#nameNow(schema, name)
      this.#names.delete(keyOf(schema, name))
      this.#names.set(keyOf(schema, operation.to), now)
    } else if (operation.kind === 'dropTable') {
      this.#add({ table: operation.table.name, schema: operation.table.schema })
    } else if (operation.kind === 'dropColumn') {
      this.#add({ table: operation.table.name, schema: operation.table.schema, column: operation.column })
    }
  }

  #add(part: DroppedPart, anywhere = false): void {
    const table = this.#nameNow(part.schema, part.table)
    const key = refKey({ kind: 'column', schema: part.schema, table, name: part.column ?? '' })
    this.parts.set(key, { ...part, table, anywhere: anywhere || this.parts.get(key)?.anywhere === true })
  }

  #nameNow(schema: string | undefined, name: string): string {
    return this.#names.get(keyOf(schema, name)) ?? name
  }
}

function keyOf(schema: string | undefined, name: string): string {
  return refKey({ kind: 'table', schema, name: name.toLowerCase() })
}

async function holdsAnything(context: Context, place: TableRef, column: string | undefined): Promise<boolean> {
  const { session, connection } = context
  const { dialect } = connection
  const table = qualified(dialect, place)
  const where = column === undefined ? '' : ` where ${dialect.quote(column)} is not null`
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
    summary: `Rolling back would delete rows in ${database}: ${listed(tables)}.`,
  }
}
