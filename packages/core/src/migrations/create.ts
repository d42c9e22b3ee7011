import type { Connection } from '../config/config.ts'
import { findMigrations } from './find.ts'
import { readLockFile } from './lock-file.ts'
import { newMigrationName, renderEmptyMigration, writeNewMigration, type NewMigrationFormat } from './new-file.ts'

export interface NewMigrationOptions {
  /** What the migration does, in a few words: the end of its file's name. */
  readonly title: string
  readonly format: NewMigrationFormat
}

export interface NewMigration {
  readonly connection: string
  /** The migration's name. */
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/**
 * Writes an empty migration into the first migration directory of a connection.
 * @param squashed Names that have no file any more: their revisions are not given again.
 * @throws LithifyError `LITHIFY_E_MIGRATION_NAME`, `LITHIFY_E_MIGRATION_EXISTS`
 */
export async function createMigration(
  connection: Connection,
  { title, format }: NewMigrationOptions,
  squashed: readonly string[],
): Promise<NewMigration> {
  const { root, migrationDirectories, name } = connection
  const { files } = await findMigrations(root, migrationDirectories)
  // A damaged lock file is the business of the next run; here it only has no revisions to tell.
  const lock = await readLockFile(root).catch(() => undefined)
  const known = [...files, ...(lock?.entries ?? [])].map((each) => each.name)
  const base = newMigrationName(new Date(), title, [...known, ...squashed])
  const directory = migrationDirectories[0] ?? 'database/migrations'
  const path = await writeNewMigration(root, directory, { name: base, format, text: renderEmptyMigration(format) })
  return { connection: name, name: `${directory}/${base}`, path }
}
