import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Connection } from '../../config/config.ts'
import { asideOf, copyWhole, flushFolders, writeWhole } from '../../archive/durable.ts'
import { readIfThere, type Archive } from '../../archive/find.ts'
import { endJournal } from '../../archive/journal.ts'
import { checksumFile } from '../../migrations/checksum.ts'
import { lockFileName, readLockFile, renderLockFile, type LockEntry } from '../../migrations/lock-file.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { adopt } from '../../runner/adopt.ts'
import type { Context } from '../../runner/context.ts'
import { listMigrations } from '../../runner/list-migrations.ts'
import { planWithArchive } from '../../runner/plan-with-archive.ts'
import type { AdoptedBaseline } from '../../runner/results.ts'
import { survey } from '../../runner/survey.ts'
import { isFile } from '../pair.ts'
import { removeMigrations } from '../prune.ts'

// The order is what makes it safe to be killed. The archive is whole and flushed before anything moves. Then the baseline takes its place: from here
// on the squash is finished by whoever comes next. Until the last original is gone, a file that the baseline stands for is taken for had. The history
// comes last: a database whose rows were not replaced yet is one like every other that still has to adopt the baseline.

/** Where the text of the baseline is in its archive. */
export const baselineText = 'baseline.text'

/** Puts a baseline migration that is archived with its originals in its place, and takes those away. Whatever of that is done stays done. */
export async function settleFiles(context: Context, archive: Archive): Promise<void> {
  const { connection, report } = context
  const { root } = connection
  const { record, directory } = archive
  const place = resolve(root, record.baseline.path)
  if (!(await isInPlace(connection, archive))) {
    await copyWhole(join(directory, baselineText), place)
    await flushFolders([dirname(place)])
    report({ type: 'fileWritten', path: record.baseline.path })
  }
  await removeMigrations(
    context,
    record.files.map((file) => originalOf(connection, file)),
  )
  for (const { path } of record.others) await rm(resolve(root, path), { force: true })
  await flushFolders([...record.files, ...record.others].map(({ path }) => dirname(resolve(root, path))))
  await renewLock(
    connection,
    record.files.map(({ name }) => name),
  )
}

/** Lets the history of the connected database follow. */
export async function settleHistory(context: Context, archive: Archive): Promise<AdoptedBaseline[]> {
  const { files } = await listMigrations(context.connection)
  const { rows } = await survey(context)
  const { adoptions } = await planWithArchive(context.connection, { files, history: rows, baseline: undefined })
  const adopted: AdoptedBaseline[] = []
  for (const { file, needs } of adoptions) {
    if (file.name === archive.record.baseline.name && needs.length === 0)
      adopted.push(await adopt({ ...context, report: () => undefined }, file))
  }
  return adopted
}

/** The last step: there is nothing to be finished any more. */
export async function close(archive: Archive): Promise<void> {
  await rm(join(archive.directory, baselineText), { force: true })
  await endJournal(archive)
}

/** Whether the baseline of an archive is where it belongs. */
export async function isInPlace({ root }: Pick<Connection, 'root'>, { record }: Archive): Promise<boolean> {
  const place = resolve(root, record.baseline.path)
  return (await isFile(place)) && checksumFile(place) === record.baseline.checksum
}

export function originalOf(
  { root }: Pick<Connection, 'root'>,
  { name, path, checksum }: Archive['record']['files'][number],
): MigrationFile {
  return { name, path: resolve(root, path), format: path.endsWith('.sql') ? 'sql' : 'code', checksum }
}

/** The lines of the lock file follow the files, but for names that are gone or about to go; those of other connections stay. */
export async function renewLock(connection: Connection, gone: readonly string[]): Promise<void> {
  const { files } = await listMigrations(connection)
  const without = new Set(gone)
  const lock = await readLockFile(connection.root).catch(() => undefined)
  const entries = new Map<string, LockEntry>()
  for (const entry of lock?.entries ?? []) if (!without.has(entry.name)) entries.set(entry.name, entry)
  for (const { name, checksum } of files) if (!without.has(name)) entries.set(name, { name, checksum })
  const path = join(connection.root, lockFileName)
  const text = renderLockFile([...entries.values()])
  // What a squash that was interrupted has left beside it.
  await rm(asideOf(path), { force: true })
  if ((await readIfThere(path)) !== text) await writeWhole(path, text)
}
