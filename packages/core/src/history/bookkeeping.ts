import type { HistoryTables } from '../config/config.ts'
import type { Dialect } from '../dialect.ts'
import type { ObjectRef, TableRef } from '../schema/model.ts'
import { isSameTable } from './sql.ts'

/** Every table that is lithify's own. */
export function bookkeepingTables({ migrations, versions, lock, journal }: HistoryTables): TableRef[] {
  return [migrations, versions, lock, journal]
}

/** Whether an object is that table. */
export function isTableItself(table: TableRef, ref: ObjectRef, dialect: Dialect): boolean {
  return ref.kind === 'table' && isSameTable(dialect, ref, table)
}

/** Whether an object is that table, or lives on it. */
export function belongsTo(table: TableRef, ref: ObjectRef, dialect: Dialect): boolean {
  if (ref.table === undefined) return isTableItself(table, ref, dialect)
  return isSameTable(dialect, { schema: ref.schema, name: ref.table }, table)
}
