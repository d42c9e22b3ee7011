import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'
import { normaliseExpression } from './expression.ts'

/**
 * A view's query in one spelling, as far as that can be told from the text: what reads one table, without joins, subqueries or groups, has its columns
 * without the table's name, and its operations in parentheses. All else keeps its words.
 */
export function normaliseQuery(query: string, columns?: readonly string[]): string {
  const tokens = tokenize(query)
  const names = columns?.map((name) => name.toLowerCase())
  return simple(query, tokens, names) ?? `${names === undefined ? '' : `(${names.join(', ')}) `}${spelled(tokens)}`
}

/** Names with their quotes or without, words in any case, white space and comments. */
export const spelled = (tokens: readonly Token[]): string =>
  tokens.map(({ type, value }) => (type === 'quoted' ? value.toLowerCase() : value)).join(' ')

/** `select items from table [alias] [where condition]` */
function simple(query: string, tokens: readonly Token[], columns: readonly string[] | undefined): string | undefined {
  const words = new Set(tokens.flatMap(({ type, value }) => (type === 'word' ? [value] : [])))
  if (tokens.filter((token) => isWord(token, 'select')).length !== 1 || !isWord(tokens[0], 'select')) return undefined
  if (['join', 'group', 'order', 'having', 'limit', 'distinct', 'union', 'window', 'over'].some((word) => words.has(word))) return undefined // prettier-ignore
  const from = tokens.findIndex((token) => isWord(token, 'from'))
  if (from === -1) return undefined
  const where = tokens.findIndex((token, at) => at > from && isWord(token, 'where'))
  const table = tokens.slice(from + 1, where === -1 ? undefined : where)
  if (table.length > 2 + Number(isWord(table[1], 'as')) || !table.every(isName)) return undefined
  const relation = nameOf(table[0])
  const qualifier = nameOf(table.at(-1))
  const expression = (part: readonly Token[]): string => normaliseExpression(bare(query, part, qualifier))
  const items = itemsOf(tokens.slice(1, from)).map((item, at) => {
    const own = aliasOf(item)
    const text = expression(own === undefined ? item : item.slice(0, item.length - own.length))
    const name = columns?.[at] ?? (own === undefined ? text.toLowerCase() : nameOf(own.at(-1)))
    return name === text.toLowerCase() ? name : `${text} as ${name}`
  })
  if (columns !== undefined && columns.length !== items.length) return undefined
  const condition = where === -1 ? '' : ` where ${expression(tokens.slice(where + 1))}`
  return `select ${items.join(', ')} from ${relation}${condition}`
}

const isName = (token: Token): boolean => token.type === 'quoted' || token.type === 'word'
const nameOf = (token: Token | undefined): string => token?.value.toLowerCase() ?? ''

/** `AS name`, or a name that stands behind what is no operator. */
function aliasOf(item: readonly Token[]): readonly Token[] | undefined {
  const last = item.at(-1)
  if (last === undefined || !isName(last) || item.length < 2) return undefined
  return isWord(item.at(-2), 'as') ? item.slice(-2) : undefined
}

function itemsOf(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (isSign(token, '(')) depth++
    if (isSign(token, ')')) depth--
    if (depth === 0 && isSign(token, ',')) items.push([])
    else items.at(-1)?.push(token)
  }
  return items
}

/** The text without the name of the one table before its columns. */
function bare(query: string, tokens: readonly Token[], qualifier: string): string {
  const kept = tokens.filter((token, at) => {
    const qualifies = isName(token) && nameOf(token) === qualifier && isSign(tokens[at + 1], '.')
    const dot = isSign(token, '.') && at > 0 && nameOf(tokens[at - 1]) === qualifier
    return !qualifies && !dot
  })
  return kept.map(({ start, end }) => query.slice(start, end)).join(' ')
}
