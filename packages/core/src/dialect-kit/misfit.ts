import type { Capabilities, CompareHooks } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { OperationOf } from '../operations/operation.ts'
import { applyOperation } from '../operations/replay.ts'
import { isForeignKey, type Table, type TableRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** An operation that does not fit the schema, or that the server cannot do. */
export function misfit(
  message: string,
  data: Readonly<Record<string, unknown>>,
  code: 'LITHIFY_E_OPERATION' | 'LITHIFY_E_UNSUPPORTED' = 'LITHIFY_E_OPERATION',
): LithifyError {
  return new LithifyError(code, message, { data })
}

export function findTable(ref: TableRef, schema: Schema): Table {
  const table = schema.table(ref)
  if (table !== undefined) return table
  throw misfit(`There is no table ${ref.name}.`, { table: ref })
}

/**
 * A server would drop the keys, indexes and checks that have the column in them, or take it out of them, without a word. Their author drops them first:
 * what replay refuses is refused here.
 * @throws LithifyError `LITHIFY_E_OPERATION`
 */
export function refuseUsedColumn(
  operation: OperationOf<'dropColumn'>,
  schema: Schema,
  dialect: { readonly compare: CompareHooks; readonly capabilities: Capabilities },
): void {
  const table = findTable(operation.table, schema)
  const pointing = schema
    .objects()
    .filter(isForeignKey)
    .filter(({ references }) => references.table === table.name && references.schema === table.schema)
  applyOperation(new Schema([table, ...schema.on(table), ...pointing]), operation, dialect)
}
