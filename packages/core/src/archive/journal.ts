import { readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Connection } from '../config/config.ts'
import { asideOf, flushFolders, writeWhole } from './durable.ts'
import { findArchives, namesIn, readIfThere, type Archive } from './find.ts'

/** In an archive while its files are on their way: what would have to be finished. */
const journalName = 'journal.json'

export type Doing = 'squash' | 'unsquash'

/** Work on an archive that was interrupted. */
export interface Unfinished {
  readonly archive: Archive
  readonly doing: Doing
}

type Place = Pick<Connection, 'root' | 'archiveDirectory'>

function renderJournal(doing: Doing): string {
  return `${JSON.stringify({ version: 1, doing })}\n`
}

export async function beginJournal({ directory }: Pick<Archive, 'directory'>, doing: Doing): Promise<void> {
  await writeWhole(join(directory, journalName), renderJournal(doing))
  await flushFolders([directory])
}

export async function endJournal({ directory }: Pick<Archive, 'directory'>): Promise<void> {
  await rm(join(directory, journalName), { force: true })
  await flushFolders([directory])
}

/** What was interrupted, the newest first. */
export async function findUnfinished(place: Place): Promise<Unfinished[]> {
  const found: Unfinished[] = []
  if (namesIn(resolve(place.root, place.archiveDirectory)).length === 0) return found
  for (const archive of await findArchives(place)) {
    const text = await readIfThere(join(archive.directory, journalName))
    if (text !== undefined) found.unshift({ archive, doing: text.includes('"unsquash"') ? 'unsquash' : 'squash' })
  }
  return found
}

/** Where an archive is put together, until it is whole. */
export function stagingOf(directory: string): string {
  return join(dirname(directory), `.${directory.slice(dirname(directory).length + 1)}.lithify-new`)
}

/** Takes an archive away: at once by its name, then in substance; and before it what was written beside the places of its files. */
export async function removeArchive({ root }: Pick<Place, 'root'>, { directory, record }: Archive): Promise<void> {
  for (const { path } of [record.baseline, ...record.files]) await rm(asideOf(resolve(root, path)), { force: true })
  const gone = stagingOf(directory)
  await rm(gone, { recursive: true, force: true })
  await rename(directory, gone)
  await flushFolders([dirname(directory)])
  await rm(gone, { recursive: true, force: true })
}

/** Takes away what interrupted work has left under names that nobody reads. The caller has the lock on the files. */
export async function removeLeftovers({ root, archiveDirectory }: Place): Promise<void> {
  const place = resolve(root, archiveDirectory)
  for (const name of namesIn(place)) {
    if (/^\.\d{8}_\d{6}\.lithify-new$/.test(name)) await rm(join(place, name), { recursive: true, force: true })
  }
}

/** A name for an archive that none has: the second in UTC, or the next one that is free. */
export async function newArchiveDirectory({ root, archiveDirectory }: Place, now: Date): Promise<string> {
  const place = resolve(root, archiveDirectory)
  const taken = new Set(await readdir(place).catch(() => []))
  for (let moment = now.getTime(); ; moment += 1000) {
    const name = new Date(moment)
      .toISOString()
      .replace('T', '_')
      .replaceAll(/[-:]|\.\d+Z$/g, '')
    if (!taken.has(name)) return join(place, name)
  }
}
