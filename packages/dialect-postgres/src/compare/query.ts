import { tokenize } from '../sql/lexer.ts'
import { quote } from '../names.ts'
import { spell, tokens, type Token } from './tokens.ts'
import { withColumnNames } from './view-columns.ts'

/**
 * A query token by token, without what depends on the server's version or on who wrote it: the schema `public`, a table's name before its
 * columns where there is only one table, casts of literals to text. The view's own names for its columns are aliases in it.
 */
export function normaliseQuery(text: string, columns: readonly string[] = []): string {
  const plain = tokens(text).filter(({ type, value }) => !(type === 'sign' && value === ';'))
  const named = withColumnNames(plain, columns)
  const list = withoutPublic(named ?? plain)
  const nested = inNestedQueries(list)
  const only = singleRelation(list, nested)
  const kept =
    only === undefined
      ? list
      : list.filter((_, at) => nested[at] === true || !isQualifier(list, at, only) || isFrom(list, at))
  const head = named === undefined && columns.length > 0 ? `(${columns.map(quote).join(', ')}) ` : ''
  return head + kept.map(spell).join(' ')
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

/** The name by which the outermost query's columns are qualified, where it reads one relation and nothing else. */
function singleRelation(all: readonly Token[], nested: readonly boolean[]): string | undefined {
  const list = all.filter((_, at) => nested[at] !== true)
  const words = list.filter(
    (token) =>
      token.type === 'name' && ['from', 'select', 'join', 'union', 'intersect', 'except', 'with'].includes(token.value),
  )
  if (!['select from', 'with select from'].includes(words.map(({ value }) => value).join(' '))) return undefined
  const start = list.findIndex((token) => token.type === 'name' && token.value === 'from') + 1
  // A query in the place of a table has its name behind it.
  let at = isSign(list[start], '(') ? afterParentheses(list, start) : start
  if (isSign(list[at + 1], '.')) at += 2
  let named = at
  // A function in the place of a table, and the names of its columns.
  if (isSign(list[at + 1], '(')) at = afterParentheses(list, at + 1) - 1
  if (isName(list[at + 1]) && !isClause(list[at + 1])) {
    named = ++at
    if (isSign(list[at + 1], '(')) at = afterParentheses(list, at + 1) - 1
  }
  const after = list[at + 1]
  return isName(list[named]) && (after === undefined || isSign(after, ';') || isClause(after))
    ? list[named]?.value
    : undefined
}

/** Which tokens belong to a query within the query: there the server writes the table's name before every column. */
function inNestedQueries(list: readonly Token[]): boolean[] {
  const open: boolean[] = []
  return list.map((token, at) => {
    if (isSign(token, ')')) open.pop()
    const here = open.at(-1) === true
    if (isSign(token, '(')) open.push(here || beginsQuery(list, at + 1))
    return here
  })
}

function beginsQuery(list: readonly Token[], from: number): boolean {
  let at = from
  while (isSign(list[at], '(')) at++
  const first = list[at]
  return first?.type === 'name' && ['select', 'with', 'values'].includes(first.value)
}

function afterParentheses(list: readonly Token[], from: number): number {
  let depth = 0
  for (let at = from; at < list.length; at++) {
    if (isSign(list[at], '(')) depth++
    if (isSign(list[at], ')') && --depth === 0) return at + 1
  }
  return list.length
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
  const nested = inNestedQueries(list)
  const only = singleRelation(list, nested)
  if (only === undefined) return text
  return tokenize(text).reduceRight(
    (result, { start, end }, at) =>
      nested[at] !== true && isQualifier(list, at, only) && !isFrom(list, at)
        ? result.slice(0, start) + result.slice(end)
        : result,
    text,
  )
}

/** A schema and the point after it, where the table itself is named. */
function isFrom(list: readonly Token[], at: number): boolean {
  const start = isSign(list[at], '.') ? at - 1 : at
  const before = list[start - 1]
  return before?.type === 'name' && before.value === 'from'
}
