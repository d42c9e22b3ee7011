import type { Dialect } from '../dialect.ts'
import type { TableRef } from '../schema/model.ts'

// The little SQL that core speaks itself is what all databases share: names quoted by the dialect, values as parameters.

export function qualified(dialect: Pick<Dialect, 'quote'>, table: TableRef): string {
  const name = dialect.quote(table.name)
  return table.schema === undefined ? name : `${dialect.quote(table.schema)}.${name}`
}

export function columnList(dialect: Pick<Dialect, 'quote'>, names: readonly string[]): string {
  return names.map((name) => dialect.quote(name)).join(', ')
}

export function insertText(
  dialect: Pick<Dialect, 'quote'>,
  table: TableRef,
  names: readonly string[],
  values: readonly string[],
): string {
  return `insert into ${qualified(dialect, table)} (${columnList(dialect, names)}) values (${values.join(', ')})`
}
