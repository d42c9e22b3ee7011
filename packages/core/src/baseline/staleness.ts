import type { Context } from '../runner/context.ts'
import { survey } from '../runner/survey.ts'
import { compareMigrationNames } from '../migrations/natural.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import { isTable, type Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import type { Baseline } from './read-baseline.ts'
import { summariseRows, tableLabel, type RowsSummary } from './rows.ts'
import { scopeOf, verifyDump } from './verify-dump.ts'

/** How a live database has moved on from its dump, or is behind it. */
export interface Staleness {
  /** Applied here, and not in the dump. In the order in which migrations run. */
  readonly missing: readonly string[]
  /** In the dump, and not applied here. */
  readonly extra: readonly string[]
  /** Where the same migrations made both: whether the schema is the one that was dumped. */
  readonly schema: 'same' | 'different' | 'notCompared'
  /** Reference tables that have another number of rows now. */
  readonly data: readonly string[]
}

/** Compares a live database with what the manifest says of the dump, without reading the dump. */
export async function staleness(context: Context, { manifest }: Baseline): Promise<Staleness> {
  return readLive(context, manifest, async (schema) => {
    const { rows } = await survey(context)
    const here = new Set(rows.map(({ name }) => name))
    const there = new Set(manifest.migrations.map(({ name }) => name))
    const missing = [...here].filter((name) => !there.has(name)).toSorted(compareMigrationNames)
    const extra = [...there].filter((name) => !here.has(name))
    if (missing.length > 0 || extra.length > 0) return { missing, extra, schema: 'notCompared', data: [] }
    const same = fingerprint(schema, context.connection.dialect) === manifest.schemaFingerprint
    const counted = await summarise(context, dataTables(schema, manifest))
    const changed = manifest.data.filter(
      ({ table, rows: was }) => counted.find((each) => each.table === table)?.rows !== was,
    )
    return { missing, extra, schema: same ? 'same' : 'different', data: changed.map(({ table }) => table) }
  })
}

/**
 * Loads the dump into a scratch database and compares it with the live one, rows of reference tables included. Answers the differences
 * as text for people, one line each. Only of use where the same migrations made both.
 * @throws LithifyError as {@link verifyDump}
 */
export async function differencesFromLive(
  context: Context,
  { manifest, dumpPath, label }: Baseline,
): Promise<string[]> {
  const expected = await readLive(context, manifest, async (schema) => {
    const data = dataTables(schema, manifest)
    return { schema, data, rows: await summarise(context, data) }
  })
  return verifyDump(context, { path: dumpPath, label, manifest }, expected)
}

/** One state of the live database, as far as the dump looks at it. */
function readLive<T>(
  context: Context,
  manifest: Baseline['manifest'],
  work: (schema: Schema) => Promise<T>,
): Promise<T> {
  const { connection, session } = context
  return session.transaction(
    async () => work((await connection.dialect.introspect(session, scopeOf(connection, manifest))).schema),
    { readOnly: true },
  )
}

function dataTables(schema: Schema, manifest: Baseline['manifest']): Table[] {
  const wanted = new Set(manifest.data.map(({ table }) => table))
  return schema
    .objects()
    .filter(isTable)
    .filter((table) => wanted.has(tableLabel(table)))
}

async function summarise({ connection, session }: Context, tables: readonly Table[]): Promise<RowsSummary[]> {
  const summaries: RowsSummary[] = []
  for (const table of tables) summaries.push(await summariseRows(connection.dialect, session, table))
  return summaries
}
