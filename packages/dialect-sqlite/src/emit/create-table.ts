import { LithifyError, type ForeignKey, type Table } from '@lithify/core'
import { quote, sameName } from '../names.ts'
import { checkText, columnText, foreignKeyText, inlinePrimaryKeyText, primaryKeyText, uniqueText } from './parts.ts'

/** What of a table's text is not in its model. */
export interface Spelling {
  /** The name to create it under, when that is not its own. */
  readonly name?: string | undefined
  /** Whether a constraint's name is written. Always, when absent. */
  readonly named?: ((name: string) => boolean) | undefined
}

/** CREATE TABLE, one column or constraint per line. */
export function createTableText(table: Table, foreignKeys: readonly ForeignKey[], spelling: Spelling = {}): string {
  if (table.columns.length === 0) {
    throw new LithifyError('LITHIFY_E_OPERATION', `Table ${table.name} has no columns, which SQLite does not allow.`)
  }
  const named = spelling.named ?? (() => true)
  const inline = inlineKey(table)
  const lines = table.columns.map((column) =>
    columnText(column, column.name === inline ? inlinePrimaryKeyText(table, column) : ''),
  )
  if (table.primaryKey !== undefined && inline === undefined) lines.push(primaryKeyText(table))
  for (const unique of table.uniques) lines.push(uniqueText(unique, named(unique.name)))
  for (const check of table.checks) lines.push(checkText(check, named(check.name)))
  for (const key of foreignKeys) lines.push(foreignKeyText(key, named(key.name)))
  const options = [
    table.options?.['strict'] === true ? 'STRICT' : '',
    table.options?.['withoutRowid'] === true ? 'WITHOUT ROWID' : '',
  ]
  const tail = options.filter((option) => option !== '').join(', ')
  return `CREATE TABLE ${quote(spelling.name ?? table.name)} (\n  ${lines.join(',\n  ')}\n)${tail === '' ? '' : ` ${tail}`}`
}

/**
 * The column at which the primary key is written. AUTOINCREMENT, and INTEGER PRIMARY KEY DESC that is no alias of the rowid, can be
 * written nowhere else, while a descending key that is one can only be written apart.
 */
function inlineKey(table: Table): string | undefined {
  const keys = table.primaryKey?.keys ?? []
  const autoincrement = table.columns.find((column) => column.options?.['autoincrement'] === true)
  const only = keys.length === 1 ? keys[0] : undefined
  const column = table.columns.find((candidate) => only?.column !== undefined && sameName(candidate.name, only.column))
  if (
    autoincrement !== undefined &&
    (autoincrement !== column || only?.order === 'desc' || !isInteger(autoincrement.type))
  ) {
    throw new LithifyError(
      'LITHIFY_E_OPERATION',
      `Column ${table.name}.${autoincrement.name} counts by itself, so it has to be the INTEGER PRIMARY KEY.`,
    )
  }
  if (only === undefined || column === undefined || only.collation !== undefined) return undefined
  if (only.order === 'desc' && table.primaryKey?.options?.['rowidAlias'] !== false) return undefined
  return column.name
}

const isInteger = (type: string): boolean => type.toLowerCase() === 'integer'

/** The column that is another name of the rowid, if there is one. */
export function rowidAlias(table: Table): string | undefined {
  const keys = table.primaryKey?.keys ?? []
  const name = keys[0]?.column
  if (keys.length !== 1 || name === undefined || table.options?.['withoutRowid'] === true) return undefined
  if (table.primaryKey?.options?.['rowidAlias'] === false) return undefined
  const column = table.columns.find((candidate) => sameName(candidate.name, name))
  return column !== undefined && isInteger(column.type) ? column.name : undefined
}

/** A name by which the rowid can be read and written: one that no column has taken. */
export function rowidName(...tables: readonly Table[]): string | undefined {
  if (tables.some((table) => table.options?.['withoutRowid'] === true)) return undefined
  return ['rowid', '_rowid_', 'oid'].find((name) =>
    tables.every((table) => table.columns.every((column) => !sameName(column.name, name))),
  )
}
