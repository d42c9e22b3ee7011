import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { copyWhole, flushFolders, sha256Of } from '../../archive/durable.ts'
import { withFilesLock } from '../../archive/files-lock.ts'
import { findArchives, type Archive } from '../../archive/find.ts'
import { beginJournal, findUnfinished, removeArchive, removeLeftovers } from '../../archive/journal.ts'
import type { StoredFile } from '../../archive/record.ts'
import { LithifyError } from '../../errors.ts'
import { restore } from '../../runner/adopt.ts'
import type { Context } from '../../runner/context.ts'
import { listMigrations } from '../../runner/list-migrations.ts'
import type { UnsquashOptions } from '../../runner/options.ts'
import { planWithArchive } from '../../runner/plan-with-archive.ts'
import { listed } from '../../runner/refuse.ts'
import type { AdoptedBaseline, UnsquashResult } from '../../runner/results.ts'
import { survey } from '../../runner/survey.ts'
import { isFile } from '../pair.ts'
import { shellWord } from '../../shell-word.ts'
import { unmarkPruned } from './dumped.ts'
import { hasBegun, hasOriginals } from './recover.ts'
import { isInPlace, renewLock } from './place.ts'

/**
 * Undoes the last squash: the files come back byte for byte, and the history of the connected database with them. The caller holds the migration
 * lock, except for a dry run.
 * @throws LithifyError `LITHIFY_E_UNSQUASH`, `LITHIFY_E_ARCHIVE`
 */
export async function unsquash(context: Context, options: UnsquashOptions): Promise<UnsquashResult> {
  if (options.dryRun === true) return resultOf(context, await choose(context), { dryRun: true, restored: [] })
  return withFilesLock(context.connection.root, async () => {
    const { connection } = context
    await removeLeftovers(connection)
    const archive = await choose(context)
    const isWhole = !(await hasBegun(context, archive)) && (await hasOriginals(connection, archive))
    if (isWhole && (await isUnfinished(context, archive, 'squash'))) {
      // Nothing but the archive was written.
      await removeArchive(connection, archive)
      return resultOf(context, archive, { dryRun: false, restored: [] })
    }
    await checkStored(archive)
    await beginJournal(archive, 'unsquash')
    await bringBack(context, archive)
    const restored = await bringRowsBack(context, archive)
    await removeArchive(connection, archive)
    return resultOf(context, archive, { dryRun: false, restored })
  })
}

/** What was interrupted comes first; else the newest squash whose baseline is in place. */
async function choose(context: Context): Promise<Archive> {
  const { connection } = context
  const isMine = ({ record }: Archive): boolean => record.connection === connection.name
  const [interrupted] = (await findUnfinished(connection)).filter(({ archive }) => isMine(archive))
  if (interrupted !== undefined) {
    await refuseTaken(context, interrupted.archive)
    return interrupted.archive
  }
  const archives = (await findArchives(connection)).filter(isMine).toReversed()
  for (const archive of archives) {
    if (!(await hasBegun(context, archive))) continue
    await refuseTaken(context, archive)
    return archive
  }
  const edited = await editedBaseline(context, archives)
  if (edited !== undefined) throw edited
  throw new LithifyError(
    'LITHIFY_E_UNSQUASH',
    'There is no squash to undo: no archive belongs to a baseline that is here.',
    {
      data: { archives: archives.map(({ label }) => label) },
      hint: `Bring the archive back from version control (git checkout <the commit of the squash> -- ${shellWord(connection.archiveDirectory)}), then:  lithify unsquash`,
    },
  )
}

async function editedBaseline(
  { connection }: Context,
  archives: readonly Archive[],
): Promise<LithifyError | undefined> {
  for (const { record } of archives) {
    const { kind, path } = record.baseline
    if (kind === 'dump' || !(await isFile(resolve(connection.root, path)))) continue
    return new LithifyError('LITHIFY_E_UNSQUASH', `${path} was edited since it was written, so it is not taken away.`, {
      data: { path },
      hint: `Take the committed one back:  git checkout HEAD -- ${shellWord(path)}   then:  lithify unsquash`,
    })
  }
  return undefined
}

