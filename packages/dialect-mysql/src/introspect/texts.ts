import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'
import { isTablePlace } from './reads.ts'

/** Takes pieces out of a text. */
export function without(text: string, cuts: readonly { readonly start: number; readonly end: number }[]): string {
  let [kept, at] = ['', 0]
  for (const { start, end } of cuts) {
    kept += text.slice(at, start)
    at = end
  }
  return kept + text.slice(at)
}

/** A statement that creates something, without the user as whom it is to act: who loads it will be that. */
export function withoutDefiner(text: string): string {
  const found = placeOfDefiner(text)
  return found === undefined ? text : without(text, [found])
}

/** The user as whom it is to act. */
export function definerIn(text: string): string | undefined {
  const found = placeOfDefiner(text)
  return found === undefined ? undefined : text.slice(text.indexOf('=', found.start) + 1, found.end).trim()
}

function placeOfDefiner(text: string): { readonly start: number; readonly end: number } | undefined {
  const tokens = tokenize(text, 16)
  const at = tokens.findIndex((token, index) => isWord(token, 'definer') && isSign(tokens[index + 1], '='))
  if (at === -1 || at > 6) return undefined
  let next = at + 3
  if (tokens[next]?.type === 'variable') next++
  else if (isSign(tokens[next], '@')) next += 2
  const [start, end] = [tokens[at]?.start, tokens[next]?.start]
  return start === undefined || end === undefined ? undefined : { start, end }
}

const counters = new Set(['nextval', 'lastval', 'setval'])

/**
 * Functions and sequences are shown with their database, and by MariaDB all tables of a view that reads other databases too. Its own is left out: a copy
 * has to use what is in the copy. A table or an alias that is called as the database is, and its columns, are nothing of that kind.
 */
export function withoutOwnDatabase(text: string, database: string): string {
  if (!text.includes(`\`${database.replaceAll('`', '``')}\`.`)) return text
  const tokens = tokenize(text)
  const cuts = tokens.flatMap((token, at) => {
    if (token.type !== 'quoted' || token.value !== database || !isSign(tokens[at + 1], '.')) return []
    if (isSign(tokens[at - 1], '.')) return []
    const called = isSign(tokens[at + 3], '(')
    const counted = isSign(tokens[at - 1], '(') && counters.has(tokens[at - 2]?.value ?? '')
    const column = isSign(tokens[at + 3], '.')
    if (!called && !counted && !column && !isTablePlace(tokens, at)) return []
    return [{ start: token.start, end: (tokens[at + 2] as Token).start }]
  })
  return without(text, cuts)
}

/** MariaDB keeps the head of a trigger as it was written, with the database where that was said. */
export function withoutDatabaseInHead(text: string, database: string): string {
  const tokens = tokenize(text, 40)
  const end = tokens.findIndex((token, at) => isWord(token, 'for') && isWord(tokens[at + 1], 'each'))
  const cuts = tokens.slice(0, Math.max(0, end)).flatMap((token, at) => {
    const name = token.type === 'word' ? text.slice(token.start, token.end) : token.value
    const starts = isWord(tokens[at - 1], 'trigger') || isWord(tokens[at - 1], 'on') || isWord(tokens[at - 1], 'exists')
    return starts && name.toLowerCase() === database.toLowerCase() && isSign(tokens[at + 1], '.')
      ? [{ start: token.start, end: (tokens[at + 2] as Token).start }]
      : []
  })
  return without(text, cuts)
}
