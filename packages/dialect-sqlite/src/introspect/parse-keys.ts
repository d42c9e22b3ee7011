import type { KeyPart } from '@lithify/core'
import { fold, sameName } from '../names.ts'
import { atCommas, Cursor, NotUnderstood } from '../sql/cursor.ts'
import { unwrap, wrapped } from '../sql/normalise.ts'
import type { Token } from '../sql/lexer.ts'

interface KnownColumn {
  readonly name: string
  readonly collation?: string | undefined
}

/** The parenthesised list of columns of a PRIMARY KEY or UNIQUE constraint, where expressions are not allowed. */
export function keyParts(cursor: Cursor, columns: readonly KnownColumn[]): { keys: KeyPart[]; autoincrement: boolean } {
  let tokens = cursor.enclosed()
  const last = tokens.at(-1)
  const autoincrement = tokens.length > 1 && last?.type === 'word' && last.value === 'autoincrement'
  if (autoincrement) tokens = tokens.slice(0, -1)
  const keys = atCommas(tokens).map((part) => keyPart(cursor.text, part, columns))
  if (keys.some((key) => key.column === undefined)) throw new NotUnderstood('an expression in a key')
  return { keys, autoincrement }
}

/** One part of a key: a column or an expression, with its collation and order. */
export function keyPart(text: string, tokens: readonly Token[], columns: readonly KnownColumn[]): KeyPart {
  let list = [...tokens]
  const last = list.at(-1)
  let descending = false
  if (list.length > 1 && last?.type === 'word') {
    // NULLS FIRST and NULLS LAST: the model has no place for them.
    if (last.value === 'first' || last.value === 'last') throw new NotUnderstood('NULLS in a key')
    if (last.value === 'asc' || last.value === 'desc') {
      descending = last.value === 'desc'
      list = list.slice(0, -1)
    }
  }
  let collation: string | undefined
  const keyword = list.at(-2)
  // COLLATE binds to the operand before it, so behind a compound expression it is no part of the key but of the expression.
  if (list.length > 2 && keyword?.type === 'word' && keyword.value === 'collate' && isUnit(list.slice(0, -2))) {
    collation = collationName(new Cursor(text, list.slice(-1)).name())
    list = list.slice(0, -2)
  }
  const column = columnOf(text, unwrap(list), columns)
  if (column !== undefined && collation === (column.collation ?? 'BINARY')) collation = undefined
  return {
    ...(column === undefined ? { expression: expression(text, unwrap(list)) } : { column: column.name }),
    ...(descending ? { order: 'desc' as const } : {}),
    ...(collation === undefined ? {} : { collation }),
  }
}

function expression(text: string, tokens: readonly Token[]): string {
  const first = tokens[0]
  // A lone name that is no column is a string to SQLite, or the rowid: better kept as text than guessed at.
  if (first === undefined || (tokens.length === 1 && first.type !== 'number'))
    throw new NotUnderstood('a key that is no column')
  return text.slice(first.start, (tokens.at(-1) as Token).end)
}

/** A name, something in parentheses, or a call. */
function isUnit(tokens: readonly Token[]): boolean {
  return tokens.length === 1 || wrapped(tokens) || wrapped(tokens.slice(1))
}

function columnOf(text: string, tokens: readonly Token[], columns: readonly KnownColumn[]): KnownColumn | undefined {
  const token = tokens[0]
  if (token === undefined || tokens.length !== 1) return undefined
  if (token.type !== 'word' && token.type !== 'quoted' && token.type !== 'string') return undefined
  const name = token.type === 'word' ? text.slice(token.start, token.end) : token.value
  return columns.find((column) => sameName(column.name, name))
}

const builtIn = new Set(['binary', 'nocase', 'rtrim'])

/** Names of collations have no case; those that SQLite brings are written as its documentation does. */
export function collationName(name: string): string {
  return builtIn.has(fold(name)) ? name.toUpperCase() : name
}
