import { baselineRow } from '../history/replaced.ts'
import { adopt, restore } from './adopt.ts'
import { checkpoint, type Context } from './context.ts'
import { executeMigration } from './execute-migration.ts'
import { labelOf } from './label.ts'
import { isJournaled, isJournaledWork } from '../journal/journaled.ts'
import { JournalTable } from '../journal/journal-table.ts'
import { Progress } from './progress.ts'
import { ReadAhead } from './read-ahead.ts'
import type { RunPlan } from './run.ts'
import type { AdoptedBaseline, RunResult } from './results.ts'
import type { Survey } from './survey.ts'
import { inOneTransaction } from './single-transaction.ts'

type Outcome = Pick<RunResult, 'applied' | 'bootstrap' | 'adopted' | 'restored'>

/** Does what was planned: boots from the dump, applies the migrations, adopts baselines. Each in its own transaction, or all in one. */
export async function carryOut(context: Context, plan: RunPlan, singleTransaction: boolean): Promise<Outcome> {
  const progress = new Progress(plan, singleTransaction)
  const work = async (within: Context): Promise<Outcome> => {
    const bootstrap = await boot(within, plan, progress)
    const restored: AdoptedBaseline[] = []
    for (const restoration of plan.plan.restorations) restored.push(await restore(within, restoration))
    const adopted = await apply(within, plan, progress)
    return { bootstrap, applied: progress.applied, adopted, restored }
  }
  const { restorations } = plan.plan
  const isNothing =
    plan.bootstrap === undefined &&
    plan.migrations.length === 0 &&
    plan.adoptions.length === 0 &&
    restorations.length === 0
  try {
    return await (singleTransaction && !isNothing ? inOneTransaction(context, work) : work(context))
  } catch (error) {
    throw progress.told(error)
  }
}

async function boot(
  context: Context,
  { bootstrap, seen, resumed }: RunPlan,
  progress: Progress,
): Promise<Outcome['bootstrap']> {
  if (bootstrap === undefined) return undefined
  const { connection, report, session } = context
  const started = performance.now()
  const { label: path } = bootstrap
  progress.begins(path)
  report({ type: 'bootstrapStarted', connection: connection.name, path })
  // Empty bookkeeping tables, left by a run that had nothing to apply, would be in the dump's way. They hold no row: seen under the lock.
  if (resumed === undefined) await seen.history.drop(seen.isThere)
  await prepareJournal(context, seen)
  await bootstrap.load(context, resumed)
  // What the dump set for its own transaction is not meant for migrations that share it.
  if (progress.together !== undefined) await session.reset?.()
  progress.bootstrapped = path
  progress.ends()
  const done = { path, migrations: bootstrap.migrations.length, durationMs: Math.round(performance.now() - started) }
  report({ type: 'bootstrapFinished', connection: connection.name, ...done })
  return done
}

/** Made under the lock, before the first work that is written down in it. */
export async function prepareJournal(
  { connection, session }: Context,
  { isThere }: Pick<Survey, 'isThere'>,
  bodies: readonly object[] = [],
): Promise<void> {
  const journal = new JournalTable(connection)
  const isNeeded = isJournaled(connection.dialect) || bodies.some((body) => isJournaledWork(connection.dialect, body))
  if (isNeeded && !isThere(journal.ref)) await journal.create(session)
}

async function apply(context: Context, plan: RunPlan, progress: Progress): Promise<AdoptedBaseline[]> {
  const { migrations, seen, bootstrap, resumed } = plan
  const { connection, session, signal } = context
  const waiting = new Map(plan.adoptions.map(({ file, needs }) => [file, new Set(needs)]))
  const adopted: AdoptedBaseline[] = []
  const adoptComplete = async (): Promise<void> => {
    for (const [file, needs] of waiting) {
      if (needs.size > 0) continue
      waiting.delete(file)
      adopted.push(await adopt(context, file))
    }
  }
  await adoptComplete()
  if (migrations.length === 0) return adopted
  if (bootstrap === undefined) {
    // The session's own transaction: that of the whole run, where it is one.
    const within = (): Promise<void> => session.transaction(() => seen.history.createWithin())
    if (seen.database !== 'managed')
      await (isJournaled(connection.dialect) ? seen.history.create(seen.isThere) : within())
  }
  // Where all is journaled, the load has made it.
  if (bootstrap === undefined || !isJournaled(connection.dialect))
    await prepareJournal(
      context,
      seen,
      migrations.map(({ up }) => up),
    )
  const batch = 1 + seen.rows.reduce((highest, row) => Math.max(highest, row.batch), 0)
  const ahead = new ReadAhead(connection.dialect)
  for (const [at, { file, up, allowEmpty, baseline }] of migrations.entries()) {
    await checkpoint(signal)
    ahead.prepare(migrations[at + 1]?.up)
    const { name, checksum } = file
    const label = labelOf(connection, file.path)
    progress.begins(label, name, isJournaledWork(connection.dialect, up) ? 'journal' : 'transaction')
    progress.applied.push(
      await executeMigration(context, {
        name,
        label,
        direction: 'up',
        body: up,
        mayBeEmpty: allowEmpty,
        checksum,
        resumed: bootstrap === undefined && name === seen.unfinished?.name ? resumed : undefined,
        together: progress.together,
        ahead,
        record: (durationMs) =>
          seen.history.record(
            { name, checksum, batch, durationMs, ...baselineRow(baseline) },
            progress.together === undefined ? 'atCommit' : 'now',
          ),
      }),
    )
    progress.ends()
    for (const needs of waiting.values()) needs.delete(name)
    await adoptComplete()
  }
  return adopted
}
