import type { MigrationState, MigrationStatus, StatusResult, UnfinishedWork } from '@lithify/core'
import type { Context } from '../context.ts'
import type { Mark } from './printer.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

const marks: Record<MigrationState, Mark> = {
  applied: 'done',
  pending: 'waiting',
  changed: 'failed',
  missing: 'failed',
  pruned: 'dump',
  squashed: 'done',
  archived: 'waiting',
  adoptable: 'waiting',
  superseded: 'waiting',
  outOfOrder: 'warning',
  behind: 'failed',
  late: 'failed',
  conflict: 'failed',
  diverged: 'failed',
}

/** In the words of the person who has to act on it. */
const words: Record<MigrationState, string> = {
  applied: 'applied',
  pending: 'pending',
  changed: 'edited since it was applied',
  missing: 'applied, but its file is gone',
  pruned: 'pruned into the dump',
  squashed: 'squashed, to be replaced by the baseline',
  archived: 'pending, from the archive',
  adoptable: 'baseline, to be adopted',
  superseded: 'baseline, to be replaced by its migrations',
  outOfOrder: 'pending, before one that is applied',
  behind: 'squashed or pruned, and never applied here',
  late: 'pending, inside the squashed range',
  conflict: 'replaces what another baseline replaces',
  diverged: 'baseline of another branch',
}

/** The same in the last line, behind a number. */
const summaries: Record<MigrationState, string> = {
  applied: 'applied',
  pending: 'pending',
  changed: 'changed',
  missing: 'missing',
  pruned: 'pruned',
  squashed: 'squashed',
  archived: 'in the archive',
  adoptable: 'to be adopted',
  superseded: 'to be replaced',
  outOfOrder: 'out of order',
  behind: 'never applied here',
  late: 'late',
  conflict: 'in conflict',
  diverged: 'of another branch',
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
  if (result.unfinished !== undefined) printer.line(cutShort(result.unfinished))
  const { counts } = result
  const states = (Object.keys(words) as MigrationState[]).filter(
    (state) => state === 'applied' || state === 'pending' || counts[state] > 0,
  )
  printer.line(states.map((state) => `${counts[state] === 0 ? 'none' : counts[state]} ${summaries[state]}`).join(', '))
}

/** What was cut short, where, and what to type next. */
function cutShort({ direction, file, line, column, text, done, effect, next }: UnfinishedWork): string {
  const what = { up: file, down: `the rollback of ${file}`, load: `the load of ${file}` }[direction]
  const became = { yes: 'took effect', no: 'did not take effect', unknown: 'may have taken effect' }[
    effect ?? 'unknown'
  ]
  const place = line === undefined ? '' : ` at ${file}:${line}:${column ?? 1}`
  const reached = text === undefined ? '' : `; the last${place} ${became}: ${text.trim().replace(/\s+/g, ' ')}`
  return `${what} was cut short: ${done} done${reached}. Next:  ${next}`
}

/** `batch 3  2026-11-23 10:15`: minutes are enough for people, `--json` has it all. */
function noteOf({ state, batch, appliedAt, replaces }: MigrationStatus): string {
  const when = appliedAt === undefined ? '' : appliedAt.slice(0, 16).replace('T', ' ')
  const stands = replaces === undefined ? '' : `in place of ${count(replaces, 'migration')}`
  const parts = [state === 'applied' ? '' : words[state], stands, batch === undefined ? '' : `batch ${batch}`, when]
  return parts.filter((part) => part !== '').join('  ')
}
