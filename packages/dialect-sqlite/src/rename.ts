import type { Rename } from '@lithify/core'
import { fold, quote } from './names.ts'
import { reserved } from './sql/keywords.ts'
import { isOperator } from './sql/normalise.ts'
import { tokenize, type Token } from './sql/lexer.ts'
import { tablePlaces } from './sql/table-places.ts'

/**
 * The text after a rename, as SQLite rewrites it. `undefined` where only SQLite itself could tell, because the name may mean
 * something else there.
 */
export function rename(text: string, change: Rename): string | undefined {
  const tokens = tokenize(text)
  const places = change.what === 'table' ? tablePlaces(tokens, change.from) : columnPlaces(tokens, change)
  return places?.reduceRight(
    (result, token) => result.slice(0, token.start) + quote(change.to) + result.slice(token.end),
    text,
  )
}

function columnPlaces(tokens: readonly Token[], change: Extract<Rename, { what: 'column' }>): Token[] | undefined {
  const wanted = fold(change.from)
  const named = tokens.filter(
    (token) => (token.type === 'word' || token.type === 'quoted') && fold(token.value) === wanted,
  )
  if (change.owner) return named.filter((token) => isColumn(tokens, tokens.indexOf(token), change.table))
  // Which table an unqualified name belongs to cannot be told from a query's text alone.
  return named.length === 0 ? [] : undefined
}

function isColumn(tokens: readonly Token[], index: number, table: string): boolean {
  const before = tokens[index - 1]
  if (tokens[index]?.type === 'word' && reserved.has(fold(tokens[index].value))) return false
  if (isOperator(tokens[index + 1], '(') && tokens[index]?.type === 'word') return false
  if (before?.type === 'word' && (before.value === 'collate' || before.value === 'as')) return false
  if (isOperator(tokens[index + 1], '.')) return false
  return !isOperator(before, '.') || fold(tokens[index - 2]?.value ?? '') === fold(table)
}
