import { LithifyError, messageOf } from '../errors.ts'
import { findMigrations } from '../migrations/find.ts'
import { loadMigration } from '../migrations/load.ts'
import type { LoadedMigration, MigrationFile } from '../migrations/migration-file.ts'
import { resolveName } from '../migrations/resolve-name.ts'
import type { BaselineSource } from './baseline-source.ts'
import { checkpoint, type Context } from './context.ts'
import { dryRun } from './dry-run.ts'
import { executeMigration } from './execute-migration.ts'
import { labelOf } from './label.ts'
import { checkAgainstLockFile, extendLockFile, isFrozen } from './lock-file.ts'
import type { RunOptions } from './options.ts'
import { plan, type Plan } from './plan.ts'
import { listed, refusalsOf } from './refuse.ts'
import type { DoneMigration, RunResult } from './results.ts'
import { survey, type Survey } from './survey.ts'

/** What `run` is about to do, decided under the migration lock. */
export interface RunPlan {
  readonly seen: Survey
  /** Set when the database is empty and is to be booted from it. */
  readonly bootstrap: BaselineSource | undefined
  readonly plan: Plan
  /** What will be applied, evaluated already: a file that cannot be is found before anything is touched. */
  readonly migrations: readonly LoadedMigration[]
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
  refuseUnmanaged(seen, context)
  const bootstrap = bootstrapFrom(seen, options, baseline)
  await bootstrap?.check()
  const rows = bootstrap === undefined ? seen.rows : bootstrap.migrations.map(asBootstrapped)
  const decided = plan({ files, history: rows, baseline })
  const [refusal] = refusalsOf(decided, options)
  if (refusal !== undefined) throw refusal
  await checkAgainstLockFile(context.connection, files, baseline, options)
  warnOutOfOrder(context, decided)
  const chosen = choose(decided, options)
  const migrations: LoadedMigration[] = []
  for (const file of chosen) migrations.push(await loadMigration(file, { root: context.connection.root }))
  const taken = new Set(chosen)
  return { seen, bootstrap, plan: decided, migrations, left: decided.pending.filter((file) => !taken.has(file)) }
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
  const { files } = await findMigrations(connection.root, connection.migrationDirectories)
  const decided = plan({ files, history: (baseline?.migrations ?? []).map(asBootstrapped), baseline })
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
  const bootstrap = await boot(context, decided)
  const applied = await apply(context, decided)
  await keepLockFile(context, decided.seen.listing.files, options)
  const before = decided.bootstrap?.migrations.length ?? decided.seen.rows.length
  return {
    connection: connection.name,
    server,
    warnings,
    dryRun: false,
    bootstrap,
    applied,
    pending: decided.left.map((file) => file.name),
    total: before + applied.length,
  }
}

async function boot(context: Context, { bootstrap, seen }: RunPlan): Promise<RunResult['bootstrap']> {
  if (bootstrap === undefined) return undefined
  const { connection, report } = context
  const started = performance.now()
  const { label: path } = bootstrap
  report({ type: 'bootstrapStarted', connection: connection.name, path })
  // Empty bookkeeping tables, left by a run that had nothing to apply, would be in the dump's way. They hold no row: seen under the lock.
  if (seen.database === 'managed') await seen.history.drop()
  await bootstrap.load(context)
  const done = { path, migrations: bootstrap.migrations.length, durationMs: Math.round(performance.now() - started) }
  report({ type: 'bootstrapFinished', connection: connection.name, ...done })
  return done
}

async function apply(context: Context, { migrations, seen, bootstrap }: RunPlan): Promise<DoneMigration[]> {
  const { connection, session, signal } = context
  if (migrations.length === 0) return []
  if (seen.database !== 'managed' && bootstrap === undefined) await session.transaction(() => seen.history.create())
  const batch = 1 + seen.rows.reduce((highest, row) => Math.max(highest, row.batch), 0)
  const done: DoneMigration[] = []
  for (const { file, up, allowEmpty } of migrations) {
    await checkpoint(signal)
    const { name, checksum } = file
    done.push(
      await executeMigration(context, {
        name,
        label: labelOf(connection, file.path),
        direction: 'up',
        body: up,
        mayBeEmpty: allowEmpty,
        record: (durationMs) => seen.history.record({ name, checksum, batch, durationMs }),
      }),
    )
  }
  return done
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
    hint: `Run at least to the end of the dump:  lithify run --to ${last ?? ''}`,
  })
}

function refuseUnmanaged(seen: Survey, context: Context): void {
  if (seen.database !== 'unmanaged') return
  const names = seen.objects.map((ref) => ref.name)
  throw new LithifyError(
    'LITHIFY_E_NOT_EMPTY',
    `The database has ${names.length} object${names.length === 1 ? '' : 's'} but no ${context.connection.history.migrations.name} table: ${listed(names)}. Nothing was changed.`,
    {
      data: { objects: names },
      hint: 'lithify runs on an empty database or on one that it has the history of. Point it at another database (--url), or, if these objects may go:  lithify fresh. To take over a database as it is is the work of `lithify adopt`, which this version does not have yet.',
    },
  )
}

function warnOutOfOrder(context: Context, { migrations, counts }: Plan): void {
  if (counts.outOfOrder === 0) return
  const names = migrations.filter(({ state }) => state === 'outOfOrder').map(({ name }) => name)
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
    const last = order.get(target) ?? -1
    chosen = chosen.filter((file) => (order.get(file.name) ?? 0) <= last)
  }
  return step === undefined ? chosen : chosen.slice(0, step)
}
