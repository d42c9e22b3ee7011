import { isOpaque, type Column, type KeyPart, type Schema, type Statement, type Table } from '@lithify/core'
import { fold, quote, sameName } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'
import { findColumn, misfit } from './change.ts'
import { writesColumn } from './trigger-writes.ts'

/**
 * Drops a column in place. What the model says depends on it is refused here, by name, since it would have to go too, and so
 * are triggers that write the column. Whatever reads it in a view or trigger is left to SQLite, which looks and refuses in its own words.
 */
export function dropColumn(table: Table, name: string, schema: Schema): Statement[] {
  const column = findColumn(table, name)
  const users = usersOf(column, table, schema)
  if (users.length > 0) {
    throw misfit(`Column ${table.name}.${column.name} is used by ${users.join(', ')}.`, 'Drop what uses the column first, in the same migration.')
  }
  return [{ text: `ALTER TABLE ${quote(table.name)} DROP COLUMN ${quote(column.name)}` }]
}

function usersOf(column: Column, table: Table, schema: Schema): string[] {
  const inKeys = (keys: readonly KeyPart[]): boolean =>
    keys.some((key) => (key.column === undefined ? names(key.expression, column) : sameName(key.column, column.name)))
  const users: string[] = []
  if (table.primaryKey !== undefined && inKeys(table.primaryKey.keys)) users.push('the primary key')
  for (const unique of table.uniques) if (inKeys(unique.keys)) users.push(`unique constraint ${unique.name}`)
  for (const check of table.checks) if (names(check.expression, column)) users.push(`check ${check.name}`)
  for (const other of table.columns) {
    if (other !== column && names(other.generated?.expression, column)) users.push(`generated column ${other.name}`)
  }
  for (const key of schema.foreignKeysOn({ name: table.name })) {
    if (key.columns.some((candidate) => sameName(candidate, column.name))) users.push(`foreign key ${key.name}`)
  }
  for (const index of schema.indexesOn({ name: table.name })) {
    if (inKeys(index.keys) || names(index.where, column)) users.push(`index ${index.name}`)
  }
  for (const object of schema.objects()) {
    if (object.kind === 'trigger' && isOpaque(object) && writesColumn(object, table.name, column.name)) users.push(`trigger ${object.name}`)
  }
  return users
}

/** Whether an expression names the column. */
function names(expression: string | undefined, column: Column): boolean {
  if (expression === undefined) return false
  const wanted = fold(column.name)
  return tokenize(expression).some((token) => (token.type === 'word' || token.type === 'quoted') && fold(token.value) === wanted)
}
