import {
  refLabel,
  type Check,
  type ForeignKey,
  type PrimaryKey,
  type Table,
  type TableRef,
  type Unique,
} from '../schema/model.ts'
import type { OperationOf } from './operation.ts'
import { bagOrNothing, type ReplayContext } from './replay-context.ts'

export function createTable({ table, foreignKeys }: OperationOf<'createTable'>, context: ReplayContext): void {
  context.refuseTaken(table)
  if (table.columns.length === 0) throw context.refuse(`the ${refLabel(table)} has no columns`, { table: table.name })
  table.columns.forEach(({ name }, at) => {
    if (context.hasColumn({ ...table, columns: table.columns.slice(0, at) }, name)) {
      throw context.refuse(`the ${refLabel(table)} has two columns ${name}`, { table: table.name, column: name })
    }
  })
  for (const keys of [table.primaryKey?.keys ?? [], ...table.uniques.map((unique) => unique.keys)])
    context.checkKeys(table, keys)
  context.schema.put(table)
  const placed: ForeignKey[] = []
  try {
    for (const foreignKey of foreignKeys) placed.push(putForeignKey(foreignKey, table, context))
  } catch (error) {
    for (const object of [table, ...placed]) context.schema.remove(object)
    throw error
  }
}

/** What lives on the table goes with it. What only depends on it stays, as it does in the databases that let it. */
export function dropTable(ref: TableRef, context: ReplayContext): void {
  const table = context.table(ref)
  for (const object of context.schema.on(table)) context.schema.remove(object)
  context.schema.remove(table)
}

export function alterTable(operation: OperationOf<'alterTable'>, context: ReplayContext): void {
  const table = context.table(operation.table)
  const changes: { -readonly [K in keyof Table]?: Table[K] } = {}
  if (operation.options !== undefined) changes.options = bagOrNothing(operation.options)
  if (operation.comment !== undefined) changes.comment = operation.comment ?? undefined
  context.change(table, changes)
}

/** The columns of a primary key become not null, on every database. */
export function addPrimaryKey(ref: TableRef, primaryKey: PrimaryKey, context: ReplayContext): void {
  const table = context.table(ref)
  if (table.primaryKey !== undefined)
    throw context.refuse(`the ${refLabel(table)} has a primary key already`, { table: table.name })
  context.checkKeys(table, primaryKey.keys)
  const inKey = new Set(
    primaryKey.keys.flatMap(({ column }) => (column === undefined ? [] : [context.column(table, column)])),
  )
  const columns = table.columns.map((column) => (inKey.has(column.name) ? { ...column, nullable: false } : column))
  context.change(table, { columns, primaryKey })
}

export function dropPrimaryKey(ref: TableRef, context: ReplayContext): void {
  const { primaryKey, ...rest } = context.table(ref)
  if (primaryKey === undefined) throw context.refuse(`the ${refLabel(rest)} has no primary key`, { table: rest.name })
  context.change(rest, {})
}

export function addUnique(ref: TableRef, unique: Unique, context: ReplayContext): void {
  const table = context.table(ref)
  context.checkKeys(table, unique.keys)
  refuseConstraint(table, unique.name, context)
  context.change(table, { uniques: [...table.uniques, unique] })
}

export function addCheck(ref: TableRef, check: Check, context: ReplayContext): void {
  const table = context.table(ref)
  refuseConstraint(table, check.name, context)
  context.change(table, { checks: [...table.checks, check] })
}

export function dropConstraint(ref: TableRef, list: 'uniques' | 'checks', name: string, context: ReplayContext): void {
  const table = context.table(ref)
  const kept = (table[list] as readonly { readonly name: string }[]).filter(
    (constraint) => !context.same(constraint.name, name),
  )
  if (kept.length === table[list].length) {
    const what = list === 'uniques' ? 'unique constraint' : 'check'
    throw context.refuse(`the ${refLabel(table)} has no ${what} ${name}`, { table: table.name, name })
  }
  context.change(table, { [list]: kept })
}

export function addForeignKey(foreignKey: ForeignKey, context: ReplayContext): void {
  const table = context.table({ schema: foreignKey.schema, name: foreignKey.table })
  putForeignKey(foreignKey, table, context)
  context.changeHosted('foreignKey', table)
}

export function dropForeignKey(ref: TableRef, name: string, context: ReplayContext): void {
  const table = context.table(ref)
  context.schema.remove(context.onTable('foreignKey', table, name))
  context.changeHosted('foreignKey', table)
}

function putForeignKey(foreignKey: ForeignKey, table: Table, context: ReplayContext): ForeignKey {
  const { references, name } = foreignKey
  if (!context.same(table.name, foreignKey.table)) {
    throw context.refuse(`the ${refLabel(foreignKey)} is not one of the ${refLabel(table)}`, {
      table: table.name,
      name,
    })
  }
  for (const column of foreignKey.columns) context.column(table, column)
  if (!context.dialect.capabilities.inlineForeignKeys) {
    const parent = context.table({ schema: references.schema, name: references.table })
    for (const column of references.columns) context.column(parent, column)
  }
  context.refuseExisting(foreignKey)
  refuseConstraint(table, name, context)
  const placed = { ...foreignKey, table: table.name }
  context.schema.put(placed)
  return placed
}

function refuseConstraint(table: Table, name: string, context: ReplayContext): void {
  const taken = [table.primaryKey, ...table.uniques, ...table.checks, ...context.schema.foreignKeysOn(table)]
  if (taken.some((constraint) => constraint?.name !== undefined && context.same(constraint.name, name))) {
    throw context.refuse(`the ${refLabel(table)} has a constraint ${name} already`, { table: table.name, name })
  }
}
