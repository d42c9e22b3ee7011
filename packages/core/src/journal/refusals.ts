import { LithifyError } from '../errors.ts'
import type { JournalEntry } from './entry.ts'

type Work = Pick<JournalEntry, 'name' | 'label' | 'direction'>

/** The command that goes on with it. */
export const resumeCommand = ({ direction }: Pick<JournalEntry, 'direction'>): string =>
  direction === 'down' ? 'lithify rollback --resume' : 'lithify run --resume'

/** What a person can say of a migration who has made the database right by hand. */
export function settleCommands({ direction, name }: Pick<JournalEntry, 'direction' | 'name'>): string {
  return direction === 'load'
    ? 'drop what was loaded and begin anew:  lithify resolve --clean'
    : `finish or undo it by hand, and say which:  lithify resolve --applied ${name}   or   lithify resolve --rolled-back ${name}`
}

/** The part that is done is not what the file says. */
export function edited(work: Work): LithifyError {
  return new LithifyError(
    'LITHIFY_E_RESUME',
    `${work.label}: what was done of it already is not what it says now, so it cannot go on from there.`,
    {
      data: { name: work.name, file: work.label, reason: 'edited' },
      hint: `Put back the statements that are done, as they were (git checkout), then:  ${resumeCommand(work)}   Or ${settleCommands(work)}`,
    },
  )
}

/** A statement needs what was lost with the session that was cut off. */
export function leftBehind(work: Work, text: string, why: string): LithifyError {
  const shown = text.trim().split('\n', 1)[0]?.slice(0, 120) ?? ''
  return new LithifyError('LITHIFY_E_RESUME', `${work.label} cannot be resumed: a statement ${why}: ${shown}`, {
    data: { name: work.name, file: work.label, reason: 'session', text: shown },
    hint: `Nobody but you can do the rest: ${settleCommands(work)}`,
  })
}
