import { readDefinition } from './definition.ts'
import { importMigration } from './import-code.ts'
import { loadError } from './load-error.ts'
import { readBaselineRecord } from './read-baseline-record.ts'
import type { CodeBody, LoadedMigration, MigrationFile } from './migration-file.ts'

/**
 * Evaluates a migration in code. `@lithify/core` and `lithify` need not be installed where it lies.
 * @param root The project root, absolute.
 * @throws LithifyError `LITHIFY_E_MIGRATION_LOAD` with file and, as far as known, line and column, when it cannot be evaluated;
 * `LITHIFY_E_MIGRATION_INVALID` when it exports no migration.
 */
export async function loadCodeMigration(file: MigrationFile, root: string): Promise<LoadedMigration> {
  let exported: unknown
  try {
    exported = await importMigration(file, root)
  } catch (cause) {
    throw loadError(file, root, cause)
  }
  const definition = readDefinition(exported, file, root)
  const { up, down, transaction = true } = definition
  const baseline = await readBaselineRecord(definition, file, root)
  const body = (work: (builder: never) => unknown): CodeBody => ({
    kind: 'code',
    transaction,
    run: (builder) => work.call(definition, builder as never),
  })
  if (baseline !== undefined) {
    // Its rows may refer to rows that come later.
    const foreignKeys = baseline.data.length > 0 ? 'checkedAtCommit' : undefined
    return { file, up: { ...body(up), foreignKeys }, down: false, allowEmpty: true, baseline }
  }
  return {
    file,
    description: definition.description,
    up: body(up),
    down: down ? body(down) : down,
    allowEmpty: definition.allowEmpty ?? false,
  }
}
