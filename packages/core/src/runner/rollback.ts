import { LithifyError } from '../errors.ts'
import type { HistoryRow } from '../history/history.ts'
import { flatten } from '../migrations/replaced-names.ts'
import { resumptionOf } from '../journal/unfinished.ts'
import { loadMigration } from '../migrations/load.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import { resolveName } from '../migrations/resolve-name.ts'
import { shellWord } from '../shell-word.ts'
import type { BaselineSource } from './baseline-source.ts'
import { prepareJournal } from './carry-out.ts'
import { checkpoint, type Context } from './context.ts'
import { confirmDestruction, lostRows, rollbackDestruction } from './destruction.ts'
import { downOf } from './down.ts'
import { Preview } from './dry-run.ts'
import { executeMigration, type MigrationWork } from './execute-migration.ts'
import { labelOf } from './label.ts'
import type { Destruction, RollbackOptions } from './options.ts'
import { listed } from './refuse.ts'
import type { DoneMigration, RollbackResult } from './results.ts'
import { survey, type Survey } from './survey.ts'

/** Rolls back migrations, the last applied first. The caller holds the migration lock. */
export async function rollback(
  context: Context,
  options: RollbackOptions,
  baseline: BaselineSource | undefined,
  action: Destruction['action'] = 'rollback',
): Promise<RollbackResult> {
  const { connection, session, report, warnings } = context
  const server = await session.serverInfo()
  const seen = await survey(context)
  const resumed = await resumptionOf(context, seen.unfinished, { ...options, direction: ['down'] })
  const rows =
    resumed !== undefined || options.resume === true
      ? seen.rows.filter(({ name }) => resumed !== undefined && name === seen.unfinished?.name)
      : chooseRows(seen, options)
  if (rows.length === 0 && seen.rows.length > 0 && options.resume !== true) warnNothingChosen(context, seen)
  // Everything that could refuse is asked before the first migration is touched.
  const works: MigrationWork[] = []
  for (const row of rows) works.push(await workFor(context, seen, row, baseline))
  const names = rows.map(({ name }) => name)
  report({ type: 'planned', connection: connection.name, names })
  const result = { connection: connection.name, server, warnings, planned: names }
  if (options.dryRun === true) {
    const preview = new Preview(context)
    const statements: { name: string; sql: readonly string[] | undefined }[] = []
    for (const { name, body } of works) statements.push({ name, sql: await preview.of(body, name) })
    return { ...result, dryRun: true, rolledBack: [], total: seen.rows.length, statements }
  }
  const lost = await lostRows(context, works)
  const destruction = rollbackDestruction(action, server.database, lost)
  if (destruction !== undefined) await confirmDestruction(destruction, options.confirm)
  if (works.length > 0)
    await prepareJournal(
      context,
      seen,
      works.map(({ body }) => body),
    )
  const rolledBack: DoneMigration[] = []
  for (const work of works) {
    await checkpoint(context.signal)
    rolledBack.push(await executeMigration(context, { ...work, resumed }))
  }
  return { ...result, dryRun: false, rolledBack, total: seen.rows.length - rolledBack.length }
}

function chooseRows({ rows }: Survey, { batch, step, to }: RollbackOptions): HistoryRow[] {
  const asked = [batch, step, to].filter((option) => option !== undefined).length
  if (asked > 1) throw new LithifyError('LITHIFY_E_USAGE', 'Only one of --batch, --step and --to can be given.')
  const latestFirst = rows.toSorted((one, other) => other.batch - one.batch || other.id - one.id)
  if (step !== undefined) return latestFirst.slice(0, step)
  if (to !== undefined) {
    const target = resolveName(
      to,
      rows.map(({ name }) => name),
    )
    return latestFirst.slice(
      0,
      latestFirst.findIndex(({ name }) => name === target),
    )
  }
  if (batch !== undefined) return latestFirst.filter((row) => row.batch > batch)
  // What came with a dump is no batch of this database: undoing it takes an explicit --step or --to.
  const last = latestFirst[0]?.batch ?? 0
  return last === 0 ? [] : latestFirst.filter((row) => row.batch === last)
}

function warnNothingChosen({ warn }: Context, { rows }: Survey): void {
  if (rows.some(({ batch }) => batch > 0)) return
  warn({
    code: 'LITHIFY_W_NO_BATCH',
    message: `All ${rows.length} migrations came with a dump, so there is no batch to roll back.`,
    hint: 'To roll some of them back all the same:  lithify rollback --step 1',
  })
}

async function workFor(
  context: Context,
  seen: Survey,
  row: HistoryRow,
  baseline: BaselineSource | undefined,
): Promise<MigrationWork> {
  const { connection } = context
  const { name } = row
  const { files } = seen.listing
  const file = files.find((each) => each.name === name)
  refuseSquashed(row, files)
  if (file === undefined) throw noFile(name, baseline)
  if (file.checksum !== row.checksum) {
    context.warn({
      code: 'LITHIFY_W_CHANGED',
      message: `${name} was edited since it was applied; it is rolled back by the file as it is now.`,
    })
  }
  const migration = await loadMigration(file, { root: connection.root })
  const label = labelOf(connection, file.path)
  return {
    name,
    label,
    direction: 'down',
    body: await downOf(connection.dialect, migration, label),
    mayBeEmpty: true,
    checksum: file.checksum,
    record: () => seen.history.forget(name, 'atCommit'),
  }
}

/** The way back through a baseline is through what it replaced. */
function refuseSquashed({ name, kind }: HistoryRow, files: readonly MigrationFile[]): void {
  const stands = files.find((file) => {
    if (file.record === undefined) return false
    return file.name === name || [...flatten(file.record.replaces)].some((part) => part.name === name)
  })
  if (stands === undefined && kind !== 'baseline') return
  const baseline = stands?.name ?? name
  const what = baseline === name ? `${name} is a baseline` : `${name} was squashed into ${baseline}`
  throw new LithifyError('LITHIFY_E_SQUASHED', `${what}, so it cannot be rolled back. Nothing was rolled back.`, {
    data: { names: [name], baseline },
    hint: `Roll back only what came after it:  lithify rollback --to ${shellWord(name)}   or bring back the migrations that it replaced:  lithify unsquash`,
  })
}

function noFile(name: string, baseline: BaselineSource | undefined): LithifyError {
  if (baseline?.prunedNames.includes(name) === true) {
    return new LithifyError(
      'LITHIFY_E_PRUNED',
      `${name} was pruned into ${baseline.label}: its file, and its down with it, are gone. Nothing was rolled back.`,
      {
        data: { names: [name], dump: baseline.label },
        hint: `Roll back only what came after the dump:  lithify rollback --to ${shellWord(baseline.migrations.at(-1)?.name ?? name)}   or bring the files back:  lithify unsquash`,
      },
    )
  }
  return new LithifyError(
    'LITHIFY_E_MIGRATION_MISSING',
    `Applied, but there is no file: ${listed([name])}. Nothing was rolled back.`,
    {
      data: { names: [name] },
      hint: 'Bring the file back from version control, then:  lithify rollback',
    },
  )
}
