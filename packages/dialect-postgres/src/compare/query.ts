import { spell, tokens, type Token } from './tokens.ts'

/**
 * A query token by token, without what depends on the server's version or on who wrote it: the schema `public`, a table's name before its
 * columns where there is only one table, casts of literals to text.
 */
export function normaliseQuery(text: string): string {
  const list = withoutPublic(tokens(text).filter(({ type, value }) => !(type === 'sign' && value === ';')))
  const only = singleRelation(list)
  const kept = list.filter((_, at) => !(only !== undefined && isQualifier(list, at, only)))
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

/** The name by which the query's columns are qualified, where it reads one table and nothing else. */
function singleRelation(list: readonly Token[]): string | undefined {
  const words = list.filter(
    (token) => token.type === 'name' && ['from', 'select', 'join', 'union', 'with'].includes(token.value),
  )
  if (words.map(({ value }) => value).join(' ') !== 'select from') return undefined
  const from = list.findIndex((token) => token.type === 'name' && token.value === 'from')
  const after = list[from + 2]
  if (!isName(list[from + 1]) || isSign(after, ',') || isSign(after, '.') || isSign(after, '(')) return undefined
  const clause =
    after?.type === 'name' &&
    ['where', 'group', 'order', 'limit', 'having', 'offset', 'fetch', 'for', 'window'].includes(after.value)
  if (after === undefined || clause) return list[from + 1]?.value
  return undefined
}

/** The table's name before a column, and the point after it. */
function isQualifier(list: readonly Token[], at: number, relation: string): boolean {
  const qualifies = (from: number): boolean =>
    isName(list[from]) && list[from]?.value === relation && isSign(list[from + 1], '.') && !isSign(list[from - 1], '.')
  return qualifies(at) || (isSign(list[at], '.') && qualifies(at - 1))
}
