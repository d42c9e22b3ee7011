import { LithifyError, type Schema, type Table, type TableRef } from '@lithify/core'

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
