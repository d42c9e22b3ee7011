import { fold } from '../names.ts'
import { isOperator } from '../sql/normalise.ts'
import { tokenize, type Token } from '../sql/lexer.ts'

/**
 * Whether a trigger writes a column, or waits for it to be written: `UPDATE OF column`, `INSERT INTO table (column)`, `SET column =`. These are
 * the places that SQLite does not look at when a column is dropped; the trigger would fail when it fires.
 */
export function writesColumn(
  trigger: { readonly create: string; readonly table?: string | undefined },
  table: string,
  column: string,
): boolean {
  const tokens = tokenize(trigger.create)
  const wanted = fold(column)
  const isTable = (name: string): boolean => fold(name) === fold(table)
  const named = (from: number, until: (token: Token) => boolean): boolean => {
    for (let at = from; at < tokens.length && !until(tokens[at] as Token); at++)
      if (isName(tokens[at]) && fold(tokens[at]?.value ?? '') === wanted) return true
    return false
  }
  let target = trigger.table ?? ''
  for (const [at, token] of tokens.entries()) {
    if (token.type !== 'word') continue
    if (token.value === 'of' && isTable(target) && named(at + 1, (next) => next.value === 'on')) return true
    if (token.value === 'into') {
      target = tokens[at + 1]?.value ?? ''
      if (isTable(target) && isOperator(tokens[at + 2], '(') && named(at + 3, (next) => isOperator(next, ')')))
        return true
    }
    if (token.value === 'set' && isTable(target) && named(at + 1, endsAssignments)) return true
    if (token.value === 'update') target = updated(tokens, at) ?? target
  }
  return false
}

const isName = (token: Token | undefined): boolean => token?.type === 'word' || token?.type === 'quoted'

const endsAssignments = (token: Token): boolean =>
  isOperator(token, ';') ||
  (token.type === 'word' && (token.value === 'where' || token.value === 'from' || token.value === 'returning'))

/** The table of `UPDATE [OR …] table`; nothing for `DO UPDATE SET`, which goes on with the table of its INSERT. */
function updated(tokens: readonly Token[], at: number): string | undefined {
  const name = tokens[at + 1]?.value === 'or' ? tokens[at + 3] : tokens[at + 1]
  return name?.type === 'word' && (name.value === 'set' || name.value === 'of' || name.value === 'on')
    ? undefined
    : name?.value
}
