import { refuseUnfinished } from '../journal/unfinished.ts'
import { compareMigrationNames } from '../migrations/natural.ts'
import type { Context } from '../runner/context.ts'
import type { DumpOptions } from '../runner/options.ts'
import { plan } from '../runner/plan.ts'
import { listed } from '../runner/refuse.ts'
import { survey, type Survey } from '../runner/survey.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import { isTable } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { keptPrivileges } from './privileges.ts'
import { findDataTables } from './data-tables.ts'
import { checkCovered, checkPlan } from './dump-checks.ts'
import { manifestVersion, type Manifest } from './manifest.ts'
import type { DumpPair } from './pair.ts'
import type { Previous } from './previous.ts'
import { checkPrune } from './prune.ts'
import { historyNames, type Place } from './read-baseline.ts'
import { newReport, renderDump, type RenderReport } from './render-dump.ts'
import { tableLabel } from './rows.ts'
import { scopeOf, type Expected } from './verify-dump.ts'
import { writeAside, type AsideDump } from './write-pair.ts'

/** A dump that is written aside, and all that is known of it. */
export interface TakenDump {
  readonly aside: AsideDump
  readonly manifest: Manifest
  /** What a database that is booted from it should be. */
  readonly expected: Expected
  readonly report: RenderReport
  readonly seen: Survey
}

export interface DumpPlan {
  readonly options: DumpOptions
  readonly place: Place
  readonly previous: Previous
  readonly sharedWith: readonly string[]
  /** The last migration to prune. */
  readonly through: string | undefined
  /** Beside which it is written first. */
  readonly aside: DumpPair
}

/** Whether a prune takes a migration along. */
export function isPruned(name: string, through: string | undefined): boolean {
  return through === undefined || compareMigrationNames(name, through) <= 0
}

/** Everything about a dump that has to see one state of the database. Called in a read-only transaction. */
export async function takeDump(
  context: Context,
  { options, place, previous, sharedWith, through, aside: pair }: DumpPlan,
): Promise<TakenDump> {
  const { connection, session, signal } = context
  const { dialect } = connection
  const prune = options.prune === true
  const seen = await survey(context)
  await refuseUnfinished(context, seen.unfinished)
  const decided = plan({
    files: seen.listing.files,
    history: seen.rows,
    baseline: { prunedNames: previous.prunedNames },
  })
  if (prune) checkPrune(connection, { decided, listing: seen.listing, place, sharedWith, through })
  else checkPlan(context, decided)

  const privileges = keptPrivileges(connection, previous, options)
  const { schema, uncovered } = await dialect.introspect(session, scopeOf(connection, privileges))
  checkCovered(context, uncovered, options)
  const data = await findDataTables(context, schema, [
    ...connection.data,
    ...(options.data ?? []),
    ...keptData(context, schema, previous, options),
  ])
  const history = seen.rows.toSorted((a, b) => compareMigrationNames(a.name, b.name))
  const schemaFingerprint = fingerprint(schema, dialect)
  const server = await session.serverInfo()
  const report = newReport()
  const aside = await writeAside(pair, renderDump({ connection, session, signal }, { schema, history, data }, report))

  // A file that is there again after it was pruned, say from version control, is there to be run again.
  const filed = new Set(seen.listing.files.map(({ name }) => name))
  const earlier = new Set(previous.prunedNames)
  const migrations = history.map(({ name, checksum }) => {
    const pruned = (prune && isPruned(name, through)) || (earlier.has(name) && !filed.has(name))
    return { name, checksum, ...(pruned && { pruned: true as const }) }
  })
  const manifest: Manifest = {
    version: manifestVersion,
    connection: connection.name,
    dialect: dialect.name,
    server: { name: server.name, major: server.major },
    dumpPath: place.label,
    generatedAt: new Date().toISOString(),
    ...historyNames(connection.history),
    dumpChecksum: aside.checksum,
    schemaFingerprint,
    squashed: migrations.some((migration) => migration.pruned === true),
    data: report.data.map(({ table, rows }) => ({ table, rows })),
    ...privileges,
    migrations,
    squashedMigrationNames: migrations.map(({ name }) => name),
  }
  return { aside, manifest, expected: { schema, data, rows: report.data }, report, seen }
}

/** Rows that are in the dump stay in it until somebody says otherwise: after a prune they are nowhere else. */
function keptData(context: Context, schema: Schema, { replaced }: Previous, { forgetData }: DumpOptions): string[] {
  if (forgetData === true) return []
  const there = new Set(schema.objects().filter(isTable).map(tableLabel))
  const tables = (replaced?.data ?? []).map(({ table }) => table)
  const gone = tables.filter((table) => !there.has(table))
  if (gone.length > 0) {
    context.warn({
      code: 'LITHIFY_W_DATA_TABLE_GONE',
      message: `The dump held rows of tables that are not there any more: ${listed(gone)}.`,
    })
  }
  return tables.filter((table) => there.has(table))
}
