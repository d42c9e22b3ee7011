import type { DroppedPart } from '@lithify/core'
import { tokenize, type Token } from './sql/lexer.ts'

/** What `DROP TABLE` and `ALTER TABLE … DROP [COLUMN]` name in a script. */
export function dropped(sql: string): DroppedPart[] {
  if (!/drop/i.test(sql)) return []
  const parts: DroppedPart[] = []
  let statement: Token[] = []
  for (const token of tokenize(sql)) {
    if (!isSign(token, ';')) statement.push(token)
    else {
      add(statement, sql, parts)
      statement = []
    }
  }
  add(statement, sql, parts)
  return parts
}

function add(tokens: readonly Token[], sql: string, parts: DroppedPart[]): void {
  if (isWord(tokens[0], 'drop') && isWord(tokens[1], 'table')) {
    for (let at: number | undefined = ifExists(tokens, 2); at !== undefined;) {
      const table = qualifiedName(tokens, at, sql)
      if (table === undefined) return
      parts.push(table.name)
      at = isSign(tokens[table.next], ',') ? table.next + 1 : undefined
    }
  } else if (isWord(tokens[0], 'alter') && isWord(tokens[1], 'table')) {
    const start = ifExists(tokens, 2)
    const table = qualifiedName(tokens, isWord(tokens[start], 'only') ? start + 1 : start, sql)
    if (table !== undefined) addColumns(tokens, table.next, table.name, sql, parts)
  }
}

/** Several changes of a table are separated by commas, outside of parentheses. */
function addColumns(
  tokens: readonly Token[],
  from: number,
  table: DroppedPart,
  sql: string,
  parts: DroppedPart[],
): void {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    if (isSign(tokens[at], '(')) depth++
    else if (isSign(tokens[at], ')')) depth--
    const begins = at === from || isSign(tokens[at - 1], ',') || isSign(tokens[at - 1], '*')
    if (depth > 0 || !begins || !isWord(tokens[at], 'drop')) continue
    const start = isWord(tokens[at + 1], 'column') ? at + 2 : at + 1
    if (isWord(tokens[start], 'constraint') && start === at + 1) continue
    const column = tokens[ifExists(tokens, start)]
    if (column !== undefined) parts.push({ ...table, column: nameOf(column, sql) })
  }
}

function qualifiedName(
  tokens: readonly Token[],
  at: number,
  sql: string,
): { name: DroppedPart; next: number } | undefined {
  const names: string[] = []
  let next = at
  for (;;) {
    const token = tokens[next]
    if (token?.type !== 'word' && token?.type !== 'quoted') return undefined
    names.push(nameOf(token, sql))
    next++
    if (!isSign(tokens[next], '.')) break
    next++
  }
  const schema = names.at(-2)
  return { name: { table: names.at(-1) as string, ...(schema === undefined ? {} : { schema }) }, next }
}

const ifExists = (tokens: readonly Token[], at: number): number =>
  isWord(tokens[at], 'if') && isWord(tokens[at + 1], 'exists') ? at + 2 : at

/** The server folds the ASCII letters of a bare name, and no others. */
function nameOf(token: Token, sql: string): string {
  return token.type === 'quoted'
    ? token.value
    : sql.slice(token.start, token.end).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

const isWord = (token: Token | undefined, value: string): boolean => token?.type === 'word' && token.value === value
const isSign = (token: Token | undefined, value: string): boolean => token?.type === 'operator' && token.value === value
