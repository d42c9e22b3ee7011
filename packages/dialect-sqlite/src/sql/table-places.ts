import { fold } from '../names.ts'
import { isOperator } from './normalise.ts'
import type { Token } from './lexer.ts'

/** Where a parenthesis stands in its statement. `on` is inside the FROM clause, behind an ON or USING. */
type Clause = 'other' | 'from' | 'on'

const leavesFrom = new Set([
  'select',
  'where',
  'group',
  'having',
  'window',
  'order',
  'limit',
  'union',
  'intersect',
  'except',
  'set',
  'values',
  'returning',
  'begin',
])
const beforeTable = new Set(['from', 'join', 'into', 'update', 'table', 'references', 'in'])

/**
 * The tokens of a query, or of the text of a trigger or index, that name a table: behind FROM, JOIN, a comma between tables, INTO, UPDATE,
 * and before a dot. Nothing when an alias or common table expression has the same name, or a trigger's OLD or NEW, so that a
 * qualifier may mean that.
 */
export function tablePlaces(tokens: readonly Token[], table: string): Token[] | undefined {
  const wanted = fold(table)
  const places: Token[] = []
  const outer: Clause[] = []
  let clause: Clause = 'other'
  /** Whether a table can stand next. */
  let expected = false
  const trigger = tokens.some((token, at) => at < 4 && isWord(token, 'trigger'))
  for (const [at, token] of tokens.entries()) {
    const isIt = (token.type === 'word' || token.type === 'quoted') && fold(token.value) === wanted
    if (isIt) {
      const before = tokens[at - 1]
      const after = tokens[at + 1]
      if (isOperator(before, '.')) {
        if (fold(tokens[at - 2]?.value ?? '') === 'main') places.push(token)
      } else if (isOperator(after, '.')) {
        if (trigger && (wanted === 'old' || wanted === 'new')) return undefined
        places.push(token)
      } else if (expected) places.push(token)
      else if (isAlias(before, after, clause)) return undefined
    }
    if (isOperator(token, '(')) {
      outer.push(clause)
      // A join in parentheses stands where a table could; behind IN they hold values.
      clause = expected && !isWord(tokens[at - 1], 'in') ? 'from' : 'other'
      expected = clause === 'from'
      continue
    }
    if (isOperator(token, ')')) clause = outer.pop() ?? 'other'
    expected = false
    if (isOperator(token, ';')) clause = 'other'
    else if (isOperator(token, ',')) {
      expected = clause !== 'other'
      if (expected) clause = 'from'
    } else if (token.type === 'word') {
      const { value } = token
      if (leavesFrom.has(value)) clause = 'other'
      else if (value === 'from' || value === 'join') clause = 'from'
      // Of a trigger or an index it is the table that follows ON; of a join, a condition.
      else if (value === 'on' || value === 'using') {
        expected = value === 'on' && clause === 'other'
        if (!expected) clause = 'on'
      }
      expected ||= beforeTable.has(value) || (isWord(tokens[at - 1], 'or') && isWord(tokens[at - 2], 'update'))
    }
  }
  return places
}

const isWord = (token: Token | undefined, value: string): boolean => token?.type === 'word' && token.value === value

/** `x AS name`, `FROM x name`, `WITH name AS`: from here on the name may mean something else. */
function isAlias(before: Token | undefined, after: Token | undefined, clause: Clause): boolean {
  if (isWord(before, 'as') || isWord(before, 'with') || isWord(before, 'recursive')) return true
  if (isWord(after, 'as')) return clause === 'other'
  return clause === 'from'
}
