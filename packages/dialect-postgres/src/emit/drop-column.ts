import { applyOperation, isForeignKey, Schema, type OperationOf } from '@lithify/core'
import { capabilities } from '../capabilities.ts'
import { compare } from '../compare.ts'
import { quote } from '../names.ts'
import { findTable } from './find.ts'
import { qualified } from './names.ts'

/**
 * PostgreSQL would drop every key, index and check that has the column in it, without a word. Their author drops them first: what replay
 * refuses is refused here.
 */
export function dropColumn(operation: OperationOf<'dropColumn'>, schema: Schema): string[] {
  const table = findTable(operation.table, schema)
  const pointing = schema
    .objects()
    .filter(isForeignKey)
    .filter(({ references }) => references.table === table.name && references.schema === table.schema)
  const around = new Schema([table, ...schema.on(table), ...pointing])
  applyOperation(around, operation, { compare, capabilities })
  return [`ALTER TABLE ${qualified(operation.table)} DROP COLUMN ${quote(operation.column)}`]
}
