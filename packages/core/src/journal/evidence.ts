import type { Session } from '../dialect.ts'
import type { WholeRecovery } from './recovery.ts'
import { hashOf, type JournalEntry, type JournaledStatement, type JournalPosition } from './entry.ts'

/** What is known of the work's end: where it goes on, and of the statement that it had reached, whether it took effect. */
export interface Judgement {
  /** Up to here everything is done for certain. */
  readonly position: JournalPosition
  /** The statement that was reached and, as far as can be told, did not take effect. */
  readonly reached: JournaledStatement | undefined
  /** The last one that took effect, where the journal did not say so yet. */
  readonly last?: JournaledStatement | undefined
  /** Of the statement that was reached. `no`: it did not take effect. `unknown`: nobody but a person can tell. */
  readonly effect: 'no' | 'unknown'
}

/** Hashes rather than texts: they are only compared. */
export async function definitionsOf(
  recovery: WholeRecovery,
  session: Session,
  refs: Parameters<WholeRecovery['definitions']>[1],
): Promise<(string | undefined)[]> {
  if (refs.length === 0) return []
  const found = await recovery.definitions(session, refs)
  return refs.map((_, at) => (found[at] === undefined ? undefined : hashOf(found[at])))
}

/**
 * Finds out how far a piece of work came. Statements were sent in order and each waits for the one before it, so those that took effect are
 * the first ones: whatever does not look like that, nobody but a person can judge.
 */
export async function judge(recovery: WholeRecovery, session: Session, entry: JournalEntry): Promise<Judgement> {
  const { position, group } = entry
  const [first] = group?.statements ?? []
  if (group === undefined || first === undefined) return { position, reached: undefined, effect: 'no' }
  if (group.kind === 'unknown') return { position, reached: first, effect: 'unknown' }
  if (group.kind === 'rows') {
    const kept = (await recovery.keepsRows?.(session)) === true
    return { position, reached: first, effect: kept ? 'unknown' : 'no' }
  }
  const verdicts = await compare(recovery, session, group.statements)
  const done = verdicts.findLastIndex((verdict) => verdict === 'done') + 1
  const before = group.statements[done - 1]?.after ?? position
  const fits = verdicts.every(
    (verdict, at) => verdict === 'either' || (verdict !== 'partly' && (verdict === 'done') === at < done),
  )
  if (!fits) {
    const odd = verdicts.findIndex((verdict) => verdict === 'partly' || verdict === 'not')
    return { position: group.statements[odd - 1]?.after ?? position, reached: group.statements[odd], effect: 'unknown' }
  }
  return { position: before, reached: group.statements[done], last: group.statements[done - 1], effect: 'no' }
}

type Verdict = 'done' | 'not' | 'partly' | 'either'

async function compare(
  recovery: WholeRecovery,
  session: Session,
  statements: readonly JournaledStatement[],
): Promise<Verdict[]> {
  const refs = statements.flatMap(({ objects = [] }) => objects.map(({ ref }) => ref))
  const now = await definitionsOf(recovery, session, refs)
  let at = 0
  return statements.map(({ objects = [], repeatable }) => {
    const changed = objects.map(({ before }) => now[at++] !== before)
    if (repeatable === true || objects.length === 0) return 'either'
    if (changed.every(Boolean)) return 'done'
    return changed.some(Boolean) ? 'partly' : 'not'
  })
}
