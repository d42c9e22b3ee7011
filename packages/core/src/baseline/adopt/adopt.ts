import { LithifyError } from '../../errors.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import type { Context } from '../../runner/context.ts'
import type { AdoptOptions } from '../../runner/options.ts'
import { listed } from '../../runner/refuse.ts'
import type { AdoptResult } from '../../runner/results.ts'
import { survey, type Survey } from '../../runner/survey.ts'
import { describeChanges } from '../../operations/describe-changes.ts'
import { refLabel } from '../../schema/model.ts'
import { tableLabel } from '../rows.ts'
import { filledTables } from '../squash/kept-rows.ts'
import { scopeOf } from '../verify-dump.ts'
import { choose, expect, type Expected } from './expected.ts'

/**
 * Takes over a database that was built by other means: writes the history of the migrations that it is the outcome of, once it has been proven to be that.
 * Nothing else of it is touched. The caller holds the migration lock, or only looks.
 * @throws LithifyError `LITHIFY_E_ADOPT`, `LITHIFY_E_ADOPT_DIFFERENT`, and for each reason not to run
 */
export async function adoptDatabase(
  context: Context,
  { through, despiteDifferences = false, dryRun = false }: AdoptOptions,
  baseline: BaselineSource | undefined,
): Promise<AdoptResult> {
  const { connection, session, warnings } = context
  const seen = await survey(context)
  refuseUnlessUnmanaged(context, seen)
  const chosen = await choose(context, seen, { baseline, through })
  if (chosen.files.length === 0 && chosen.start === undefined) throw nothing(context)
  const expected = await expect(context, chosen)
  const differences = await compareWithLive(context, expected)
  if (differences.length > 0 && !despiteDifferences) throw different(context, differences, expected.rows.length)
  if (!dryRun) await write(context, seen, expected)
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    dryRun,
    adopted: expected.rows.map(({ name }) => name),
    pending: chosen.left,
    differences,
  }
}

/** As text for people: what the database would have to change to be what the migrations make. */
async function compareWithLive(context: Context, { schema: wanted, filled }: Expected): Promise<string[]> {
  const { connection, session } = context
  const { dialect } = connection
  const { schema, uncovered } = await dialect.introspect(session, scopeOf(connection, {}))
  const here = new Set([...(await filledTables(context, schema)).keys()].map(tableLabel))
  const empty = filled.filter((table) => !here.has(table))
  if (empty.length > 0) {
    context.warn({
      code: 'LITHIFY_W_ADOPT_ROWS',
      message: `The migrations insert rows into tables that are empty here: ${listed(empty)}.`,
      hint: 'They will not be run again: insert the rows yourself, or with a new migration.',
    })
  }
  return [
    ...uncovered.map(({ ref, reason }) => `- ${refLabel(ref)}: ${reason}`),
    ...describeChanges(schema, wanted, dialect),
  ]
}

/** All rows in one transaction. Where DDL ends transactions, tables without rows may be left, and the same command goes on from there. */
async function write(
  { connection, session }: Context,
  { history, database, isThere }: Survey,
  { rows }: Expected,
): Promise<void> {
  const isNew = database !== 'managed'
  const { transactionalDdl } = connection.dialect.capabilities
  if (isNew && !transactionalDdl) await history.create(isThere)
  await session.transaction(async () => {
    if (isNew && transactionalDdl) await history.createWithin()
    for (const row of rows) await history.record(row)
  })
}

function refuseUnlessUnmanaged({ connection }: Context, { database, objects, rows }: Survey): void {
  const { migrations } = connection.history
  if (rows.length > 0) {
    throw new LithifyError(
      'LITHIFY_E_ADOPT',
      `There is nothing to adopt: the database has a history already (${migrations.name}, ${rows.length === 1 ? '1 row' : `${rows.length} rows`}).`,
      { data: { database, rows: rows.length }, hint: 'See what it has:  lithify status' },
    )
  }
  if (objects.length > 0) return
  throw new LithifyError('LITHIFY_E_ADOPT', 'There is nothing to adopt: the database is empty.', {
    data: { database },
    hint: 'Build it from the migrations:  lithify run',
  })
}

function nothing({ connection }: Context): LithifyError {
  return new LithifyError('LITHIFY_E_ADOPT', 'There are no migrations to hold the database against.', {
    data: { directories: connection.migrationDirectories },
    hint: `Put the migrations that made it into ${connection.migrationDirectories[0] ?? 'the migration directory'}. Where there never were any, write one that creates what is there, and adopt then.`,
  })
}

function different({ connection }: Context, differences: readonly string[], count: number): LithifyError {
  const what = count === 1 ? 'the migration makes' : `the ${count} migrations make`
  return new LithifyError(
    'LITHIFY_E_ADOPT_DIFFERENT',
    `The database is not what ${what}. To be that, it would have to change so:\n${differences.join('\n')}`,
    {
      data: { connection: connection.name, differences },
      hint: 'Nothing was changed. Where the database stands before a later migration:  lithify adopt --through <name>   Else change the database or the migrations until they agree. To record the migrations as applied although they are not what is there:  lithify adopt --despite-differences',
    },
  )
}
