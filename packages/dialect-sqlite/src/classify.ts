import type { Statement } from '@lithify/core'
import { tokenize, type Token } from './sql/lexer.ts'

type Marks = Pick<Statement, 'control' | 'transactional' | 'foreignKeys'>

const none: Marks = {}

/** First words of which {@link classify} has something to say. The splitter asks before it has a statement cut into tokens. */
export const remarkable: ReadonlySet<string> = new Set([
  'begin', 'commit', 'end', 'rollback', 'savepoint', 'release', 'vacuum', 'detach', 'pragma', 'drop',
]) // prettier-ignore

/** What a runner has to know about a statement before it sends it. Found by trial on SQLite 3.40 and 3.53. */
export function classify(text: string): Marks {
  const tokens = tokenize(text)
  const first = tokens[0]
  if (first?.type !== 'word') return none
  switch (first.value) {
    case 'begin':
      return { control: 'begin' }
    case 'commit':
    case 'end':
      return { control: 'commit' }
    case 'rollback':
      return { control: tokens.some((token) => token.value === 'to') ? 'savepoint' : 'rollback' }
    case 'savepoint':
    case 'release':
      return { control: 'savepoint' }
    case 'vacuum':
    // A database that the transaction has used cannot be detached before its end.
    case 'detach':
      return { transactional: false }
    case 'pragma':
      return pragma(tokens)
    // While foreign keys are enforced it first deletes all rows, and with them, without a word, rows of other tables that refer to them.
    case 'drop':
      return tokens[1]?.value === 'table' ? { foreignKeys: 'checkedAtCommit' } : none
    default:
      return none
  }
}

/** Refused inside a transaction (`synchronous`, `wal_checkpoint`), or ignored there without a word. */
const outsideOnly = new Set(['journal_mode', 'page_size', 'auto_vacuum', 'synchronous'])

function pragma(tokens: readonly Token[]): Marks {
  const at = tokens[2]?.value === '.' ? 3 : 1
  const name = tokens[at]?.value.toLowerCase() ?? ''
  const assigns = tokens[at + 1] !== undefined
  if (name === 'wal_checkpoint') return { transactional: false }
  if (!assigns) return none
  if (outsideOnly.has(name)) return { transactional: false }
  // Inside a transaction SQLite ignores this one. A script that rebuilds a table counts on it, or else rows of other tables go with the old table.
  if (name === 'foreign_keys') return { foreignKeys: 'checkedAtCommit' }
  return none
}
