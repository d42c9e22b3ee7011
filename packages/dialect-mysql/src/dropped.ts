import type { DroppedPart } from '@lithify/core'
import { droppedParts, type DropGrammar } from '@lithify/core/dialect-kit'
import { isWord, tokenize, type Token } from './sql/lexer.ts'

const grammar: DropGrammar<Token> = {
  tokenize,
  names: ['word', 'quoted', 'string'],
  nameOf,
  table: ['table', 'tables'],
  beforeTable: ['online', 'offline', 'ignore'],
  // MariaDB takes WAIT n and NOWAIT first.
  skipped: (tokens, from) => (isWord(tokens[from], 'nowait') ? 1 : isWord(tokens[from], 'wait') ? 2 : 0),
  others: ['primary', 'index', 'key', 'foreign', 'constraint', 'check', 'partition', 'system', 'period'],
}

export const dropped = (sql: string): DroppedPart[] => droppedParts(sql, grammar)

/** As it is written: the server keeps the case of names. Under ANSI_QUOTES, names stand in double quotes. */
function nameOf(token: Token, sql: string): string {
  if (token.type === 'quoted') return token.value
  const text = sql.slice(token.start, token.end)
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
}
