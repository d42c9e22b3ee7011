import { tokenize } from '../sql/lexer.ts'
import { spell, tokens, type Token } from './tokens.ts'

/**
 * A query token by token, without what depends on the server's version or on who wrote it: the schema `public`, a table's name before its
 * columns where there is only one table, casts of literals to text.
 */
export function normaliseQuery(text: string): string {
  const list = withoutPublic(tokens(text).filter(({ type, value }) => !(type === 'sign' && value === ';')))
  const only = singleRelation(list)
  const kept = list.filter((_, at) => !(only !== undefined && isQualifier(list, at, only) && !isFrom(list, at)))
  return kept.map(spell).join(' ')
}

const isName = (token: Token | undefined): boolean => token?.type === 'name' || token?.type === 'quoted'
const isSign = (token: Token | undefined, value: string): boolean => token?.type === 'sign' && token.value === value

const isPublic = (token: Token | undefined): boolean => isName(token) && token?.value === 'public'

function withoutPublic(list: readonly Token[]): Token[] {
  return list.filter((token, at) => {
    if (isPublic(token) && isSign(list[at + 1], '.')) return false
    return !(isSign(token, '.') && isPublic(list[at - 1]))
  })
}

const clauses = new Set(['where', 'group', 'order', 'limit', 'having', 'offset', 'fetch', 'for', 'window'])

const isClause = (token: Token | undefined): boolean => token?.type === 'name' && clauses.has(token.value)

/** The name by which the query's columns are qualified, where it reads one table and nothing else. */
function singleRelation(list: readonly Token[]): string | undefined {
  const words = list.filter(
    (token) => token.type === 'name' && ['from', 'select', 'join', 'union', 'with'].includes(token.value),
  )
  if (words.map(({ value }) => value).join(' ') !== 'select from') return undefined
  let at = list.findIndex((token) => token.type === 'name' && token.value === 'from') + 1
  if (isSign(list[at + 1], '.')) at += 2
  if (isName(list[at + 1]) && !isClause(list[at + 1])) at++
  const after = list[at + 1]
  return isName(list[at]) && (after === undefined || isSign(after, ';') || isClause(after))
    ? list[at]?.value
    : undefined
}

/** Whether this is the table's name before a column, or the point after it. A whole row keeps its name. */
function isQualifier(list: readonly Token[], at: number, relation: string): boolean {
  const qualifies = (from: number): boolean =>
    isName(list[from]) &&
    list[from]?.value === relation &&
    isSign(list[from + 1], '.') &&
    isName(list[from + 2]) &&
    !isSign(list[from - 1], '.')
  return qualifies(at) || (isSign(list[at], '.') && qualifies(at - 1))
}

/** The query as PostgreSQL 16 and later print it: columns without their table's name, where there is only one table. */
export function withoutQualifiers(text: string): string {
  const list = tokens(text)
  const only = singleRelation(list)
  if (only === undefined) return text
  const places = tokenize(text)
  return places.reduceRight(
    (result, { start, end }, at) =>
      isQualifier(list, at, only) && !isFrom(list, at) ? result.slice(0, start) + result.slice(end) : result,
    text,
  )
}

/** A schema and the point after it, where the table itself is named. */
function isFrom(list: readonly Token[], at: number): boolean {
  const start = isSign(list[at], '.') ? at - 1 : at
  const before = list[start - 1]
  return before?.type === 'name' && before.value === 'from'
}
