import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Connection } from '../config/config.ts'
import { LithifyError, messageOf } from '../errors.ts'
import { checksumFile } from '../migrations/checksum.ts'
import { formatOf } from '../migrations/find.ts'
import { labelOf } from '../migrations/label.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import { parseRecord, recordName, type ArchivedFile, type ArchiveRecord } from './record.ts'
import { isNotFound } from '../not-found.ts'

/** An archive that is whole. */
export interface Archive {
  /** Absolute. */
  readonly directory: string
  /** The same, as people are shown it. */
  readonly label: string
  readonly record: ArchiveRecord
}

type Place = Pick<Connection, 'root' | 'archiveDirectory'>

/**
 * Every archive, the oldest first. One that was never finished has another name, and is not among them.
 * @throws LithifyError `LITHIFY_E_ARCHIVE`
 */
export async function findArchives({ root, archiveDirectory }: Place): Promise<Archive[]> {
  const place = resolve(root, archiveDirectory)
  const archives: Archive[] = []
  for (const name of namesIn(place)
    .filter((each) => /^\d{8}_\d{6}$/.test(each))
    .toSorted()) {
    const directory = join(place, name)
    const label = labelOf(directory, root)
    const text = await readIfThere(join(directory, recordName))
    if (text !== undefined) archives.push({ directory, label, record: parseRecord(text, `${label}/${recordName}`) })
  }
  return archives
}

/** The migrations in archives, as files that can be run. Later archives win; a file that is not there any more is left out. */
export function archivedMigrations({ root }: Pick<Connection, 'root'>, archives: readonly Archive[]): MigrationFile[] {
  const found = new Map<string, MigrationFile>()
  for (const { directory, record } of archives) {
    for (const file of record.files) {
      const stored = storedMigration(root, directory, file)
      if (stored !== undefined) found.set(file.name, stored)
    }
  }
  return [...found.values()]
}

/** An archived migration; its checksum is that of the file in the archive, whatever the record says. */
function storedMigration(root: string, directory: string, file: ArchivedFile): MigrationFile | undefined {
  const path = join(directory, file.stored)
  const format = formatOf(file.path)
  if (format === undefined) return undefined
  try {
    return { name: file.name, path, format, checksum: checksumFile(path), origin: resolve(root, file.path) }
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw unreadable(path, error)
  }
}

/** Synchronous: most projects have few archives or none, and the thread pool would take longer to say so. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (isNotFound(error)) return []
    throw unreadable(directory, error)
  }
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_ARCHIVE', `${path} cannot be read: ${messageOf(cause)}`, {
    data: { path },
    hint: 'Check its permissions.',
    cause,
  })
}
