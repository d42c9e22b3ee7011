import { LithifyError } from '../errors.ts'
import { isOpaque, refLabel, type ObjectRef, type Options, type TableRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import type { Operation, OperationOf } from './operation.ts'
import { addColumn, alterColumn, dropColumn } from './replay-columns.ts'
import { ReplayContext, type ReplayDialect } from './replay-context.ts'
import { createIndex, dropIndex, renameIndex } from './replay-indexes.ts'
import { renameColumn, renameTable } from './replay-renames.ts'
import {
  addCheck,
  addForeignKey,
  addPrimaryKey,
  addUnique,
  alterTable,
  createTable,
  dropConstraint,
  dropForeignKey,
  dropPrimaryKey,
  dropTable,
} from './replay-tables.ts'

/**
 * Changes the schema as the database would. An operation that is refused leaves the schema as it was.
 * @throws LithifyError `LITHIFY_E_OPERATION` when the operation does not fit the schema, `LITHIFY_E_REPLAY` when what it does
 * cannot be told without a database.
 */
export function applyOperation(schema: Schema, operation: Operation, dialect: ReplayDialect): void {
  apply(operation, new ReplayContext(schema, dialect))
}

/** The schema that operations make of an empty one, or of `from`, which is left as it is. */
export function replay(operations: Iterable<Operation>, dialect: ReplayDialect, from: Schema = new Schema()): Schema {
  const schema = from.clone()
  for (const operation of operations) applyOperation(schema, operation, dialect)
  return schema
}

function apply(operation: Operation, context: ReplayContext): void {
  switch (operation.kind) {
    case 'createTable':
      return createTable(operation, context)
    case 'dropTable':
      return dropTable(operation.table, context)
    case 'renameTable':
      return renameTable(operation.table, operation.to, context)
    case 'alterTable':
      return alterTable(operation, context)
    case 'addColumn':
      return addColumn(operation.table, operation.column, context)
    case 'dropColumn':
      return dropColumn(operation.table, operation.column, context)
    case 'renameColumn':
      return renameColumn(operation.table, operation.column, operation.to, context)
    case 'alterColumn':
      return alterColumn(operation, context)
    case 'addPrimaryKey':
      return addPrimaryKey(operation.table, operation.primaryKey, context)
    case 'dropPrimaryKey':
      return dropPrimaryKey(operation.table, context)
    case 'addUnique':
      return addUnique(operation.table, operation.unique, context)
    case 'dropUnique':
      return dropConstraint(operation.table, 'uniques', operation.name, context)
    case 'addCheck':
      return addCheck(operation.table, operation.check, context)
    case 'dropCheck':
      return dropConstraint(operation.table, 'checks', operation.name, context)
    case 'addForeignKey':
      return addForeignKey(operation.foreignKey, context)
    case 'dropForeignKey':
      return dropForeignKey(operation.table, operation.name, context)
    case 'createIndex':
      return createIndex(operation, context)
    case 'dropIndex':
      return dropIndex(operation, context)
    case 'renameIndex':
      return renameIndex(operation, context)
    case 'createView':
      return createView(operation, context)
    case 'dropView':
      return dropView(operation.view, context)
    case 'createObject':
      context.refuseExisting(operation.object)
      return void context.schema.put(operation.object)
    case 'dropObject':
      return dropObject(operation.object, context)
    case 'setDatabaseOptions':
      context.schema.options = mergeOptions(context.schema.options, operation.options)
      return
    case 'sql':
      throw new LithifyError('LITHIFY_E_REPLAY', 'a raw SQL statement cannot be replayed without a database', {
        data: { sql: operation.up },
      })
  }
}

function createView({ view }: OperationOf<'createView'>, context: ReplayContext): void {
  context.refuseTaken(view)
  context.schema.put(view)
}

function dropView(ref: TableRef, context: ReplayContext): void {
  const view = context.find({ kind: 'view', schema: ref.schema, name: ref.name })
  if (view === undefined)
    throw context.refuse(`there is no ${refLabel({ kind: 'view', schema: ref.schema, name: ref.name })}`, { view: ref })
  dropWithHosted(view, context)
}

function dropObject(ref: ObjectRef, context: ReplayContext): void {
  const object = context.find(ref)
  if (object === undefined) throw context.refuse(`there is no ${refLabel(ref)}`, { object: ref })
  if (!isOpaque(object))
    throw context.refuse(`a ${object.kind} has an operation of its own to drop it`, { object: ref })
  dropWithHosted(object, context)
}

/** A virtual table or materialised view takes along what lives on it. */
function dropWithHosted(object: ObjectRef, context: ReplayContext): void {
  if (object.table === undefined && context.relation(object) === context.schema.get(object)) {
    for (const hosted of context.schema.on(object)) context.schema.remove(hosted)
  }
  context.schema.remove(object)
}

/** The given options over those that are there; `null` takes one away. */
function mergeOptions(options: Options, given: Options): Options {
  return Object.fromEntries(
    Object.entries({ ...options, ...given }).filter(([, value]) => value !== null && value !== undefined),
  )
}
