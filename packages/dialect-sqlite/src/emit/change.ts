import {
  applyOperation,
  isForeignKey,
  LithifyError,
  Schema,
  type Operation,
  type Table,
  type TableRef,
} from '@lithify/core'
import { capabilities } from '../capabilities.ts'
import { compare } from '../compare.ts'
import { sameName } from '../names.ts'
import type { Rebuilt } from './rebuild.ts'

/**
 * What a table becomes by an operation: what core's replay makes of it, so that the database and the memory agree.
 * @throws LithifyError `LITHIFY_E_OPERATION` when the operation does not fit the table.
 */
export function changed(operation: Operation, old: Table, schema: Schema): Rebuilt {
  // Of a large schema only what has to do with this table.
  const after = new Schema(
    [old, ...schema.objects().filter((object) => isForeignKey(object) || object.table === old.name)],
    schema.options,
  )
  applyOperation(after, operation, { capabilities, compare })
  return { table: after.table({ name: old.name }) as Table, foreignKeys: after.foreignKeysOn({ name: old.name }) }
}

/** @throws LithifyError `LITHIFY_E_OPERATION` when there is no such table; `LITHIFY_E_UNSUPPORTED` when it is only kept as text. */
export function findTable(ref: TableRef, schema: Schema): Table {
  const table = schema.findTable(ref, capabilities.caseSensitiveNames)
  if (table !== undefined) return table
  const raw = schema
    .objects()
    .find((object) => (object.kind === 'rawTable' || object.kind === 'virtualTable') && sameName(object.name, ref.name))
  if (raw === undefined) throw misfit(`There is no table ${ref.name}.`)
  throw new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    `Table ${ref.name} is kept as text, because it is a virtual table or its text is not fully understood.`,
    {
      hint: 'Change it with SQL:  m.sql(…)',
    },
  )
}

export const misfit = (message: string, hint?: string): LithifyError =>
  new LithifyError('LITHIFY_E_OPERATION', message, { hint })
