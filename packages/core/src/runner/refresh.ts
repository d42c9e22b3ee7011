import type { BaselineSource } from './baseline-source.ts'
import type { Context } from './context.ts'
import { confirmDestruction } from './destruction.ts'
import { listed } from './refuse.ts'
import type { Destruction, RefreshOptions, ResetOptions } from './options.ts'
import type { RefreshResult, RollbackResult } from './results.ts'
import { rollback } from './rollback.ts'
import { planFiles, run } from './run.ts'
import { survey } from './survey.ts'

/** Rolls back everything. Unlike `fresh` it goes through every down, and so proves them. The caller holds the migration lock. */
export async function reset(
  context: Context,
  options: ResetOptions,
  baseline: BaselineSource | undefined,
  action: Destruction['action'] = 'reset',
): Promise<RollbackResult> {
  const { rows } = await survey(context)
  if (rows.length > 0) {
    const { database } = await context.session.serverInfo()
    const names = rows.map(({ name }) => name)
    const summary = `This rolls back all ${rows.length} migrations in ${database}: ${listed(names)}.`
    await confirmDestruction({ action, database, summary, tables: [] }, options.confirm)
  }
  return rollback(context, { step: rows.length, confirm: () => true }, baseline, action)
}

/** Rolls back everything and runs it again, unless it is plain before that the files could not be run. The caller holds the migration lock. */
export async function refresh(
  context: Context,
  options: RefreshOptions,
  baseline: BaselineSource | undefined,
): Promise<RefreshResult> {
  await planFiles(context, options, baseline)
  const { connection, server, warnings, rolledBack } = await reset(context, options, baseline, 'refresh')
  return { connection, server, warnings, rolledBack, run: await run(context, options, baseline) }
}
