import type { Token } from './tokens.ts'

/**
 * A query in which the names that a view gives its columns are aliases, which is how the server keeps them. `undefined` where its list of columns
 * could not be found.
 */
export function withColumnNames(list: readonly Token[], names: readonly string[]): Token[] | undefined {
  const start = selectList(list)
  if (start === undefined) return undefined
  const depths = depthsOf(list)
  const ends = list.flatMap((token, at) => (at >= start && depths[at] === 0 && isEnd(list, token, at) ? [at] : []))
  const end = ends[0] ?? list.length
  const commas = list.flatMap((token, at) =>
    at >= start && at < end && depths[at] === 0 && isSign(token, ',') ? [at] : [],
  )
  const items = [...commas, end].map((stop, which) =>
    list.slice(which === 0 ? start : (commas[which - 1] as number) + 1, stop),
  )
  const named = items.flatMap((item, which) => {
    const name = names[which]
    const separator: Token[] = which === 0 ? [] : [{ type: 'sign', value: ',' }]
    return [...separator, ...(name === undefined ? item : called(item, name))]
  })
  return [...list.slice(0, start), ...named, ...list.slice(end)]
}

/** Where the list of the outermost SELECT begins. */
function selectList(list: readonly Token[]): number | undefined {
  const depths = depthsOf(list)
  const select = list.findIndex((token, at) => depths[at] === 0 && isWord(token, 'select'))
  if (select === -1) return undefined
  const next = select + 1
  if (isWord(list[next], 'all')) return next + 1
  if (!isWord(list[next], 'distinct')) return next
  if (!isWord(list[next + 1], 'on')) return next + 1
  const close = list.findIndex((token, at) => at > next + 1 && depths[at] === 0 && isSign(token, ')'))
  return close === -1 ? undefined : close + 1
}

const clauses = new Set('from where group having window union intersect except order limit offset fetch for'.split(' '))

function isEnd(list: readonly Token[], token: Token, at: number): boolean {
  if (token.type !== 'name' || !clauses.has(token.value)) return false
  return !(token.value === 'from' && isWord(list[at - 1], 'distinct'))
}

/** The server writes no alias where a column has the name already. */
function called(item: readonly Token[], name: string): Token[] {
  const bare = withoutAlias(item)
  const last = bare.at(-1)
  if (isColumn(bare) && last?.value === name) return [...bare]
  return [...bare, { type: 'name', value: 'as' }, { type: 'quoted', value: name }]
}

function withoutAlias(item: readonly Token[]): readonly Token[] {
  if (!isName(item.at(-1))) return item
  if (isWord(item.at(-2), 'as')) return item.slice(0, -2)
  const rest = item.slice(0, -1)
  return isColumn(rest) || isSign(rest.at(-1), ')') ? rest : item
}

/** `n`, `t.n`, `s.t.n` */
const isColumn = (item: readonly Token[]): boolean =>
  item.length % 2 === 1 && item.every((token, at) => (at % 2 === 0 ? isName(token) : isSign(token, '.')))

/** How many parentheses and brackets each token is in. One that closes is outside. */
function depthsOf(list: readonly Token[]): number[] {
  let depth = 0
  return list.map((token) => {
    if (isSign(token, ')') || isSign(token, ']')) depth--
    const here = depth
    if (isSign(token, '(') || isSign(token, '[')) depth++
    return here
  })
}

const isName = (token: Token | undefined): boolean => token?.type === 'name' || token?.type === 'quoted'
const isSign = (token: Token | undefined, value: string): boolean => token?.type === 'sign' && token.value === value
const isWord = (token: Token | undefined, value: string): boolean => token?.type === 'name' && token.value === value
