import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Connection } from '../config/config.ts'
import { LithifyError } from '../errors.ts'
import { labelOf } from '../migrations/label.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import { checksumFile } from '../migrations/checksum.ts'
import { copyWhole, flushFolders, sha256Of, writeWhole } from './durable.ts'
import type { Archive } from './find.ts'
import { beginJournal, newArchiveDirectory, stagingOf } from './journal.ts'
import { recordName, renderRecord, type ArchivedFile, type ArchiveRecord, type StoredFile } from './record.ts'

/** What is to be archived. */
export interface ArchiveContents {
  readonly record: Omit<ArchiveRecord, 'files' | 'others'>
  readonly migrations: readonly MigrationFile[]
  /** Other files to be kept: paths relative to the project root. */
  readonly others: readonly string[]
  /** Texts that are in the archive only while the squash lasts, by their names there. */
  readonly texts?: Readonly<Record<string, string>> | undefined
}

/**
 * Writes an archive. It appears whole, flushed, and with the journal of a squash in it, or not at all; nothing is taken out of its place.
 * @throws LithifyError `LITHIFY_E_SQUASH` where a file was edited meanwhile
 */
export async function writeArchive(connection: Connection, contents: ArchiveContents): Promise<Archive> {
  const { root, archiveDirectory } = connection
  const directory = await newArchiveDirectory(connection, new Date(contents.record.archivedAt))
  const staging = stagingOf(directory)
  await mkdir(staging, { recursive: true })
  const folders = new Set([staging])
  const keep = async (path: string): Promise<StoredFile> => {
    const source = resolve(root, path)
    const stored = storedAt(path)
    const target = join(staging, stored)
    await copyWhole(source, target)
    for (let folder = dirname(target); folder !== staging; folder = dirname(folder)) folders.add(folder)
    return { path, stored, sha256: await sha256Of(target) }
  }
  const files: ArchivedFile[] = []
  for (const { name, path, checksum } of contents.migrations) {
    const kept = await keep(labelOf(path, root))
    if (checksumFile(join(staging, kept.stored)) !== checksum) throw edited(kept.path)
    files.push({ ...kept, name, checksum })
  }
  const others: StoredFile[] = []
  for (const path of contents.others) others.push(await keep(path))
  for (const [name, text] of Object.entries(contents.texts ?? {})) await writeWhole(join(staging, name), text)
  const record: ArchiveRecord = { ...contents.record, files, others }
  await writeWhole(join(staging, recordName), renderRecord(record))
  await beginJournal({ directory: staging }, 'squash')
  await flushFolders(folders)
  await rename(staging, directory)
  await flushFolders([dirname(directory)])
  return { directory, label: `${archiveDirectory}/${basename(directory)}`, record }
}

/** Where a file is in an archive: under its own path. One from outside of the project is put inside all the same. */
function storedAt(path: string): string {
  const parts = path.split('/').map((part) => (part === '..' ? '_parent' : part.replaceAll(':', '_')))
  return parts.filter((part) => part !== '').join('/')
}

function edited(label: string): LithifyError {
  return new LithifyError('LITHIFY_E_SQUASH', `Edited while it was squashed: ${label}. Nothing was changed.`, {
    data: { names: [label] },
    hint: 'Put it back as it was applied, then squash again.',
  })
}
