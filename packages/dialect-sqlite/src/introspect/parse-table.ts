import type { Options } from '@lithify/core'
import { sameName } from '../names.ts'
import { Cursor } from '../sql/cursor.ts'
import { onConflict } from './parse-conflict.ts'
import { readColumn } from './parse-column.ts'
import { references } from './parse-references.ts'
import { keyParts } from './parse-keys.ts'
import type { ParsedTable } from './parsed.ts'

/**
 * Reads a CREATE TABLE text by SQLite's grammar.
 * @throws NotUnderstood where it says anything that the model has no place for.
 */
export function parseTable(text: string): ParsedTable {
  const cursor = new Cursor(text)
  cursor.expect('create')
  if (!cursor.take('temp')) cursor.take('temporary')
  cursor.expect('table')
  cursor.take('if', 'not', 'exists')
  cursor.qualifiedName()

  const table: ParsedTable = {
    columns: [],
    primaryKey: undefined,
    uniques: [],
    checks: [],
    foreignKeys: [],
    withoutRowid: false,
    strict: false,
  }
  cursor.expectOperator('(')
  do {
    if (atConstraint(cursor)) break
    readColumn(cursor, table)
  } while (cursor.takeOperator(','))
  constraints(cursor, table)
  cursor.expectOperator(')')
  tableOptions(cursor, table)
  if (!cursor.done) {
    cursor.next()
    cursor.fail()
  }
  return table
}

const openers = ['constraint', 'primary', 'unique', 'check', 'foreign']

/** A table constraint begins with a key word that no bare column name can be. */
function atConstraint(cursor: Cursor): boolean {
  return openers.some((word) => cursor.at(word))
}

/** SQLite lets the commas between table constraints be left out. */
function constraints(cursor: Cursor, table: ParsedTable): void {
  while (!cursor.atOperator(')')) {
    const name = cursor.take('constraint') ? cursor.name() : undefined
    if (cursor.take('primary', 'key')) {
      if (table.primaryKey !== undefined) cursor.fail()
      const { keys, autoincrement } = keyParts(cursor, table.columns)
      if (autoincrement) markAutoincrement(cursor, table, keys[0]?.column)
      table.primaryKey = { name, keys, options: conflictOption(cursor) }
    } else if (cursor.take('unique')) {
      const { keys, autoincrement } = keyParts(cursor, table.columns)
      if (autoincrement) cursor.fail()
      table.uniques.push({ name, keys, options: conflictOption(cursor) })
    } else if (cursor.take('check')) {
      const expression = cursor.slice(cursor.enclosed())
      table.checks.push({ name, column: undefined, expression, options: conflictOption(cursor) })
    } else if (cursor.take('foreign', 'key')) {
      const columns = columnNames(cursor).map((column) => spelling(column, table, cursor))
      cursor.expect('references')
      table.foreignKeys.push({ name, columns, ...references(cursor) })
    } else {
      cursor.next()
      cursor.fail()
    }
    cursor.takeOperator(',')
  }
}

function markAutoincrement(cursor: Cursor, table: ParsedTable, name: string | undefined): void {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) return cursor.fail()
  column.autoincrement = true
}

function conflictOption(cursor: Cursor): Options {
  const action = onConflict(cursor)
  return action === undefined ? {} : { onConflict: action }
}

/** `(a, b)`. */
export function columnNames(cursor: Cursor): string[] {
  const names: string[] = []
  cursor.expectOperator('(')
  do names.push(cursor.name())
  while (cursor.takeOperator(','))
  cursor.expectOperator(')')
  return names
}

function spelling(name: string, table: ParsedTable, cursor: Cursor): string {
  return table.columns.find((column) => sameName(column.name, name))?.name ?? cursor.fail()
}

function tableOptions(cursor: Cursor, table: ParsedTable): void {
  while (!cursor.done) {
    if (cursor.take('without', 'rowid')) table.withoutRowid = true
    else if (cursor.take('strict')) table.strict = true
    else return
    if (!cursor.takeOperator(',')) return
  }
}
