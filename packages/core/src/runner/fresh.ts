import { LithifyError } from '../errors.ts'
import { belongsTo, bookkeepingTables, isTableItself } from '../history/bookkeeping.ts'
import { History } from '../history/history.ts'
import { dropOperations } from '../operations/from-schema.ts'
import { refLabel, type ObjectRef, type TableRef } from '../schema/model.ts'
import type { BaselineSource } from './baseline-source.ts'
import type { Context } from './context.ts'
import { confirmDestruction } from './destruction.ts'
import type { FreshOptions } from './options.ts'
import { listed } from './refuse.ts'
import type { FreshResult } from './results.ts'
import { planFiles, run } from './run.ts'
import { noSchema } from './schema-tracker.ts'

/**
 * Drops everything that is in the database, history included, and runs from the start. The files are read and evaluated before
 * anything is dropped, so that a database is not emptied for migrations that could not be run. The caller holds the migration lock.
 */
export async function fresh(
  context: Context,
  options: FreshOptions,
  baseline: BaselineSource | undefined,
): Promise<FreshResult> {
  const { connection, session, report } = context
  await planFiles(context, options, baseline)
  const inventory = await belongings(context)
  if (inventory.length > 0) {
    const { database } = await session.serverInfo()
    const tables = inventory.filter((ref) => ref.table === undefined).map(({ name }) => name)
    const summary = `This drops everything in ${database}: ${listed(tables)}.`
    await confirmDestruction({ action: 'fresh', database, summary, tables }, options.confirm)
    report({ type: 'step', connection: connection.name, step: `dropping ${inventory.length} objects` })
    const { transactionalDdl, foreignKeysCheckedAtCommit } = connection.dialect.capabilities
    if (!transactionalDdl) {
      await dropBookkeeping(context, inventory)
      await dropAll(context)
    } else
      await session.transaction(() => dropAll(context), {
        foreignKeys: foreignKeysCheckedAtCommit ? 'checkedAtCommit' : 'enforced',
      })
  }
  return { ...(await run(context, options, baseline)), dropped: inventory.length }
}

/**
 * Where nothing can be rolled back, a drop that is cut short is begun again. A history that still says what is not there any more would be worse, so it
 * goes first.
 */
async function dropBookkeeping({ connection, session }: Context, inventory: readonly ObjectRef[]): Promise<void> {
  const { dialect, history } = connection
  const isThere = (table: TableRef): boolean => inventory.some((ref) => isTableItself(table, ref, dialect))
  await new History(session, connection).drop(isThere)
  if (isThere(history.journal))
    await session.execute(dialect.emit({ kind: 'dropTable', table: history.journal }, noSchema))
}

/** Everything but what belongs to somebody else, and what keeps others off the database meanwhile. */
async function belongings({ connection, session }: Context): Promise<ObjectRef[]> {
  const { dialect, history } = connection
  const inventory = await dialect.inventory(session, {})
  return tablesFirst(
    inventory.filter((item) => item.incidental !== 'theirs' && !belongsTo(history.lock, item, dialect)),
  )
}

/** Whoever is asked whether all this may go looks for the tables. */
function tablesFirst(refs: readonly ObjectRef[]): ObjectRef[] {
  return [...refs.filter(({ kind }) => kind === 'table'), ...refs.filter(({ kind }) => kind !== 'table')]
}

/** The history may be in a schema that is not ours, and so in no schema that is introspected. With it there, everything would count as run. */
async function dropHistoryElsewhere({ connection, session }: Context): Promise<void> {
  const { dialect, history } = connection
  const tables = bookkeepingTables(history).filter((table) => table !== history.lock)
  const found = await dialect.hasTables?.(session, tables)
  for (const table of tables.filter((_, at) => found?.[at] === true))
    await session.execute(dialect.emit({ kind: 'dropTable', table }, noSchema))
}

async function dropAll(context: Context): Promise<void> {
  const { connection, session } = context
  const { dialect } = connection
  const { schema } = await dialect.introspect(session, { exclude: [connection.history.lock] })
  for (const item of await dialect.inventory(session, {})) if (item.incidental === 'theirs') schema.remove(item)
  for (const operation of dropOperations(schema, dialect)) {
    await session.execute(dialect.emit(operation, schema))
    if (operation.kind === 'dropTable') schema.remove({ kind: 'table', ...operation.table })
  }
  await dropHistoryElsewhere(context)
  const left = await belongings(context)
  if (left.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_UNCOVERED',
    `These objects could not be dropped: ${listed(left.map(refLabel))}. ${dialect.capabilities.transactionalDdl ? 'Nothing was dropped.' : 'Everything else was.'}`,
    {
      data: { objects: left },
      hint: 'Drop them by hand, then:  lithify fresh --force',
    },
  )
}
