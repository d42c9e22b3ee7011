import type { Connection } from '../config/config.ts'
import { withBaselines } from '../migrations/baseline-files.ts'
import { findMigrations } from '../migrations/find.ts'
import { refuseForeignBaseline } from '../migrations/foreign-baseline.ts'
import type { MigrationDirectoryListing } from '../migrations/migration-file.ts'
import { labelOf } from './label.ts'

/**
 * The migration files of a connection, baselines with what they replace.
 * @throws LithifyError `LITHIFY_E_BASELINE_DIALECT`, and what reading a baseline throws
 */
export async function listMigrations(
  connection: Pick<Connection, 'name' | 'root' | 'migrationDirectories' | 'dialect'>,
): Promise<MigrationDirectoryListing> {
  const { root, migrationDirectories } = connection
  const { files: found, others } = await findMigrations(root, migrationDirectories)
  const files = await withBaselines(found, root)
  for (const { path, record } of files) {
    if (record === undefined) continue
    const { dialect, replaces } = record
    refuseForeignBaseline({ label: labelOf(connection, path), dialect, count: replaces.length }, connection)
  }
  return { files, others }
}
