import { LithifyError, isLithifyError, messageOf } from '../errors.ts'
import { labelOf } from './label.ts'
import { loadCodeMigration } from './load-code.ts'
import type { LoadedMigration, MigrationFile } from './migration-file.ts'
import { parseSqlMigration } from './parse-sql.ts'

/**
 * Parses or evaluates a migration file. Nothing of it is run.
 * @param options.root The project root, absolute.
 * @throws LithifyError `LITHIFY_E_MIGRATION_LOAD` when code cannot be evaluated or the file cannot be read, `LITHIFY_E_MIGRATION_INVALID`
 * when it exports no migration or its sections are wrong, `LITHIFY_E_MIGRATION_EMPTY` when a .sql file has nothing to run.
 */
export async function loadMigration(file: MigrationFile, options: { readonly root: string }): Promise<LoadedMigration> {
  if (file.format === 'code') return await loadCodeMigration(file, options.root)
  const label = labelOf(file.path, options.root)
  try {
    return parseSqlMigration(file, label)
  } catch (cause) {
    if (isLithifyError(cause)) throw cause
    throw new LithifyError('LITHIFY_E_MIGRATION_LOAD', `${label} cannot be read: ${messageOf(cause)}`, {
      data: { name: file.name, file: label },
      cause,
    })
  }
}
