import type { Rename } from '@lithify/core'
import { quote } from '../names.ts'
import { isSign, tokenize, type Token } from '../sql/lexer.ts'

/**
 * Checks and generated columns follow a column of their table. Views follow nothing: one that names what was renamed does not work any more, and how
 * the server shows it then cannot be told.
 */
export function rename(text: string, change: Rename): string | undefined {
  if (change.what === 'table' || !change.owner) return namesOf(text, change.from).length === 0 ? text : undefined
  const { from, to } = change
  let [renamed, at] = ['', 0]
  for (const token of namesOf(text, from)) {
    renamed += text.slice(at, token.start) + quote(to)
    at = token.end
  }
  return renamed + text.slice(at)
}

/** Whether an expression reads a column of its table. */
export const readsColumn = (text: string, column: string): boolean => namesOf(text, column).length > 0

function namesOf(text: string, column: string): Token[] {
  const name = column.toLowerCase()
  return tokenize(text).filter(
    ({ type, value }, at, all) =>
      (type === 'quoted' || type === 'word') && value.toLowerCase() === name && !isSign(all[at + 1], '('),
  )
}
