import type { Rename } from '@lithify/core'
import { fold, quote } from './names.ts'
import { isOperator } from './sql/normalise.ts'
import { tokenize, type Token } from './sql/lexer.ts'

/**
 * The text after a rename, as SQLite rewrites it. `undefined` where only SQLite itself could tell, because the name may mean
 * something else there.
 */
export function rename(text: string, change: Rename): string | undefined {
  const wanted = fold(change.from)
  const tokens = tokenize(text)
  const places: Token[] = []
  for (const [index, token] of tokens.entries()) {
    if ((token.type !== 'word' && token.type !== 'quoted') || fold(token.value) !== wanted) continue
    const verdict = change.what === 'table' ? tableAt(tokens, index) : columnAt(tokens, index, change)
    if (verdict === 'unclear') return undefined
    if (verdict === 'it') places.push(token)
  }
  return places.reduceRight((result, token) => result.slice(0, token.start) + quote(change.to) + result.slice(token.end), text)
}

type Verdict = 'it' | 'other' | 'unclear'

/** Words after which a table stands. */
const beforeTable = new Set(['from', 'join', 'into', 'update', 'on', 'table'])

function tableAt(tokens: readonly Token[], index: number): Verdict {
  const before = tokens[index - 1]
  if (isOperator(before, '.')) return tokens[index - 2]?.value.toLowerCase() === 'main' ? 'it' : 'other'
  if (isOperator(tokens[index + 1], '.')) return 'it'
  if (before?.type === 'word' && beforeTable.has(before.value)) return 'it'
  // A column, an alias, a common table expression of that name, or a table after a comma.
  return 'unclear'
}

function columnAt(tokens: readonly Token[], index: number, change: Extract<Rename, { what: 'column' }>): Verdict {
  // Which table an unqualified name belongs to cannot be told from a query's text alone.
  if (!change.owner) return 'unclear'
  const before = tokens[index - 1]
  if (isOperator(tokens[index + 1], '(') && tokens[index]?.type === 'word') return 'other'
  if (before?.type === 'word' && (before.value === 'collate' || before.value === 'as')) return 'other'
  if (isOperator(tokens[index + 1], '.')) return 'other'
  if (isOperator(before, '.') && fold(tokens[index - 2]?.value ?? '') !== fold(change.table)) return 'other'
  return 'it'
}
