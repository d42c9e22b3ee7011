import { tokenize, isSign, isWord, type Token } from '../sql/lexer.ts'

/** What a query reads and calls, by name. */
export interface Reads {
  readonly relations: readonly string[]
  readonly functions: readonly string[]
}

const afterWhich = new Set(['from', 'join', 'straight_join'])

/**
 * The tables and views that a view's query names, and the functions it calls. The server writes such a query in one way: every table stands behind
 * FROM or JOIN, and tables of other databases have those before them.
 */
export function readsOf(query: string): Reads {
  const tokens = tokenize(query)
  const own = commonTables(tokens)
  const relations = new Set<string>()
  const functions = new Set<string>()
  tokens.forEach((token, at) => {
    if (!isName(token)) return
    const [before, after] = [tokens[at - 1], tokens[at + 1]]
    if (isSign(after, '(') && !isSign(before, '.')) functions.add(token.value)
    else if (token.type === 'quoted' && !isSign(after, '.') && !isSign(before, '.') && isTablePlace(tokens, at) && !own.has(token.value))
      relations.add(token.value)
  }) // prettier-ignore
  return { relations: [...relations], functions: [...functions] }
}

/**
 * A name under which a view reads tables of two databases, without another name for one of them. The server says then of one of them only which database
 * it is in, so that nobody can tell whose columns are meant.
 */
export function ambiguousTable(query: string): string | undefined {
  const tokens = tokenize(query)
  const places = new Map<string, Set<string>>()
  tokens.forEach((token, at) => {
    if (token.type !== 'quoted' || !isTablePlace(tokens, at)) return
    const isFar = isSign(tokens[at + 1], '.')
    const end = isFar ? at + 2 : at
    // It has another name.
    if (tokens[end + 1]?.type === 'quoted') return
    const name = tokens[end]?.value.toLowerCase() ?? ''
    places.set(name, (places.get(name) ?? new Set()).add(isFar ? token.value : ''))
  })
  return [...places].find(([, databases]) => databases.size > 1)?.[0]
}

/** Every name in the body of a routine: what it may read. More than it does, rather than less. */
export function namesIn(text: string): ReadonlySet<string> {
  return new Set(tokenize(text).flatMap((token) => (isName(token) ? [token.value.toLowerCase()] : [])))
}

const isName = ({ type }: Token): boolean => type === 'quoted' || type === 'word'

/** Behind FROM or JOIN, and the parentheses that the server puts around joins. */
export function isTablePlace(tokens: readonly Token[], at: number): boolean {
  let before = at - 1
  while (isSign(tokens[before], '(')) before--
  const token = tokens[before]
  return token?.type === 'word' && afterWhich.has(token.value)
}

/** Names that WITH gives, which are no tables. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>()
  tokens.forEach((token, at) => {
    if (!isName(token)) return
    let next = at + 1
    if (isSign(tokens[next], '(')) while (next < tokens.length && !isSign(tokens[next++], ')'));
    if (isWord(tokens[next], 'as') && isSign(tokens[next + 1], '(')) found.add(token.value)
  })
  return found
}
