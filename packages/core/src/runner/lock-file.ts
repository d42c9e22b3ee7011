import type { Connection } from '../config/config.ts'
import { LithifyError } from '../errors.ts'
import { flatten } from '../migrations/replaced-names.ts'
import {
  checkLockFile,
  lockFileName,
  readLockFile,
  updateLockEntries,
  writeLockFile,
  type LockFileScope,
} from '../migrations/lock-file.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import type { BaselineSource } from './baseline-source.ts'
import { listMigrations } from './list-migrations.ts'
import { listed } from './refuse.ts'

/** What `lithify lock` did to lithify.lock. */
export interface LockFileResult {
  readonly connection: string
  /** Relative to the project root. */
  readonly path: string
  readonly changed: boolean
  /** Names of migrations whose line came, went, or has another checksum now. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly updated: readonly string[]
}

/** In CI nothing that is committed may change by itself. */
export function isFrozen(asked: boolean | undefined, environment: NodeJS.ProcessEnv = process.env): boolean {
  return asked ?? !['', '0', 'false'].includes(environment['CI'] ?? '')
}

/**
 * Refuses files that are not what lithify.lock says. Where there is no lock file there is nothing to check.
 * @throws LithifyError `LITHIFY_E_LOCK_FILE_INVALID`, `LITHIFY_E_LOCK_FILE_CHANGED`, `LITHIFY_E_LOCK_FILE_STALE`
 */
export async function checkAgainstLockFile(
  connection: Connection,
  files: readonly MigrationFile[],
  baseline: BaselineSource | undefined,
  {
    frozen,
    allowMissing = false,
  }: { readonly frozen?: boolean | undefined; readonly allowMissing?: boolean | undefined },
): Promise<void> {
  const lock = await readLockFile(connection.root)
  if (lock === undefined) return
  const { changed, missing, unlisted } = checkLockFile(lock, files, scopeOf(connection, files, baseline))
  if (changed.length > 0) {
    const names = changed.map(({ name }) => name)
    throw new LithifyError(
      'LITHIFY_E_LOCK_FILE_CHANGED',
      `Edited since ${lockFileName} was written: ${listed(names)}.`,
      {
        data: { names },
        hint: 'Databases elsewhere may have the earlier text. Put the file back (git checkout); or, where no other database has it yet, accept the edit:  lithify lock',
      },
    )
  }
  if (missing.length > 0 && !allowMissing) {
    throw new LithifyError(
      'LITHIFY_E_LOCK_FILE_STALE',
      `${lockFileName} lists migrations that have no file: ${listed(missing)}.`,
      {
        data: { names: missing },
        hint: 'Bring the files back from version control; or, where they were removed on purpose and no database has them:  lithify lock',
      },
    )
  }
  if (unlisted.length > 0 && isFrozen(frozen)) {
    throw new LithifyError('LITHIFY_E_LOCK_FILE_STALE', `${lockFileName} has no line for: ${listed(unlisted)}.`, {
      data: { names: unlisted },
      hint: 'Write it where the migration was made, and commit it:  lithify lock',
    })
  }
}

/** Adds lines for files that have none. Lines that are there stay as they are. */
export async function extendLockFile(connection: Connection, files: readonly MigrationFile[]): Promise<boolean> {
  const lock = await readLockFile(connection.root)
  const known = new Set(lock?.entries.map(({ name }) => name))
  const added = files.filter(({ name }) => !known.has(name)).map(({ name, checksum }) => ({ name, checksum }))
  return added.length > 0 && (await writeLockFile(connection.root, [...(lock?.entries ?? []), ...added]))
}

/** Writes the lines of a connection anew from its files: the edits are accepted. A damaged lock file is replaced. */
export async function renewLockFile(
  connection: Connection,
  baseline: BaselineSource | undefined,
): Promise<LockFileResult> {
  const { files } = await listMigrations(connection)
  const lock = await readLockFile(connection.root).catch(() => undefined)
  const before = new Map(lock?.entries.map(({ name, checksum }) => [name, checksum]))
  const entries = updateLockEntries(lock, files, scopeOf(connection, files, baseline))
  const after = new Map(entries.map(({ name, checksum }) => [name, checksum]))
  return {
    connection: connection.name,
    path: lockFileName,
    changed: await writeLockFile(connection.root, entries),
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    updated: [...after]
      .filter(([name, checksum]) => before.has(name) && before.get(name) !== checksum)
      .map(([name]) => name),
  }
}

function scopeOf(
  connection: Connection,
  files: readonly MigrationFile[],
  baseline: BaselineSource | undefined,
): LockFileScope {
  const replaced = files.flatMap((file) => [...flatten(file.record?.replaces ?? [])])
  return {
    directories: connection.migrationDirectories,
    squashed: new Set([...replaced.map(({ name }) => name), ...(baseline?.prunedNames ?? [])]),
  }
}
