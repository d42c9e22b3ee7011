import type { Statement, StatementChanges } from '../dialect.ts'
import type { ScriptOrigin } from '../runner/locate.ts'
import { type JournaledStatement, type JournalPosition } from './entry.ts'

/** A statement on its way to the server. */
export interface PendingStatement {
  readonly statement: Statement
  readonly origin: ScriptOrigin
  /** Of the step that it belongs to. */
  readonly hash: string
  readonly after: JournalPosition
  /** Asked for only where it has to be known. */
  changes(): StatementChanges | undefined
  readonly texts?: readonly string[] | undefined
}

/** One that was sent. What is ours has neither a place nor changes of its own. */
export type SentStatement = Pick<PendingStatement, 'statement'> & Partial<Pick<PendingStatement, 'origin' | 'changes'>>

/** In what way a statement takes effect, as far as the journal is concerned. */
export type Manner = 'begin' | 'end' | 'rows' | 'objects'

export function mannerOf({ control, transactional }: Statement): Manner {
  if (control === 'begin') return 'begin'
  if (control === 'commit' || control === 'rollback') return 'end'
  return transactional === false ? 'objects' : 'rows'
}

const shownLength = 200

export function journaled(
  { statement, origin, hash, after }: PendingStatement,
  more: Pick<JournaledStatement, 'objects' | 'repeatable'> = {},
): JournaledStatement {
  const { text, position } = statement
  const shown = text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
  // Where a statement has no place in its file, as in a migration in code, the text has to do.
  const line = position === undefined ? undefined : origin.line + position.line - 1
  return { text: shown, line, column: position?.column, hash, after, ...more }
}
