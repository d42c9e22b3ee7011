import { LithifyError } from '../errors.ts'
import { dropOperations } from '../operations/from-schema.ts'
import { refLabel } from '../schema/model.ts'
import type { BaselineSource } from './baseline-source.ts'
import type { Context } from './context.ts'
import { confirmDestruction } from './destruction.ts'
import type { FreshOptions } from './options.ts'
import { listed } from './refuse.ts'
import type { FreshResult } from './results.ts'
import { planFiles, run } from './run.ts'

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
  const inventory = await connection.dialect.inventory(session, {})
  if (inventory.length > 0) {
    const { database } = await session.serverInfo()
    const tables = inventory.filter((ref) => ref.table === undefined).map(({ name }) => name)
    const summary = `This drops everything in ${database}: ${listed(tables)}.`
    await confirmDestruction({ action: 'fresh', database, summary, tables }, options.confirm)
    report({ type: 'step', connection: connection.name, step: `dropping ${inventory.length} objects` })
    await session.transaction(() => dropAll(context), {
      foreignKeys: connection.dialect.capabilities.foreignKeysCheckedAtCommit ? 'checkedAtCommit' : 'enforced',
    })
  }
  return { ...(await run(context, options, baseline)), dropped: inventory.length }
}

async function dropAll(context: Context): Promise<void> {
  const { connection, session } = context
  const { dialect } = connection
  const { schema } = await dialect.introspect(session, {})
  for (const operation of dropOperations(schema, dialect)) {
    await session.execute(dialect.emit(operation, schema))
    if (operation.kind === 'dropTable') schema.remove({ kind: 'table', ...operation.table })
  }
  const left = await dialect.inventory(session, {})
  if (left.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_UNCOVERED',
    `These objects could not be dropped: ${listed(left.map(refLabel))}. Nothing was dropped.`,
    {
      data: { objects: left },
      hint: 'Drop them by hand, then:  lithify fresh --force',
    },
  )
}
