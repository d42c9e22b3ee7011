import type { Context } from '../runner/context.ts'
import { LithifyError } from '../errors.ts'
import { isAtStart, type JournalEntry } from './entry.ts'
import { judge, type Judgement } from './evidence.ts'
import { resumptionAt, type Resumption } from './journaled-sink.ts'
import { JournalTable } from './journal-table.ts'
import { recoveryOf } from './recovery.ts'
import { resumeCommand, settleCommands } from './refusals.ts'

/** Work that was cut short, and what is known of its end. */
export interface Unfinished extends Judgement {
  readonly entry: JournalEntry
}

/** The same as plain data, for results and errors. */
export interface UnfinishedWork {
  /** The migration's name, or the path of the dump. */
  readonly name: string
  readonly file: string
  readonly direction: JournalEntry['direction']
  /** How many statements, or operations of a migration in code, are done for certain. */
  readonly done: number
  /** The statement that it had reached, and its place in the file as far as that is known. */
  readonly text?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Whether that statement took effect. */
  readonly effect?: 'yes' | 'no' | 'unknown' | undefined
  /** Who was at it. */
  readonly owner: string
  /** What to type next. */
  readonly next: string
}

/** Looks in the database for what the journal cannot know. */
export async function examine(
  context: Pick<Context, 'connection' | 'session'>,
  entry: JournalEntry,
): Promise<Unfinished> {
  const { connection, session } = context
  return { entry, ...(await judge(recoveryOf(connection), session, entry)) }
}

export function describeUnfinished({ entry, position, reached, last, effect }: Unfinished): UnfinishedWork {
  const { name, label: file, direction, owner } = entry
  const shown = reached ?? last
  return {
    name,
    file,
    direction,
    done: position.steps,
    ...(shown && { text: shown.text, line: shown.line, column: shown.column }),
    ...(shown && { effect: reached === undefined ? 'yes' : effect }),
    owner,
    next:
      reached === undefined || effect !== 'unknown'
        ? resumeCommand(entry)
        : direction === 'load'
          ? 'lithify resolve --clean'
          : `lithify resolve --applied ${name} --statement`,
  }
}

/** What was cut short, where, and what to do about it. */
function unfinishedError(unfinished: Unfinished): LithifyError {
  const { entry } = unfinished
  const data = describeUnfinished(unfinished)
  const what = { up: '', down: 'The rollback of ', load: 'The load of ' }[entry.direction]
  return new LithifyError('LITHIFY_E_UNFINISHED', `${what}${entry.label} was cut short. ${told(data)}`, {
    data: { ...data },
    hint: unfinished.effect === 'unknown' ? askPerson(unfinished) : goOn(entry),
  })
}

/** In words: how much is done, which statement it had reached, and what became of that. */
function told({ done, text, file, line, column, effect }: UnfinishedWork): string {
  const count = done === 0 ? 'Nothing before' : done === 1 ? '1 statement is done' : `${done} statements are done`
  if (text === undefined) return `${done === 0 ? 'Nothing is done' : count}.`
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  const became = {
    yes: 'which took effect',
    no: 'which did not take effect',
    unknown: 'and the database does not tell whether that took effect',
  }[effect ?? 'unknown']
  const reached = `it had reached ${place}, ${became}:  ${text.trim().replace(/\s+/g, ' ')}`
  return done === 0 ? `${reached[0]?.toUpperCase()}${reached.slice(1)}` : `${count}; ${reached}`
}

const goOn = (entry: JournalEntry): string => `Go on from there:  ${resumeCommand(entry)}   Or ${settleCommands(entry)}`

function askPerson({ entry }: Unfinished): string {
  if (entry.direction === 'load') return `Nobody can tell how to go on: ${settleCommands(entry)}`
  return `Look in the database whether it did. If so:  lithify resolve --applied ${entry.name} --statement   If not, or once you have undone it:  lithify resolve --rolled-back ${entry.name} --statement   Then:  ${resumeCommand(entry)}   Or ${settleCommands(entry)}`
}

/**
 * Where unfinished work is to go on. `undefined` where there is none, and where nothing of it took effect: then it is as if it had not been begun.
 * @throws LithifyError `LITHIFY_E_UNFINISHED` unless it can go on and that is asked for
 */
export async function resumptionOf(
  context: Context,
  entry: JournalEntry | undefined,
  asked: {
    readonly direction: readonly JournalEntry['direction'][]
    readonly resume?: boolean | undefined
    readonly dryRun?: boolean | undefined
  },
): Promise<Resumption | undefined> {
  if (entry === undefined) return undefined
  const found = await examine(context, entry)
  if (found.effect === 'no' && isAtStart(found.position)) {
    if (asked.dryRun !== true) await forget(context, entry)
    return undefined
  }
  const mayGoOn = asked.resume === true && asked.dryRun !== true && asked.direction.includes(entry.direction)
  if (!mayGoOn || found.effect === 'unknown') throw unfinishedError(found)
  return resumptionAt(found.position, entry.group)
}

/**
 * For commands that take the database as it is.
 * @throws LithifyError `LITHIFY_E_UNFINISHED`
 */
export async function refuseUnfinished(context: Context, entry: JournalEntry | undefined): Promise<void> {
  await resumptionOf(context, entry, { direction: [], dryRun: true })
}

export async function forget({ connection, session }: Context, { name }: JournalEntry): Promise<void> {
  await session.transaction(() => new JournalTable(connection).remove(session, name))
}
