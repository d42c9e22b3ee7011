import { LithifyError, messageOf } from '../errors.ts'
import { fileOf, sameDump } from '../journal/resumable.ts'
import { resumptionOf } from '../journal/unfinished.ts'
import type { Resumption } from '../journal/journaled-sink.ts'
import { loadMigration } from '../migrations/load.ts'
import type { LoadedMigration, MigrationFile } from '../migrations/migration-file.ts'
import { resolveName } from '../migrations/resolve-name.ts'
import { shellWord } from '../shell-word.ts'
import type { BaselineSource } from './baseline-source.ts'
import { carryOut } from './carry-out.ts'
import type { Context } from './context.ts'
import { dryRun } from './dry-run.ts'
import { refuseUnmanaged } from './not-empty.ts'
import { checkAgainstLockFile, extendLockFile, isFrozen } from './lock-file.ts'
import type { RunOptions } from './options.ts'
import { listMigrations } from './list-migrations.ts'
import type { Adoption, Plan } from './plan.ts'
import { planWithArchive } from './plan-with-archive.ts'
import { listed, refusalsOf } from './refuse.ts'
import type { RunResult } from './results.ts'
import { checkSingleTransaction } from './single-transaction.ts'
import { survey, type Survey } from './survey.ts'
import { warnUnfinished } from './unfinished.ts'

/** What `run` is about to do, decided under the migration lock. */
export interface RunPlan {
  readonly seen: Survey
  /** Where the load, or the first of the migrations, goes on that was cut short. */
  readonly resumed: Resumption | undefined
  /** Set when the database is empty and is to be booted from it. */
  readonly bootstrap: BaselineSource | undefined
  readonly plan: Plan
  /** What will be applied, evaluated already: a file that cannot be is found before anything is touched. */
  readonly migrations: readonly LoadedMigration[]
  /** Baselines that will be adopted: what they need is there or will be applied. */
  readonly adoptions: readonly Adoption[]
  /** What stays pending, because of `to` or `step`. */
  readonly left: readonly MigrationFile[]
}

/**
 * Looks at files and database and decides what a run does. Changes nothing.
 * @throws LithifyError for each reason not to run
 */
async function planRun(context: Context, options: RunOptions, baseline: BaselineSource | undefined): Promise<RunPlan> {
  const seen = await survey(context)
  const { files } = seen.listing
  if (seen.unfinished?.direction !== 'load') refuseUnmanaged(seen, context)
  await warnUnfinished(context)
  const resumed = await resumptionOf(context, seen.unfinished, { ...options, direction: ['up', 'load'] })
  const isLoad = resumed !== undefined && seen.unfinished?.direction === 'load'
  const bootstrap = isLoad ? sameDump(seen.unfinished, baseline) : bootstrapFrom(seen, options, baseline)
  await bootstrap?.check()
  const rows = bootstrap === undefined ? seen.rows : bootstrap.migrations.map(asBootstrapped)
  const decided = await planWithArchive(context.connection, { files, history: rows, baseline })
  const [refusal] = refusalsOf(decided, options)
  if (refusal !== undefined) throw refusal
  await checkAgainstLockFile(context.connection, files, baseline, options)
  warnOutOfOrder(context, decided)
  const cut = isLoad || resumed === undefined ? undefined : fileOf(seen.unfinished, decided.pending)
  const chosen = [...(cut ? [cut] : []), ...choose(decided, options).filter((file) => file !== cut)]
  const migrations: LoadedMigration[] = []
  for (const file of chosen) migrations.push(await loadMigration(file, { root: context.connection.root }))
  if (options.singleTransaction === true) checkSingleTransaction(context.connection.dialect, migrations)
  const taken = new Set(chosen.map(({ name }) => name))
  return {
    seen,
    resumed,
    bootstrap,
    plan: decided,
    migrations,
    adoptions: decided.adoptions.filter(({ needs }) => needs.every((name) => taken.has(name))),
    left: decided.pending.filter(({ name }) => !taken.has(name)),
  }
}

/**
 * Whether the files could build an empty database: everything that `run` checks, without looking at one.
 * @throws LithifyError as {@link planRun}
 */
export async function planFiles(
  context: Context,
  options: RunOptions,
  baseline: BaselineSource | undefined,
): Promise<void> {
  const { connection } = context
  await baseline?.check()
  const { files } = await listMigrations(connection)
  const history = (baseline?.migrations ?? []).map(asBootstrapped)
  const decided = await planWithArchive(connection, { files, history, baseline })
  const [refusal] = refusalsOf(decided)
  if (refusal !== undefined) throw refusal
  await checkAgainstLockFile(connection, files, baseline, options)
  for (const file of decided.pending) await loadMigration(file, { root: connection.root })
}

