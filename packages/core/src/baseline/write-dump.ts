import { LithifyError } from '../errors.ts'
import type { Context } from '../runner/context.ts'
import type { DumpOptions } from '../runner/options.ts'
import { listed } from '../runner/refuse.ts'
import type { DumpResult } from '../runner/results.ts'
import { warnOfCarriageReturns } from './dump-checks.ts'
import { tablesFilledByMigrations } from './filled-tables.ts'
import { renderManifest, sameManifest, type Manifest } from './manifest.ts'
import { checksumOf, isFile, pairOf } from './pair.ts'
import { readPrevious } from './previous.ts'
import { removeMigrations } from './prune.ts'
import { placeOf, type Place } from './read-baseline.ts'
import { takeDump, type TakenDump } from './take-dump.ts'
import { verifyDump } from './verify-dump.ts'
import { discard, putInPlace } from './write-pair.ts'

export interface DumpState {
  /** Other connections with the same migration directories: their files are not pruned. */
  readonly sharedWith?: readonly string[] | undefined
}

/**
 * Writes a live schema to its dump and manifest. What is dumped is read in one read-only transaction, so it is one state of the
 * database. With `prune` the dump is tried out and the migration files are removed; then the caller holds the migration lock.
 * @throws LithifyError `LITHIFY_E_UNCOVERED`, `LITHIFY_E_DATA_TABLE`, `LITHIFY_E_MIGRATION_CHANGED`, `LITHIFY_E_BEHIND_BASELINE`,
 * `LITHIFY_E_PRUNE`, `LITHIFY_E_DUMP_MISMATCH`, `LITHIFY_E_DUMP_WRITE`, and what reading the manifest in place throws
 */
export async function dump(
  context: Context,
  options: DumpOptions,
  { sharedWith = [] }: DumpState = {},
): Promise<DumpResult> {
  const { connection, session, report } = context
  const place = placeOf(connection, options.path)
  const previous = await readPrevious(context, place)
  const taken = await session.transaction(() => takeDump(context, { options, place, previous, sharedWith }), {
    readOnly: true,
  })
  const { aside, manifest } = taken
  warnOfCarriageReturns(context, taken.report, place.label)
  let changed = false
  try {
    if (options.prune === true) {
      await prove(context, taken, place)
      if (options.withoutRows !== true) await refuseLostRows(context, manifest)
    }
    changed = await isNews(place, previous.replaced, manifest)
    if (changed) await putInPlace(pairOf(place.dumpPath), aside, renderManifest(manifest))
  } finally {
    await discard(aside)
  }
  if (changed) for (const path of [place.label, place.manifestLabel]) report({ type: 'fileWritten', path })
  const pruned = options.prune === true ? await removeMigrations(context, taken.seen.listing.files) : []
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings: context.warnings,
    dumpPath: place.dumpPath,
    manifestPath: place.manifestPath,
    dumpLabel: place.label,
    metaLabel: place.manifestLabel,
    changed,
    objects: taken.report.objects,
    migrations: manifest.migrations.length,
    data: manifest.data,
    pruned,
  }
}

/** Whether the pair on disk says anything else, so that it has to be written. When it was made does not count. */
async function isNews(place: Place, replaced: Manifest | undefined, manifest: Manifest): Promise<boolean> {
  if (replaced === undefined || !sameManifest(replaced, manifest)) return true
  return !(await isFile(place.dumpPath)) || checksumOf(place.dumpPath) !== manifest.dumpChecksum
}

/** Before files are removed, the dump has to give back what they made. */
async function prove(context: Context, { aside, manifest, expected }: TakenDump, place: Place): Promise<void> {
  const differences = await verifyDump(context, { path: aside.path, label: place.label, manifest }, expected)
  if (differences.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_DUMP_MISMATCH',
    `Nothing is pruned: the dump gives back another database. ${listed(differences)}`,
    {
      data: { differences },
      hint: 'This is a defect of lithify or of the dialect. Please report it. The dump and the files are as they were.',
    },
  )
}

/**
 * Rows that migrations insert are nowhere else once their files are gone.
 * @throws LithifyError `LITHIFY_E_PRUNE`
 */
async function refuseLostRows(context: Context, manifest: Manifest): Promise<void> {
  const held = new Set(manifest.data.map(({ table }) => table))
  const lost = (await tablesFilledByMigrations(context))?.filter((table) => !held.has(table)) ?? []
  if (lost.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_PRUNE',
    `Nothing is pruned. Migrations insert rows that the dump would not hold, so new databases would lack them: ${listed(lost)}.`,
    {
      data: { tables: lost },
      hint: `Keep the rows as they are in this database:  lithify dump --prune ${lost.map((table) => `--data ${table}`).join(' ')}   or, where new databases need none of them:  lithify dump --prune --without-rows`,
    },
  )
}
