import { isOpaque, type OperationOf, type Schema, type Statement, type Table } from '@lithify/core'
import { quote, sameName } from '../names.ts'
import { changed, misfit } from './change.ts'
import { writesColumn } from './trigger-writes.ts'

/**
 * Drops a column in place. Keys, checks, indexes and the like that use it are refused by name, since they would have to go too, and so are
 * triggers that write it. Whatever reads it in a view or trigger is left to SQLite, which looks and refuses in its own words.
 */
export function dropColumn(operation: OperationOf<'dropColumn'>, table: Table, schema: Schema): Statement[] {
  changed(operation, table, schema)
  const column = table.columns.find((candidate) => sameName(candidate.name, operation.column))?.name ?? operation.column
  const trigger = schema
    .objects()
    .find((object) => object.kind === 'trigger' && isOpaque(object) && writesColumn(object, table.name, column))
  if (trigger !== undefined) {
    throw misfit(
      `Column ${table.name}.${column} is written by trigger ${trigger.name}.`,
      'Drop the trigger first, in the same migration, and create it again without the column.',
    )
  }
  return [{ text: `ALTER TABLE ${quote(table.name)} DROP COLUMN ${quote(column)}` }]
}
