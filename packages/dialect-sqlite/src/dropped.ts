import type { DroppedPart } from '@lithify/core'
import { isOperator } from './sql/normalise.ts'
import { tokenize, type Token } from './sql/lexer.ts'

/** What `DROP TABLE` and `ALTER TABLE … DROP [COLUMN]` name in a script, the attached database's name left out. */
export function dropped(sql: string): DroppedPart[] {
  if (!/drop/i.test(sql)) return []
  const parts: DroppedPart[] = []
  let statement: Token[] = []
  for (const token of tokenize(sql)) {
    if (!isOperator(token, ';')) statement.push(token)
    else {
      add(statement, sql, parts)
      statement = []
    }
  }
  add(statement, sql, parts)
  return parts
}

function add(tokens: readonly Token[], sql: string, parts: DroppedPart[]): void {
  const words = tokens.map((token) => (token.type === 'word' ? token.value : ''))
  if (words[0] === 'drop' && words[1] === 'table') {
    const table = name(tokens, words[2] === 'if' && words[3] === 'exists' ? 4 : 2, sql)
    if (table !== undefined) parts.push({ table: table.name })
  } else if (words[0] === 'alter' && words[1] === 'table') {
    const table = name(tokens, 2, sql)
    if (table === undefined || words[table.next] !== 'drop') return
    if (words[table.next + 1] === 'constraint') return
    const column = name(tokens, words[table.next + 1] === 'column' ? table.next + 2 : table.next + 1, sql)
    if (column !== undefined) parts.push({ table: table.name, column: column.name })
  }
}

function name(tokens: readonly Token[], at: number, sql: string): { name: string; next: number } | undefined {
  const last = isOperator(tokens[at + 1], '.') ? at + 2 : at
  const token = tokens[last]
  if (token === undefined || !(token.type === 'word' || token.type === 'quoted' || token.type === 'string'))
    return undefined
  return { name: token.type === 'word' ? sql.slice(token.start, token.end) : token.value, next: last + 1 }
}
