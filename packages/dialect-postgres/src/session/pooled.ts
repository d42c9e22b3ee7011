import { LithifyError, type Statement } from '@lithify/core'
import { classify } from '../classify.ts'
import { tokenize } from '../sql/lexer.ts'

// A pooler in transaction mode gives each transaction whichever session of the server is free, and that session to somebody else afterwards.
// Settings therefore go with each transaction and end with it, and what would be left behind in a session is refused.

/**
 * Whether a statement has to travel alone, without a transaction around it that brings its settings: the server refuses it inside of one, or it
 * may commit by itself.
 */
export function travelsAlone({ text, transactional, control }: Statement): boolean {
  if (transactional === false || control !== undefined) return true
  const first = words(text)[0] ?? ''
  return first === 'call' || first === 'do' || first === '' || classify(text).transactional === false
}

/**
 * Refuses what is meant to last longer than the transaction that it is in, where it has none but its own.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED`
 */
export function refuseSessionState(text: string): void {
  const [first = '', second = '', third = ''] = words(text)
  const temporary = first === 'create' && [second, third].some((word) => word === 'temp' || word === 'temporary')
  const prepares = first === 'prepare' && second !== 'transaction'
  const lasting = ['set', 'listen', 'load', 'discard'].includes(first) || temporary || prepares
  if (!lasting && !callsForSession.test(text)) return
  throw new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    'Behind a pooler that hands sessions on after each transaction, this statement would have an effect on others, and none on what comes next.',
    {
      hint: 'Say it in a transaction with what it is meant for (SET LOCAL …), or connect to the server itself.',
      data: { index: 0, text },
    },
  )
}

const callsForSession = /\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(|\bset_config\s*\([^)]*,\s*false\s*\)/i

const words = (text: string): string[] =>
  tokenize(text, 3).map(({ type, value }) => (type === 'word' ? value.toLowerCase() : ''))
