import type { Statement } from '@lithify/core'
import { tokenize, type Token } from './sql/lexer.ts'

type Marks = Pick<Statement, 'control' | 'transactional'>

const none: Marks = {}
const outside: Marks = { transactional: false }

/** What begins with these words commits the open transaction before it runs, and cannot be rolled back. */
const committing: ReadonlySet<string> = new Set([
  'alter', 'analyze', 'cache', 'change', 'check', 'clone', 'create', 'drop', 'flush', 'grant', 'import', 'install', 'lock', 'optimize', 'purge',
  'rename', 'repair', 'reset', 'restart', 'revoke', 'shutdown', 'stop', 'truncate', 'uninstall', 'unlock',
]) // prettier-ignore

const controlling: ReadonlySet<string> = new Set([
  'begin', 'call', 'execute', 'start', 'commit', 'rollback', 'savepoint', 'release', 'xa', 'set', 'load',
]) // prettier-ignore

/** Whether {@link classify} may have something to say about a statement that begins with this word. */
export const isRemarkable = (word: string): boolean => committing.has(word) || controlling.has(word)

/**
 * What a runner has to know about a statement before it sends it: whether it controls the transaction, and whether it cannot be part of one.
 * What a routine does that it calls is known only afterwards: see session/transaction-state.ts.
 */
export function classify(text: string): Marks {
  const tokens = tokenize(text, 8)
  const [first = '', second, third, fourth] = tokens.map(wordOf)
  if (committing.has(first)) return isTemporary(first, second, fourth) ? none : outside
  switch (first) {
    case 'begin':
      // BEGIN NOT ATOMIC opens a block of MariaDB.
      return second === 'not' ? outside : { control: 'begin' }
    case 'call':
    case 'execute':
      // It may do anything, commits included.
      return outside
    case 'start':
      return second === 'transaction' ? { control: 'begin' } : outside
    case 'commit':
      return { control: 'commit' }
    case 'rollback':
      return { control: second === 'to' || third === 'to' ? 'savepoint' : 'rollback' }
    case 'savepoint':
      return { control: 'savepoint' }
    case 'release':
      return second === 'savepoint' ? { control: 'savepoint' } : none
    case 'xa':
      return xa(second)
    case 'load':
      return second === 'index' ? outside : none
    case 'set':
      return set(tokenize(text), second)
    default:
      return none
  }
}

const wordOf = (token: Token): string => (token.type === 'word' ? token.value : '')

/** Temporary tables belong to the session. */
const isTemporary = (first: string, second: string | undefined, fourth: string | undefined): boolean =>
  (first === 'create' && (second === 'temporary' || (second === 'or' && fourth === 'temporary'))) ||
  (first === 'drop' && second === 'temporary')

function xa(verb: string | undefined): Marks {
  if (verb === 'start' || verb === 'begin') return { control: 'begin' }
  if (verb === 'commit' || verb === 'rollback') return { control: verb }
  return verb === 'recover' ? none : { control: 'commit' }
}

/** Switching autocommit on commits, switching it off begins a transaction with the next statement. */
function set(tokens: readonly Token[], second: string | undefined): Marks {
  if (second === 'password' || second === 'default' || second === 'role') return second === 'role' ? none : outside
  const at = tokens.findIndex(({ type, value }, which) => {
    const isIt =
      type === 'word'
        ? value === 'autocommit'
        : type === 'variable' && /^@@(?:(?:session|local)\.)?autocommit$/i.test(value)
    // Elsewhere it is read.
    return isIt && /^:?=$|^:$/.test(tokens[which + 1]?.value ?? '')
  })
  if (at === -1 || ['global', 'persist'].includes(wordOf(tokens[at - 1] as Token))) return none
  const value = tokens[at + (tokens[at + 1]?.value === ':' ? 3 : 2)]?.value.toLowerCase() ?? ''
  return { control: /^(?:0|off|false|'off')$/.test(value) ? 'begin' : 'commit' }
}
