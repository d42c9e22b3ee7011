import { LithifyError } from '../errors.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import type { BaselineSource } from '../runner/baseline-source.ts'
import type { JournalEntry } from './entry.ts'
import { settleCommands } from './refusals.ts'

/**
 * The file of the migration that was cut short, among those that are pending.
 * @throws LithifyError `LITHIFY_E_RESUME`
 */
export function fileOf(entry: JournalEntry | undefined, pending: readonly MigrationFile[]): MigrationFile | undefined {
  if (entry === undefined) return undefined
  const file = pending.find(({ name }) => name === entry.name)
  if (file !== undefined) return file
  throw new LithifyError('LITHIFY_E_RESUME', `${entry.label} was cut short, and there is no such file any more.`, {
    data: { name: entry.name, file: entry.label, reason: 'missing' },
    hint: `Bring it back from version control, then:  lithify run --resume   Or ${settleCommands(entry)}`,
  })
}

/**
 * The dump whose load was cut short: it goes on with the same or not at all.
 * @throws LithifyError `LITHIFY_E_RESUME`
 */
export function sameDump(
  entry: JournalEntry | undefined,
  baseline: BaselineSource | undefined,
): BaselineSource | undefined {
  if (entry === undefined) return undefined
  if (baseline?.checksum !== undefined && baseline.checksum === entry.checksum && baseline.label === entry.name)
    return baseline
  throw new LithifyError(
    'LITHIFY_E_RESUME',
    `The load of ${entry.label} was cut short, and the dump is not the same any more.`,
    {
      data: { name: entry.name, file: entry.label, reason: 'edited' },
      hint: `Take back the one that was being loaded (git checkout), then:  lithify run --resume   Or ${settleCommands(entry)}`,
    },
  )
}
