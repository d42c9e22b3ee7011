import { creationOrder } from '../schema/order.ts'
import {
  isForeignKey,
  isTable,
  refLabel,
  type Column,
  type ObjectRef,
  type Options,
  type Plain,
  type PrimaryKey,
  type Table,
  type TableRef,
} from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import { spellingIn } from '../schema/fold.ts'
import { createOperation } from './from-schema.ts'
import type { ColumnChange, Operation, OperationOf } from './operation.ts'
import type { Irreversible, Reversal, Reversed } from './reverse.ts'

/** What an operation took away, rebuilt from the schema before it. A name is found whatever case the operation wrote it in. */

export function restoreObject(ref: ObjectRef, before: Schema | undefined, restores: Reversed['restores']): Reversal {
  const object = before?.find(ref, false)
  if (before === undefined || object === undefined) return unknown(ref)
  const hosted = object.table === undefined ? before.on(object) : []
  const foreignKeys = hosted.filter(isForeignKey)
  const create: Operation = isTable(object)
    ? { kind: 'createTable', table: object, foreignKeys }
    : createOperation(object)
  const rest = creationOrder(new Schema(hosted.filter((other) => !isForeignKey(other))), [{ kind: 'index' }])
  return { operations: [create, ...rest.map(createOperation)], restores }
}

/** Where a unique index is a unique constraint, it is found among those. */
export function restoreIndex({ table, name }: OperationOf<'dropIndex'>, before: Schema | undefined): Reversal {
  const ref: ObjectRef = { kind: 'index', schema: table.schema, table: table.name, name }
  if (before?.find(ref, false) !== undefined) return restoreObject(ref, before, 'everything')
  const reversal = restoreConstraint({ kind: 'dropUnique', table, name }, before)
  return 'irreversible' in reversal ? unknown(ref) : reversal
}

export function restoreDroppedColumn(operation: OperationOf<'dropColumn'>, before: Schema | undefined): Reversal {
  const column = columnBefore(before, operation.table, operation.column)
  if (column === undefined) return unknown({ kind: 'column', table: operation.table.name, name: operation.column })
  return { operations: [{ kind: 'addColumn', table: operation.table, column }], restores: 'structure' }
}

export function restoreColumnChange(operation: OperationOf<'alterColumn'>, before: Schema | undefined): Reversal {
  const { table, column, change } = operation
  const from = operation.from ?? columnBefore(before, table, column)
  if (from === undefined) return unknown({ kind: 'column', table: table.name, name: column })
  const keys = Object.keys(change).filter((key) => change[key as keyof ColumnChange] !== undefined)
  const back = Object.fromEntries(keys.map((key) => [key, from[key as keyof Column] ?? null])) as ColumnChange
  return everything({ kind: 'alterColumn', table, column, change: back })
}

export function restoreTableChange(operation: OperationOf<'alterTable'>, before: Schema | undefined): Reversal {
  const table = tableBefore(before, operation.table)
  if (table === undefined) return unknown({ kind: 'table', schema: operation.table.schema, name: operation.table.name })
  return everything({
    kind: 'alterTable',
    table: operation.table,
    ...(operation.options === undefined ? {} : { options: table.options ?? {} }),
    ...(operation.comment === undefined ? {} : { comment: table.comment ?? null }),
  })
}

/** A new primary key made its columns not null; those that were not are given that back. */
export function restoreNullability(operation: OperationOf<'addPrimaryKey'>, before: Schema | undefined): Reversal {
  const { table, primaryKey } = operation
  return everything({ kind: 'dropPrimaryKey', table }, ...giveBackNull(primaryKey, table, before))
}

export function restoreDroppedPrimaryKey(
  operation: OperationOf<'dropPrimaryKey'>,
  before: Schema | undefined,
): Reversal {
  const { table } = operation
  const primaryKey = tableBefore(before, table)?.primaryKey
  if (primaryKey === undefined) return unknown({ kind: 'primary key', table: table.name, name: '' })
  return everything({ kind: 'addPrimaryKey', table, primaryKey }, ...giveBackNull(primaryKey, table, before))
}

export function restoreConstraint(
  operation: OperationOf<'dropUnique' | 'dropCheck'>,
  before: Schema | undefined,
): Reversal {
  const { table, name } = operation
  const was = tableBefore(before, table)
  const find = <T extends { readonly name: string }>(list: readonly T[] | undefined): T | undefined => {
    const spelling = spellingIn(list?.map((item) => item.name) ?? [], name, false)
    return list?.find((item) => item.name === spelling)
  }
  if (operation.kind === 'dropUnique') {
    const unique = find(was?.uniques)
    if (unique !== undefined) return everything({ kind: 'addUnique', table, unique })
  } else {
    const check = find(was?.checks)
    if (check !== undefined) return everything({ kind: 'addCheck', table, check })
  }
  return unknown({ kind: operation.kind === 'dropUnique' ? 'unique constraint' : 'check', table: table.name, name })
}

export function restoreDatabaseOptions(
  operation: OperationOf<'setDatabaseOptions'>,
  before: Schema | undefined,
): Reversal {
  if (before === undefined) return { irreversible: 'what the options of the database were before is not known' }
  const entries = Object.keys(operation.options).map((key): [string, Plain] => [key, before.options[key] ?? null])
  return everything({ kind: 'setDatabaseOptions', options: Object.fromEntries(entries) as Options })
}

export function restoreTableName(operation: OperationOf<'renameTable'>, before: Schema | undefined): Reversal {
  const { table, to } = operation
  const name = tableBefore(before, table)?.name ?? table.name
  return everything({ kind: 'renameTable', table: { ...table, name: to }, to: name })
}

export function restoreColumnName(operation: OperationOf<'renameColumn'>, before: Schema | undefined): Reversal {
  const { table, column, to } = operation
  return everything({
    kind: 'renameColumn',
    table,
    column: to,
    to: columnBefore(before, table, column)?.name ?? column,
  })
}

export function everything(...operations: Operation[]): Reversed {
  return { operations, restores: 'everything' }
}

/** For the columns of a key that could hold NULL. */
function giveBackNull(key: PrimaryKey, table: TableRef, before: Schema | undefined): Operation[] {
  return key.keys.flatMap(({ column }): Operation[] => {
    const was = column === undefined ? undefined : columnBefore(before, table, column)
    return was?.nullable === true ? [{ kind: 'alterColumn', table, column: was.name, change: { nullable: true } }] : []
  })
}

function tableBefore(before: Schema | undefined, ref: TableRef): Table | undefined {
  return before?.findTable(ref, false)
}

function columnBefore(before: Schema | undefined, ref: TableRef, name: string): Column | undefined {
  const columns = tableBefore(before, ref)?.columns ?? []
  const spelling = spellingIn(
    columns.map((column) => column.name),
    name,
    false,
  )
  return columns.find((column) => column.name === spelling)
}

function unknown(ref: ObjectRef): Irreversible {
  return { irreversible: `what the ${refLabel(ref).trim().replace(/\.$/, '')} was before is not known` }
}
