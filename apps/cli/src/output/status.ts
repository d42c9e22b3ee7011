import type { MigrationState, MigrationStatus, StatusResult } from '@lithify/core'
import type { Context } from '../context.ts'
import type { Mark } from './printer.ts'
import { finish } from './result.ts'

const marks: Record<MigrationState, Mark> = {
  applied: 'done',
  pending: 'waiting',
  changed: 'failed',
  missing: 'failed',
  pruned: 'dump',
  outOfOrder: 'warning',
  behind: 'failed',
  late: 'failed',
}

/** In the words of the person who has to act on it. */
const words: Record<MigrationState, string> = {
  applied: 'applied',
  pending: 'pending',
  changed: 'edited since it was applied',
  missing: 'applied, but its file is gone',
  pruned: 'pruned into the dump',
  outOfOrder: 'pending, before one that is applied',
  behind: 'pruned, and never applied here',
  late: 'pending, inside the pruned range',
}

/** The same in the last line, behind a number. */
const summaries: Record<MigrationState, string> = {
  applied: 'applied',
  pending: 'pending',
  changed: 'changed',
  missing: 'missing',
  pruned: 'pruned',
  outOfOrder: 'out of order',
  behind: 'never applied here',
  late: 'late',
}

const database: Record<StatusResult['database'], string | undefined> = {
  missing: 'no database yet: lithify run creates it',
  empty: undefined,
  unmanaged: 'the database has tables but no history: lithify run refuses it',
  managed: undefined,
}

export function printStatus(context: Context, result: StatusResult): void {
  finish(context, result)
  const { printer, drawing } = context
  printer.fit(result.migrations.map(({ name }) => drawing.label(name)))
  printer.entries(
    result.migrations.map((migration) => ({
      mark: marks[migration.state],
      name: drawing.label(migration.name),
      note: noteOf(migration),
    })),
  )
  const note = database[result.database]
  if (note !== undefined) printer.line(note)
  const { counts } = result
  const states = (Object.keys(words) as MigrationState[]).filter(
    (state) => state === 'applied' || state === 'pending' || counts[state] > 0,
  )
  printer.line(states.map((state) => `${counts[state] === 0 ? 'none' : counts[state]} ${summaries[state]}`).join(', '))
}

/** `batch 3  2026-11-23 10:15`: minutes are enough for people, `--json` has it all. */
function noteOf({ state, batch, appliedAt }: MigrationStatus): string {
  const when = appliedAt === undefined ? '' : appliedAt.slice(0, 16).replace('T', ' ')
  const parts = [state === 'applied' ? '' : words[state], batch === undefined ? '' : `batch ${batch}`, when]
  return parts.filter((part) => part !== '').join('  ')
}
