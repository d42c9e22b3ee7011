import { isForeignKey, isIndex, type KeyPart, type OperationOf, type Schema } from '@lithify/core'
import { findTable, misfit, refuseUsedColumn } from '@lithify/core/dialect-kit'
import { capabilities } from '../capabilities.ts'
import { compare } from '../compare.ts'
import { quote } from '../names.ts'
import { qualified, quoteList } from './names.ts'

/**
 * The server would take the column out of every key that has it, without a word, and leave a unique key of fewer columns behind. Their author drops them
 * first: what replay refuses is refused here.
 */
export function dropColumn(operation: OperationOf<'dropColumn'>, schema: Schema): string {
  refuseUsedColumn(operation, schema, { compare, capabilities })
  return `ALTER TABLE ${qualified(operation.table)} DROP COLUMN ${quote(operation.column)}`
}

/** With the index that the server made for it, under the same name, where no key of its author's did. */
export function dropForeignKey({ table: ref, name }: OperationOf<'dropForeignKey'>, schema: Schema): string {
  const table = findTable(ref, schema)
  const on = schema.on(table)
  const key = on.filter(isForeignKey).find((each) => each.name === name)
  if (key === undefined)
    throw misfit(`There is no foreign key ${name} on the table ${ref.name}.`, { foreignKey: name, table: ref })
  const lists: (readonly KeyPart[])[] = [
    table.primaryKey?.keys ?? [],
    ...table.uniques.map(({ keys }) => keys),
    ...on.filter(isIndex).map(({ keys }) => keys),
  ]
  const drop = `ALTER TABLE ${qualified(ref)} DROP FOREIGN KEY ${quote(name)}`
  if (lists.some((keys) => servedBy(key.columns, keys))) return drop
  const made = key.columns.map((column): KeyPart => ({ column }))
  const heir = on.filter(isForeignKey).find((each) => each !== key && servedBy(each.columns, made))
  // Another key uses the index too: it gets its own, as if it had been there alone.
  const left = heir === undefined ? '' : `, ADD INDEX ${quote(heir.name)} (${quoteList(heir.columns)})`
  return `${drop}, DROP INDEX ${quote(name)}${left}`
}

const servedBy = (columns: readonly string[], keys: readonly KeyPart[]): boolean =>
  columns.every((column, at) => keys[at]?.column?.toLowerCase() === column.toLowerCase())