/** A file that took the name of an original is somebody's work. */
async function refuseTaken({ connection }: Context, { record }: Archive): Promise<void> {
  const taken: string[] = []
  for (const { path, sha256 } of record.files) {
    const place = resolve(connection.root, path)
    if ((await isFile(place)) && (await sha256Of(place)) !== sha256) taken.push(path)
  }
  if (taken.length === 0) return
  throw new LithifyError('LITHIFY_E_UNSQUASH', `There are other files where the originals were: ${listed(taken)}.`, {
    data: { paths: taken },
    hint: 'Move them elsewhere, then:  lithify unsquash',
  })
}

/** Before anything is changed: every original is in the archive as it was. */
async function checkStored({ directory, label, record }: Archive): Promise<void> {
  const wrong: string[] = []
  for (const { stored, sha256 } of [...record.files, ...record.others]) {
    const path = join(directory, stored)
    if (!(await isFile(path)) || (await sha256Of(path)) !== sha256) wrong.push(stored)
  }
  if (wrong.length === 0) return
  throw new LithifyError('LITHIFY_E_ARCHIVE', `${label} does not hold what was put into it: ${listed(wrong)}.`, {
    data: { path: label, files: wrong },
    hint: `Take the committed one back:  git checkout HEAD -- ${shellWord(label)}`,
  })
}

/** First the originals, then the baseline goes: at no moment is a migration nowhere. */
async function bringBack(context: Context, archive: Archive): Promise<void> {
  const { connection, report } = context
  const { root } = connection
  const { directory, record } = archive
  const put = async ({ path, stored, sha256 }: StoredFile): Promise<void> => {
    const place = resolve(root, path)
    if ((await isFile(place)) && (await sha256Of(place)) === sha256) return
    await copyWhole(join(directory, stored), place)
    report({ type: 'fileWritten', path })
  }
  const back = record.baseline.kind === 'dump' ? record.files : [...record.files, ...record.others]
  for (const file of back) await put(file)
  await flushFolders(back.map(({ path }) => dirname(resolve(root, path))))
  if (record.baseline.kind === 'dump') {
    await unmarkPruned(context, archive)
    return renewLock(connection, [])
  }
  // Before the baseline goes: a line without a file would stop a run that comes in between, a file without a line does not.
  await renewLock(connection, [record.baseline.name])
  if (!(await isInPlace(connection, archive))) return
  await rm(resolve(root, record.baseline.path), { force: true })
  await flushFolders([dirname(resolve(root, record.baseline.path))])
  report({ type: 'fileRemoved', path: record.baseline.path })
}

/** On every database, whether it was squashed or only adopted the baseline: what was replaced is in the row. */
async function bringRowsBack(context: Context, { record }: Archive): Promise<AdoptedBaseline[]> {
  const { files } = await listMigrations(context.connection)
  const { rows } = await survey(context)
  const { restorations } = await planWithArchive(context.connection, { files, history: rows, baseline: undefined })
  const restored: AdoptedBaseline[] = []
  for (const restoration of restorations) {
    if (restoration.baseline === record.baseline.name) restored.push(await restore(context, restoration))
  }
  return restored
}

async function isUnfinished({ connection }: Context, { directory }: Archive, what: 'squash'): Promise<boolean> {
  return (await findUnfinished(connection)).some(
    ({ archive, doing }) => archive.directory === directory && doing === what,
  )
}

async function resultOf(
  { connection, session, warnings }: Context,
  { label, record }: Archive,
  rest: Pick<UnsquashResult, 'dryRun' | 'restored'>,
): Promise<UnsquashResult> {
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    baseline: record.baseline.name,
    files: record.files.map(({ path }) => path),
    archive: label,
    ...rest,
  }
}
