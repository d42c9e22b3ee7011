import { readFile } from 'node:fs/promises'
import { hash } from 'node:crypto'
import { join } from 'node:path'

import { LithifyError, messageOf } from '../errors.ts'
import type { MigrationFile } from './migration-file.ts'
import { sortNames } from './natural.ts'
import { writeFileWhole } from './write-file.ts'

/** Its name, at the project root. */
export const lockFileName = 'lithify.lock'

const firstLine = /^lithify\.lock v(?<version>\d+)(?: (?<digest>[0-9a-f]{64}))?$/
const entryLine = /^(?<checksum>[0-9a-f]{64}) (?<name>\S(?:.*\S)?)$/
const conflictMarker = /^(?:<{7}|={7}|>{7}|\|{7})/m

export interface LockEntry {
  /** Of the LF-normalised text, sha256 in hex. */
  readonly checksum: string
  /** A migration's name. */
  readonly name: string
}

/** What `lithify.lock` says: the migrations of all connections, in the order in which they run. */
export interface LockFile {
  readonly entries: readonly LockEntry[]
}

/** How the files differ from what `lithify.lock` says. All empty: not at all. */
export interface LockFileCheck {
  /** Files that were edited after their line was written. */
  readonly changed: readonly { readonly name: string; readonly listed: string; readonly actual: string }[]
  /** Names with a line, of this connection and not squashed, whose file is gone. */
  readonly missing: readonly string[]
  /** Files that have no line. */
  readonly unlisted: readonly string[]
}

/** Which lines of a lock file are a connection's: those below its directories; squashed names need no file. */
export interface LockFileScope {
  /** The connection's migration directories, relative to the project root, POSIX separators. */
  readonly directories: readonly string[]
  readonly squashed: ReadonlySet<string>
}

/** The text of the lock file with these entries. They are put in the order in which they run. */
export function renderLockFile(entries: readonly LockEntry[]): string {
  const checksums = new Map(entries.map(({ name, checksum }) => [name, checksum]))
  const lines = sortNames(checksums.keys()).map((name) => `${checksums.get(name) ?? ''} ${name}`)
  return [`lithify.lock v1 ${chain(lines)}`, ...lines, ''].join('\n')
}

/**
 * @throws LithifyError `LITHIFY_E_LOCK_FILE_INVALID` when it is damaged, was merged by hand, or was written by a newer lithify.
 */
export function parseLockFile(text: string): LockFile {
  // Git may have checked it out with CRLF.
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/\n$/, '')
    .split('\n')
  if (conflictMarker.test(text)) throw invalid('it holds the conflict markers of a git merge')
  const header = firstLine.exec(head)?.groups
  if (!header) throw invalid('its first line is not `lithify.lock v1 <digest>`', 1)
  if (header['version'] !== '1') {
    throw new LithifyError(
      'LITHIFY_E_LOCK_FILE_INVALID',
      `${lockFileName} has version ${header['version']}, written by a newer lithify; this one reads version 1.`,
      {
        data: { version: Number(header['version']) },
        hint: 'npm install lithify@latest',
      },
    )
  }
  const seen = new Set<string>()
  const entries = lines.map((line, index) => {
    const { checksum = '', name = '' } = entryLine.exec(line)?.groups ?? {}
    if (!name) throw invalid('it is not `<sha256> <name>`', index + 2)
    if (seen.has(name)) throw invalid(`${name} has two lines`, index + 2)
    seen.add(name)
    return { checksum, name }
  })
  if (header['digest'] !== chain(lines)) throw invalid('its lines do not have the digest of its first line')
  return { entries }
}

/** Compares the lines of one connection with its migration files. */
export function checkLockFile(lock: LockFile, files: readonly MigrationFile[], scope: LockFileScope): LockFileCheck {
  const listed = new Map(lock.entries.map(({ name, checksum }) => [name, checksum]))
  const present = new Set(files.map(({ name }) => name))
  const changed = files.flatMap(({ name, checksum }) => {
    const line = listed.get(name)
    return line === undefined || line === checksum ? [] : [{ name, listed: line, actual: checksum }]
  })
  return {
    changed,
    missing: lock.entries
      .filter(({ name }) => isWithin(name, scope) && !present.has(name) && !scope.squashed.has(name))
      .map(({ name }) => name),
    unlisted: files.filter(({ name }) => !listed.has(name)).map(({ name }) => name),
  }
}

/**
 * The entries to write once a connection's files are accepted as they are: a line for each file, the lines of squashed names
 * and of other connections as they were, and none for files that are gone.
 */
export function updateLockEntries(
  lock: LockFile | undefined,
  files: readonly MigrationFile[],
  scope: LockFileScope,
): LockEntry[] {
  const entries = new Map<string, LockEntry>()
  for (const entry of lock?.entries ?? []) {
    if (!isWithin(entry.name, scope) || scope.squashed.has(entry.name)) entries.set(entry.name, entry)
  }
  for (const { name, checksum } of files) entries.set(name, { name, checksum })
  return sortNames(entries.keys()).map((name) => entries.get(name) as LockEntry)
}

/**
 * Reads `lithify.lock`; `undefined` when there is none.
 * @param root The project root, absolute.
 * @throws LithifyError `LITHIFY_E_LOCK_FILE_INVALID`
 */
export async function readLockFile(root: string): Promise<LockFile | undefined> {
  const text = await readText(join(root, lockFileName))
  return text === undefined ? undefined : parseLockFile(text)
}

/**
 * Writes `lithify.lock`, whole or not at all, and leaves it untouched when it already says the same.
 * @returns Whether it was written.
 */
export async function writeLockFile(root: string, entries: readonly LockEntry[]): Promise<boolean> {
  const path = join(root, lockFileName)
  const text = renderLockFile(entries)
  if ((await readText(path))?.replaceAll('\r\n', '\n') === text) return false
  await writeFileWhole(path, text)
  return true
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new LithifyError('LITHIFY_E_LOCK_FILE_INVALID', `${lockFileName} cannot be read: ${messageOf(cause)}`, {
      data: { path },
      cause,
    })
  }
}

/** Each line's digest covers all lines before it, so that two branches that both add a migration conflict in the first line. */
function chain(lines: readonly string[]): string {
  const start = hash('sha256', 'lithify.lock v1\n')
  return lines.reduce((digest, line) => hash('sha256', `${digest}${line}\n`), start)
}

function isWithin(name: string, { directories }: LockFileScope): boolean {
  return directories.some((directory) =>
    directory === '.' ? !name.startsWith('../') : name.startsWith(`${directory}/`),
  )
}

function invalid(reason: string, line?: number): LithifyError {
  const place = line === undefined ? lockFileName : `${lockFileName}:${line}`
  return new LithifyError('LITHIFY_E_LOCK_FILE_INVALID', `${place} cannot be trusted: ${reason}.`, {
    data: { file: lockFileName, ...(line === undefined ? {} : { line }) },
    hint: 'Look at what git says changed in the migrations, then write it anew:  lithify lock',
  })
}
