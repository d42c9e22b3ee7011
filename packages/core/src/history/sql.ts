import type { Dialect } from '../dialect.ts'
import type { TableRef } from '../schema/model.ts'

// The little SQL that core speaks itself is what all databases share: names written by the dialect, values as parameters.

type Naming = Pick<Dialect, 'quote' | 'tableName'>

/** A table by the name that means it and no other, whatever a migration made of the session. */
export function qualified(dialect: Naming, table: TableRef): string {
  if (dialect.tableName !== undefined) return dialect.tableName(table)
  const name = dialect.quote(table.name)
  return table.schema === undefined ? name : `${dialect.quote(table.schema)}.${name}`
}

/** Whether two references mean one table. */
export function isSameTable(dialect: Naming & Pick<Dialect, 'capabilities'>, one: TableRef, other: TableRef): boolean {
  const [a, b] = [qualified(dialect, one), qualified(dialect, other)]
  return dialect.capabilities.caseSensitiveNames ? a === b : a.toLowerCase() === b.toLowerCase()
}

export function columnList(dialect: Pick<Dialect, 'quote'>, names: readonly string[]): string {
  return names.map((name) => dialect.quote(name)).join(', ')
}

export function insertText(
  dialect: Naming,
  table: TableRef,
  names: readonly string[],
  values: readonly string[],
): string {
  return `insert into ${qualified(dialect, table)} (${columnList(dialect, names)}) values (${values.join(', ')})`
}
