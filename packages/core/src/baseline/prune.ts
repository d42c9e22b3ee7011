import { rm, rmdir } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import type { Connection } from '../config/config.ts'
import { LithifyError, messageOf } from '../errors.ts'
import { checksumFile } from '../migrations/checksum.ts'
import { compareMigrationNames } from '../migrations/natural.ts'
import type { MigrationDirectoryListing, MigrationFile } from '../migrations/migration-file.ts'
import type { Context } from '../runner/context.ts'
import { labelOf } from '../runner/label.ts'
import type { Plan } from '../runner/plan.ts'
import { listed, refusalsOf } from '../runner/refuse.ts'
import { namesIn } from './dump-checks.ts'
import { placeOf, type Place } from './read-baseline.ts'
import { isNotFound } from '../not-found.ts'

export interface PruneState {
  readonly decided: Plan
  readonly listing: MigrationDirectoryListing
  readonly place: Place
  /** Other connections with the same migration directories. */
  readonly sharedWith: readonly string[]
  /** The last migration to prune. */
  readonly through?: string | undefined
}

/**
 * Refuses to prune unless the dump will embed every file, every environment can still find it, and nothing else is in the way.
 * @throws LithifyError `LITHIFY_E_PRUNE`, and the reasons for which a run would be refused
 */
export function checkPrune(connection: Connection, { decided, listing, place, sharedWith, through }: PruneState): void {
  const usual = placeOf(connection)
  if (place.dumpPath !== usual.dumpPath) {
    throw refused(
      `Runs look for the dump at ${usual.label}, so pruning into ${place.label} would leave them with nothing.`,
      [],
      {
        hint: `Put  dump: '${place.label}'  into the config of ${connection.name}, then:  lithify dump --prune`,
      },
    )
  }
  if (sharedWith.length > 0) {
    throw refused(`The migration files belong to other connections too: ${listed(sharedWith)}.`, sharedWith, {
      hint: 'Give each connection a migration directory of its own before pruning.',
    })
  }
  const [refusal] = refusalsOf(decided)
  if (refusal !== undefined && refusal.code !== 'LITHIFY_E_LATE_MIGRATION') throw refusal
  const pending = namesIn(decided, 'pending', 'outOfOrder', 'late').filter(
    (name) => through === undefined || compareMigrationNames(name, through) <= 0,
  )
  if (pending.length > 0) {
    throw refused(`Not applied to this database, so the dump would not hold them: ${listed(pending)}.`, pending, {
      hint: 'Apply them first:  lithify run',
    })
  }
  if (listing.others.length > 0) {
    throw refused(
      `There are files in the migration directories that are no migrations: ${listed(listing.others)}.`,
      listing.others,
      {
        hint: 'Move them elsewhere: other people may take the directories for empty after a prune.',
      },
    )
  }
}

/**
 * Removes migration files that a dump in its place embeds, and folders that held nothing else. The configured directories stay.
 * A run of this that was killed is finished by the next one.
 * @throws LithifyError `LITHIFY_E_PRUNE` when a file was edited since the dump was taken, and nothing is removed then, or when one
 * cannot be removed
 */
export async function removeMigrations(
  { connection, report }: Context,
  files: readonly MigrationFile[],
): Promise<string[]> {
  const edited = files.filter(isEdited).map((file) => labelOf(connection, file.path))
  if (edited.length > 0) {
    throw refused(`Edited while the dump was taken: ${listed(edited)}. No file was removed.`, edited, {
      hint: 'Put them back as they were applied, then:  lithify dump --prune',
    })
  }
  const removed: string[] = []
  const kept = new Set(connection.migrationDirectories.map((directory) => resolve(connection.root, directory)))
  for (const { path } of files) {
    const label = labelOf(connection, path)
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw cannotRemove(label, removed.length, files.length, cause)
    })
    removed.push(label)
    report({ type: 'fileRemoved', path: label })
    await removeEmptyFolders(dirname(path), kept)
  }
  return removed
}

function isEdited({ path, checksum }: MigrationFile): boolean {
  try {
    return checksumFile(path) !== checksum
  } catch (error) {
    // It is gone, which is what is wanted.
    if (isNotFound(error)) return false
    throw error
  }
}

async function removeEmptyFolders(from: string, kept: ReadonlySet<string>): Promise<void> {
  const inside = (folder: string): boolean =>
    [...kept].some((directory) => folder.startsWith(directory + sep) && !kept.has(folder))
  for (let folder = from; inside(folder); folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch (error) {
      // It holds something still.
      if (!isNotFound(error)) return
    }
  }
}

function refused(message: string, names: readonly string[], { hint }: { readonly hint: string }): LithifyError {
  return new LithifyError('LITHIFY_E_PRUNE', `Nothing is pruned. ${message}`, { data: { names: [...names] }, hint })
}

function cannotRemove(label: string, done: number, all: number, cause: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_PRUNE', `${label} cannot be removed: ${messageOf(cause)}`, {
    data: { path: label, removed: done, files: all },
    hint: `The dump is complete, and ${done} of ${all} files are removed. Once this one can be, finish with:  lithify dump --prune`,
    cause,
  })
}
