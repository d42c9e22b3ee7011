import type { Dialect } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { LoadedMigration } from '../migrations/migration-file.ts'
import { reverseAll } from '../operations/reverse.ts'
import { shellWord } from '../shell-word.ts'
import { collectOperations } from './dry-run.ts'
import type { MigrationWork } from './execute-migration.ts'

/**
 * How a migration is undone: by the down its author wrote, or by the reverse of its operations where they tell it themselves.
 * @throws LithifyError `LITHIFY_E_IRREVERSIBLE`
 */
export async function downOf(
  dialect: Dialect,
  migration: LoadedMigration,
  label: string,
): Promise<MigrationWork['body']> {
  const { down, up, file } = migration
  if (down === false)
    throw irreversible(file.name, label, 'its author says that it cannot be rolled back (down: false)')
  if (down !== undefined) return down
  if (up.kind === 'sql') throw irreversible(file.name, label, 'it has no "-- migrate:down" section')
  const operations = await collectOperations(dialect, up, label)
  if (operations === undefined) throw irreversible(file.name, label, 'it has no down(), and its up() asks the database')
  const reversal = reverseAll(operations)
  if ('irreversible' in reversal)
    throw irreversible(file.name, label, `it has no down(), and none can be derived: ${reversal.irreversible}`)
  return { kind: 'operations', operations: reversal.operations }
}

function irreversible(name: string, label: string, reason: string): LithifyError {
  return new LithifyError(
    'LITHIFY_E_IRREVERSIBLE',
    `${name} cannot be rolled back: ${reason}. Nothing was rolled back.`,
    {
      data: { name, file: label },
      hint: `Write its down in ${label}, or roll back only what came after it:  lithify rollback --to ${shellWord(name)}`,
    },
  )
}