/** Applies what is pending, after booting an empty database from its baseline. The caller holds the migration lock. */
export async function run(
  context: Context,
  options: RunOptions,
  baseline: BaselineSource | undefined,
): Promise<RunResult> {
  const decided = await planRun(context, options, baseline)
  const { connection, session, report, warnings } = context
  const names = decided.migrations.map(({ file }) => file.name)
  report({ type: 'planned', connection: connection.name, names, bootstrap: decided.bootstrap?.label })
  const server = await session.serverInfo()
  if (options.dryRun === true) {
    return { ...(await dryRun(context, decided)), connection: connection.name, server, warnings }
  }
  const done = await carryOut(context, decided, options.singleTransaction === true)
  await keepLockFile(context, decided.seen.listing.files, options)
  const before = decided.bootstrap?.migrations.length ?? decided.seen.rows.length
  return {
    connection: connection.name,
    server,
    warnings,
    dryRun: false,
    ...done,
    pending: decided.left.map((file) => file.name),
    total: before + done.applied.length - fewer(done.adopted) + fewer(done.restored),
  }
}

/** How many rows less there are once a row stands for many. */
function fewer(baselines: RunResult['adopted']): number {
  return baselines.reduce((sum, { replaced }) => sum + replaced - 1, 0)
}

/** The database is done; a folder that cannot be written is no reason to call the run a failure. */
async function keepLockFile(context: Context, files: readonly MigrationFile[], { frozen }: RunOptions): Promise<void> {
  if (isFrozen(frozen)) return
  try {
    await extendLockFile(context.connection, files)
  } catch (error) {
    context.warn({
      code: 'LITHIFY_W_LOCK_FILE',
      message: `lithify.lock could not be written: ${messageOf(error)}`,
      hint: 'Write it where the folder can be written, and commit it:  lithify lock',
    })
  }
}

function asBootstrapped(migration: { readonly name: string; readonly checksum: string }): Survey['rows'][number] {
  return { ...migration, id: 0, batch: 0, appliedAt: '', durationMs: undefined, kind: 'migration', replaced: undefined }
}

/** A dump boots a database that has nothing in it and never had a migration. Both are proven from the catalog and the history. */
function bootstrapFrom(
  seen: Survey,
  options: RunOptions,
  baseline: BaselineSource | undefined,
): BaselineSource | undefined {
  if (baseline === undefined || seen.rows.length > 0) return undefined
  if (seen.objects.length > 0) return undefined
  if (options.to === undefined) return baseline
  // A dump is loaded whole: where the target lies inside it, the files are replayed instead.
  const names = baseline.migrations.map(({ name }) => name)
  const known = [...new Set([...names, ...seen.listing.files.map(({ name }) => name)])]
  const target = resolveName(options.to, known)
  const last = names.at(-1)
  if (!names.includes(target) || target === last) return baseline
  if (!baseline.squashed) return undefined
  throw new LithifyError('LITHIFY_E_PRUNED', `${target} was pruned into ${baseline.label}, which is loaded whole.`, {
    data: { name: target, dump: baseline.label },
    hint: `Run at least to the end of the dump:  lithify run --to ${shellWord(last ?? '')}`,
  })
}

function warnOutOfOrder(context: Context, { outOfOrder: names }: Plan): void {
  if (names.length === 0) return
  context.warn({
    code: 'LITHIFY_W_OUT_OF_ORDER',
    message: `Sorted before a migration that is applied, and applied now all the same: ${listed(names)}.`,
    hint: 'lithify run --strict refuses them instead.',
  })
}

function choose(decided: Plan, { to, step }: RunOptions): readonly MigrationFile[] {
  let chosen = decided.pending
  if (to !== undefined) {
    const target = resolveName(
      to,
      decided.migrations.map(({ name }) => name),
    )
    const order = new Map(decided.migrations.map(({ name }, index) => [name, index]))
    // A baseline is adopted once its range is applied, and some of that may sort behind it.
    const needs = decided.adoptions.find(({ file }) => file.name === target)?.needs ?? []
    const last = Math.max(...[target, ...needs].map((name) => order.get(name) ?? -1))
    chosen = chosen.filter((file) => (order.get(file.name) ?? 0) <= last)
  }
  return step === undefined ? chosen : chosen.slice(0, step)
}
