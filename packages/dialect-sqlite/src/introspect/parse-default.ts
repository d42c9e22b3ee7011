import { quoteString } from '../names.ts'
import type { Cursor } from '../sql/cursor.ts'
import type { Token } from '../sql/lexer.ts'
import { isOperator, unwrap } from '../sql/normalise.ts'

/** Bare words which as a default mean themselves. Any other name is a string there. */
const constants = new Set(['null', 'true', 'false', 'current_date', 'current_time', 'current_timestamp'])

/** What follows the key word DEFAULT: the expression for the model, and the text that SQLite's catalog shows for it. */
export function defaultValue(cursor: Cursor): { default: string; rawDefault: string } {
  if (cursor.atOperator('(')) {
    const tokens = cursor.enclosed()
    return { default: cursor.slice(unwrap(tokens)), rawDefault: cursor.slice(tokens) }
  }
  const tokens: Token[] = [cursor.next()]
  if (isOperator(tokens[0], '-') || isOperator(tokens[0], '+')) tokens.push(cursor.next())
  const token = tokens.at(-1) as Token
  const raw = cursor.slice(tokens)
  switch (token.type) {
    case 'number':
    case 'string':
    case 'blob':
      return { default: raw, rawDefault: raw }
    case 'word':
      if (constants.has(token.value)) return { default: raw, rawDefault: raw }
      return tokens.length === 1 ? { default: quoteString(raw), rawDefault: raw } : cursor.fail()
    case 'quoted':
      return tokens.length === 1 ? { default: quoteString(token.value), rawDefault: raw } : cursor.fail()
    default:
      return cursor.fail()
  }
}
