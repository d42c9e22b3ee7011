import { existsSync } from 'node:fs'
import { withFilesLock } from '../archive/files-lock.ts'
import type { Archive } from '../archive/find.ts'
import { endJournal } from '../archive/journal.ts'
import { checkpoint, type Context } from '../runner/context.ts'
import type { DumpOptions } from '../runner/options.ts'
import type { DumpResult } from '../runner/results.ts'
import { warnOfCarriageReturns } from './dump-checks.ts'
import { renderManifest, sameManifest, type Manifest } from './manifest.ts'
import { checksumOf, isFile, pairOf } from './pair.ts'
import { readPrevious } from './previous.ts'
import { provePrune } from './prove-prune.ts'
import { removeMigrations } from './prune.ts'
import { placeOf, type Place } from './read-baseline.ts'
import { originalOf } from './squash/place.ts'
import { archivePruned } from './squash/prune-archive.ts'
import { findInterrupted, unfinished } from './squash/recover.ts'
import { isPruned, takeDump } from './take-dump.ts'
import { discard, putInPlace } from './write-pair.ts'

export interface DumpState {
  /** Other connections with the same migration directories: their files are not pruned. */
  readonly sharedWith?: readonly string[] | undefined
  /** The last migration to prune, by name. Default: the last one there is. */
  readonly through?: string | undefined
  /** Why a dump that is pruned into is not tried out. It is kept in the archive. */
  readonly unverified?: string | undefined
  /** Called with the archive of what was pruned, once all is done. */
  readonly onArchived?: ((archive: Archive) => void) | undefined
}

/**
 * Writes a live schema to its dump and manifest. What is dumped is read in one read-only transaction, so it is one state of the
 * database. With `prune` the dump is tried out and the migration files go into an archive; then the caller holds the migration lock.
 * @throws LithifyError `LITHIFY_E_UNCOVERED`, `LITHIFY_E_DATA_TABLE`, `LITHIFY_E_MIGRATION_CHANGED`, `LITHIFY_E_BEHIND_BASELINE`,
 * `LITHIFY_E_PRUNE`, `LITHIFY_E_DUMP_MISMATCH`, `LITHIFY_E_DUMP_WRITE`, and what reading the manifest in place throws
 */
export async function dump(context: Context, options: DumpOptions, state: DumpState = {}): Promise<DumpResult> {
  if (options.prune !== true) return write(context, options, state)
  return withFilesLock(context.connection.root, async () => {
    const interrupted = await findInterrupted(context)
    const finished = interrupted === undefined ? [] : await finishPrune(context, interrupted)
    const result = await write(context, options, state)
    return { ...result, pruned: [...finished, ...result.pruned] }
  })
}

/** @throws LithifyError `LITHIFY_E_SQUASH_UNFINISHED` where it was no prune that was interrupted */
export async function finishPrune(context: Context, archive: Archive): Promise<string[]> {
  if (archive.record.baseline.kind === 'migration') throw unfinished(archive, 'squash')
  const files = archive.record.files.map((file) => originalOf(context.connection, file))
  const removed = await removeMigrations(
    context,
    files.filter(({ path }) => existsSync(path)),
  )
  await endJournal(archive)
  return removed
}

async function write(
  context: Context,
  options: DumpOptions,
  { sharedWith = [], through, onArchived, unverified }: DumpState,
): Promise<DumpResult> {
  const { connection, session, report } = context
  const place = placeOf(connection, options.path)
  const previous = await readPrevious(context, place)
  const wanted = { options, place, previous, sharedWith, through, aside: pairOf(place.dumpPath) }
  const taken = await session.transaction(() => takeDump(context, wanted), { readOnly: true })
  const { aside, manifest } = taken
  warnOfCarriageReturns(context, taken.report, place.label)
  const { listing, rows } = taken.seen
  const files = options.prune === true ? listing.files.filter(({ name }) => isPruned(name, through)) : []
  let changed = false
  let archive: Archive | undefined
  try {
    if (options.prune === true) await provePrune(context, taken, { place, previous, options, unverified })
    changed = await isNews(place, previous.replaced, manifest)
    if (files.length > 0) {
      await checkpoint(context.signal)
      archive = await archivePruned(context, { place, manifest, files, rows, unverified })
    }
    if (changed) await putInPlace(pairOf(place.dumpPath), aside, renderManifest(manifest))
  } finally {
    await discard(aside)
  }
  if (changed) for (const path of [place.label, place.manifestLabel]) report({ type: 'fileWritten', path })
  const pruned = options.prune === true ? await removeMigrations(context, files) : []
  if (archive !== undefined) {
    await endJournal(archive)
    onArchived?.(archive)
  }
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
    privileges: manifest.privileges === true,
    pruned,
  }
}

/** Whether the pair on disk says anything else, so that it has to be written. When it was made does not count. */
async function isNews(place: Place, replaced: Manifest | undefined, manifest: Manifest): Promise<boolean> {
  if (replaced === undefined || !sameManifest(replaced, manifest)) return true
  return !(await isFile(place.dumpPath)) || checksumOf(place.dumpPath) !== manifest.dumpChecksum
}
