import type { Archive } from '../../archive/find.ts'
import { resolveName } from '../../migrations/resolve-name.ts'
import type { Context } from '../../runner/context.ts'
import { listMigrations } from '../../runner/list-migrations.ts'
import type { SquashOptions } from '../../runner/options.ts'
import { listed } from '../../runner/refuse.ts'
import type { SquashProof, SquashResult } from '../../runner/results.ts'
import { isTable } from '../../schema/model.ts'
import { tablesFilledByMigrations } from '../filled-tables.ts'
import { readPrevious } from '../previous.ts'
import { placeOf } from '../read-baseline.ts'
import { summariseRows, tableLabel, type RowsSummary } from '../rows.ts'
import { scopeOf } from '../verify-dump.ts'
import { dump } from '../write-dump.ts'
import { shellWord } from '../../shell-word.ts'
import { refuseTooMany } from './kept-rows.ts'
import { refused } from './range.ts'
import { rehearseDump } from './rehearse-dump.ts'
import type { SquashState } from './squash.ts'

/** A squash whose baseline is the dump: `dump --prune`, which takes along the rows that migrations insert. */
export async function squashAsDump(
  context: Context,
  options: SquashOptions,
  { sharedWith }: SquashState,
): Promise<SquashResult> {
  const { connection, session } = context
  const { dryRun = false, noVerify: unverified, withoutRows } = options
  const { files } = await listMigrations(connection)
  const names = files.map(({ name }) => name)
  const through = options.through === undefined ? undefined : resolveName(options.through, names)
  const kept = withoutRows === true ? [] : await insertedRows(context, options.data ?? [])
  const wanted = { prune: true, data: [...(options.data ?? []), ...kept], withoutRows } as const
  const place = placeOf(connection).label
  const result = {
    connection: connection.name,
    server: await session.serverInfo(),
    as: 'dump',
    dryRun,
    baseline: place,
    path: place,
    proof: proofOf(unverified),
    adopted: [],
  } as const
  if (dryRun) {
    const rehearsal = await rehearseDump(context, wanted, { sharedWith, through, unverified })
    return { ...result, ...rehearsal, warnings: context.warnings, finished: false }
  }
  let archive: Archive | undefined
  const state = { sharedWith, through, unverified, onArchived: (each: Archive) => (archive = each) }
  const { warnings, objects, data, pruned } = await dump(context, wanted, state)
  return {
    ...result,
    warnings,
    squashed: archive?.record.files.map(({ name }) => name) ?? [],
    objects,
    data,
    archive: archive?.label,
    finished: archive === undefined && pruned.length > 0,
  }
}

/** How a dump is proven, unless somebody gave a reason not to. */
export function proofOf(unverified: string | undefined): SquashProof {
  return unverified === undefined ? { kind: 'live' } : { kind: 'none', reason: unverified }
}

/**
 * The tables that migrations fill. Their rows are read from the connected database, so they have to be the rows that the migrations inserted there.
 * @throws LithifyError `LITHIFY_E_SQUASH`, `LITHIFY_E_SQUASH_ROWS`
 */
async function insertedRows(context: Context, named: readonly string[]): Promise<string[]> {
  const filled = await tablesFilledByMigrations(context, await readPrevious(context, placeOf(context.connection)))
  // What cannot be seen is told, and what to do, by the prune itself.
  if ('unknown' in filled) return []
  const declared = new Set([...context.connection.data, ...named])
  const inserted = filled.rows.filter(({ table }) => !declared.has(table))
  refuseTooMany(context, inserted)
  const live = await liveRows(context, inserted)
  const differ = inserted.filter(({ table, digest }) => live.get(table) !== digest).map(({ table }) => table)
  if (differ.length === 0) return inserted.map(({ table }) => table)
  throw refused(
    `Migrations insert rows into these tables, and this database has others in them: ${listed(differ)}.`,
    differ,
    `Keep the rows as they are in this database:  lithify squash --as dump ${differ.map((table) => `--data ${shellWord(table)}`).join(' ')}   or only what the migrations insert:  lithify squash`,
  )
}

async function liveRows(
  { connection, session }: Context,
  wanted: readonly RowsSummary[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Set(wanted.map(({ table }) => table))
  const { schema } = await connection.dialect.introspect(session, scopeOf(connection, {}))
  const digests = new Map<string, string>()
  for (const table of schema.objects().filter(isTable)) {
    const label = tableLabel(table)
    if (names.has(label)) digests.set(label, (await summariseRows(connection.dialect, session, table)).digest)
  }
  return digests
}
