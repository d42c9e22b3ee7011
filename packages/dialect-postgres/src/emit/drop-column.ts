import type { OperationOf, Schema } from '@lithify/core'
import { refuseUsedColumn } from '@lithify/core/dialect-kit'
import { capabilities } from '../capabilities.ts'
import { compare } from '../compare.ts'
import { quote } from '../names.ts'
import { qualified } from './names.ts'

/**
 * PostgreSQL would drop every key, index and check that has the column in it, without a word. Their author drops them first: what replay
 * refuses is refused here.
 */
export function dropColumn(operation: OperationOf<'dropColumn'>, schema: Schema): string[] {
  refuseUsedColumn(operation, schema, { compare, capabilities })
  return [`ALTER TABLE ${qualified(operation.table)} DROP COLUMN ${quote(operation.column)}`]
}
