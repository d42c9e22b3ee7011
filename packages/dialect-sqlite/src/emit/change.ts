import { LithifyError, type Column, type ColumnChange, type ForeignKey, type Operation, type Schema, type Table, type TableRef } from '@lithify/core'
import { sameName } from '../names.ts'
import type { Rebuilt } from './rebuild.ts'

type Change = Extract<
  Operation,
  {
    kind:
      | 'alterTable'
      | 'addColumn'
      | 'alterColumn'
      | 'addPrimaryKey'
      | 'dropPrimaryKey'
      | 'addUnique'
      | 'dropUnique'
      | 'addCheck'
      | 'dropCheck'
      | 'addForeignKey'
      | 'dropForeignKey'
  }
>

/**
 * What a table becomes by an operation that SQLite cannot do in place.
 * @throws LithifyError `LITHIFY_E_OPERATION` when the operation does not fit the table.
 */
export function changed(operation: Change, old: Table, schema: Schema): Rebuilt {
  const foreignKeys = schema.foreignKeysOn({ name: old.name })
  const table = (change: Partial<Table>): Rebuilt => ({ table: { ...old, ...change }, foreignKeys })
  switch (operation.kind) {
    case 'alterTable':
      return table({ options: operation.options ?? old.options })
    case 'addColumn':
      absent(old, 'column', operation.column.name, old.columns)
      return table({ columns: [...old.columns, operation.column] })
    case 'alterColumn': {
      const column = findColumn(old, operation.column)
      return table({ columns: old.columns.map((candidate) => (candidate === column ? alteredColumn(column, operation.change) : candidate)) })
    }
    case 'addPrimaryKey':
      if (old.primaryKey !== undefined) throw misfit(`Table ${old.name} has a primary key already.`)
      return table({ primaryKey: operation.primaryKey })
    case 'dropPrimaryKey':
      if (old.primaryKey === undefined) throw misfit(`Table ${old.name} has no primary key.`)
      return table({ primaryKey: undefined, columns: old.columns.map(withoutCounter) })
    case 'addUnique':
      absent(old, 'unique constraint', operation.unique.name, old.uniques)
      return table({ uniques: [...old.uniques, operation.unique] })
    case 'dropUnique':
      return table({ uniques: without(old, 'unique constraint', operation.name, old.uniques) })
    case 'addCheck':
      absent(old, 'check', operation.check.name, old.checks)
      return table({ checks: [...old.checks, operation.check] })
    case 'dropCheck':
      return table({ checks: without(old, 'check', operation.name, old.checks) })
    case 'addForeignKey':
      absent(old, 'foreign key', operation.foreignKey.name, foreignKeys)
      return { table: old, foreignKeys: [...foreignKeys, operation.foreignKey] }
    case 'dropForeignKey':
      return { table: old, foreignKeys: without<ForeignKey>(old, 'foreign key', operation.name, foreignKeys) }
  }
}

/** An absent key stays as it is; `null` takes the thing away. */
function alteredColumn(column: Column, change: ColumnChange): Column {
  const pick = <T>(next: T | null | undefined, now: T | undefined): T | undefined => (next === undefined ? now : (next ?? undefined))
  return {
    name: column.name,
    type: change.type ?? column.type,
    nullable: change.nullable ?? column.nullable,
    default: pick(change.default, column.default),
    generated: pick(change.generated, column.generated),
    collation: pick(change.collation, column.collation),
    options: pick(change.options, column.options),
  }
}

/** AUTOINCREMENT is a part of the primary key. */
function withoutCounter(column: Column): Column {
  if (column.options?.['autoincrement'] !== true) return column
  const { autoincrement: _, ...options } = column.options
  return { ...column, options }
}

/** @throws LithifyError `LITHIFY_E_OPERATION` when there is no such table; `LITHIFY_E_UNSUPPORTED` when it is only kept as text. */
export function findTable(ref: TableRef, schema: Schema): Table {
  const table = schema.table(ref) ?? schema.objects().find((object): object is Table => object.kind === 'table' && sameName(object.name, ref.name))
  if (table !== undefined) return table
  const raw = schema.objects().find((object) => (object.kind === 'rawTable' || object.kind === 'virtualTable') && sameName(object.name, ref.name))
  if (raw === undefined) throw misfit(`There is no table ${ref.name}.`)
  throw new LithifyError('LITHIFY_E_UNSUPPORTED', `Table ${ref.name} is kept as text, because it is a virtual table or its text is not fully understood.`, {
    hint: 'Change it with SQL:  m.sql(…)',
  })
}

export function findColumn(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name) ?? table.columns.find((candidate) => sameName(candidate.name, name))
  if (column === undefined) throw misfit(`Table ${table.name} has no column ${name}.`)
  return column
}

function absent(table: Table, what: string, name: string, list: readonly { readonly name: string }[]): void {
  if (list.some((part) => sameName(part.name, name))) throw misfit(`Table ${table.name} has a ${what} ${name} already.`)
}

function without<T extends { readonly name: string }>(table: Table, what: string, name: string, list: readonly T[]): T[] {
  const rest = list.filter((part) => part.name !== name)
  if (rest.length === list.length) throw misfit(`Table ${table.name} has no ${what} ${name}.`)
  return rest
}

export const misfit = (message: string, hint?: string): LithifyError => new LithifyError('LITHIFY_E_OPERATION', message, { hint })
