import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'
import { columnsOf } from './column-tokens.ts'
import { unquote } from '../sql/unquote.ts'

/**
 * A string of a column in which the server may have put question marks for what it holds: it shows tables in a character set of three bytes. MariaDB
 * shows so what columns have by themselves, both show so the values of an enum or a set.
 */
export interface Doubtful {
  readonly column: string
  readonly token: Token
  readonly charset: string
  /** Which value of an enum, or of a set, it is, from 0. Absent: it is the column's default. */
  readonly place?: number | undefined
  readonly type: string
}

/** All such strings of a table, in the order of its text. */
export function findDoubtful(text: string): Doubtful[] {
  if (!text.includes('?')) return []
  const tokens = tokenize(text)
  const charset = tableCharset(tokens)
  return columnsOf(tokens).flatMap((column) => doubtfulIn(column, charset))
}

function doubtfulIn(tokens: readonly Token[], inherited: string): Doubtful[] {
  const [column, type] = [tokens[0]?.value ?? '', tokens[1]?.value ?? '']
  const own = tokens.findIndex((token, at) => isWord(token, 'character') && isWord(tokens[at + 1], 'set'))
  const charset = own === -1 ? inherited : (tokens[own + 2]?.value ?? '')
  const found = (token: Token, place?: number): Doubtful[] =>
    token.type === 'string' && unquote(token.value).includes('?') ? [{ column, token, charset, place, type }] : []
  const end = tokens.findIndex((token) => isSign(token, ')'))
  const labels = isListed(type) ? tokens.slice(2, end).filter((token) => token.type === 'string') : []
  const given = defaultIn(tokens)
  return [
    ...labels.flatMap((token, at) => found(token, at)),
    // Bytes are shown as they are.
    ...(given === undefined || /binary|blob/.test(type) ? [] : found(given)),
  ]
}

const isListed = (type: string): boolean => type === 'enum' || type === 'set'

/** What a column has by itself, where that is a literal. */
export function defaultIn(tokens: readonly Token[]): Token | undefined {
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    if (isSign(token, '(')) depth++
    if (isSign(token, ')')) depth--
    if (depth === 0 && isWord(token, 'default')) return tokens[at + 1]
  }
  return undefined
}

export function tableCharset(tokens: readonly Token[]): string {
  const at = tokens.findLastIndex((token, index) => isWord(token, 'charset') && isSign(tokens[index + 1], '='))
  return tokens[at + 2]?.value ?? ''
}
