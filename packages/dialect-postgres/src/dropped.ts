import type { DroppedPart } from '@lithify/core'
import { droppedParts, type DropGrammar } from '@lithify/core/dialect-kit'
import { tokenize, type Token } from './sql/lexer.ts'

const grammar: DropGrammar<Token> = {
  tokenize,
  names: ['word', 'quoted'],
  nameOf,
  table: ['table'],
  beforeName: ['only'],
  // After a name, it says that tables which inherit are meant too.
  skipped: (tokens, from) => (tokens[from]?.value === '*' ? 1 : 0),
  others: ['constraint'],
}

export const dropped = (sql: string): DroppedPart[] => droppedParts(sql, grammar)

/** The server folds the ASCII letters of a bare name, and no others. */
function nameOf(token: Token, sql: string): string {
  return token.type === 'quoted'
    ? token.value
    : sql.slice(token.start, token.end).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
