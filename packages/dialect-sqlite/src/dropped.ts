import type { DroppedPart } from '@lithify/core'
import { droppedParts, type DropGrammar } from '@lithify/core/dialect-kit'
import { tokenize, type Token } from './sql/lexer.ts'

const grammar: DropGrammar<Token> = {
  tokenize,
  names: ['word', 'quoted', 'string'],
  nameOf: (token, sql) => (token.type === 'word' ? sql.slice(token.start, token.end) : token.value),
  table: ['table'],
  others: ['constraint'],
}

/** The attached database's name is left out. */
export const dropped = (sql: string): DroppedPart[] =>
  droppedParts(sql, grammar).map(({ table, column }) => ({ table, ...(column === undefined ? {} : { column }) }))
