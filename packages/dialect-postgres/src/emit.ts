import type { ObjectRef, OpaqueObject, Operation, Schema, Statement } from '@lithify/core'
import { findTable, misfit } from '@lithify/core/dialect-kit'
import { alterColumn, isPlain } from './emit/alter-column.ts'
import { alterTable } from './emit/alter-table.ts'
import { columnSettings, columnText } from './emit/column.ts'
import { commentOnColumn, commentOnConstraint, objectComment } from './emit/comments.ts'
import { checkText, foreignKeyText, keyText } from './emit/constraint.ts'
import { dropColumn } from './emit/drop-column.ts'
import { createIndex, createView } from './emit/index.ts'
import { qualified } from './emit/names.ts'
import { renameColumn, renameTable } from './emit/rename.ts'
import { createTable } from './emit/table.ts'
import { quote } from './names.ts'
import { splitter } from './split.ts'

/** The DDL for one operation, always in place. */
export function emit(operation: Operation, schema: Schema): Statement[] {
  if (operation.kind === 'sql') {
    const parts = splitter()
    return [...parts.push(operation.up), ...parts.end()]
  }
  return texts(operation, schema).map((text) => ({ text }))
}

/** Whether `emit` looks at the schema. Where it does not, the database need not be read. */
export function needsSchema(operation: Operation): boolean {
  switch (operation.kind) {
    case 'renameTable':
    case 'renameColumn':
    case 'dropColumn':
    case 'dropPrimaryKey':
    case 'dropObject':
      return true
    case 'alterTable':
      return operation.options !== undefined
    case 'alterColumn':
      return !isPlain(operation)
    default:
      return false
  }
}

function texts(operation: Exclude<Operation, { kind: 'sql' }>, schema: Schema): string[] {
  switch (operation.kind) {
    case 'createTable':
      return createTable(operation.table, operation.foreignKeys)
    case 'dropTable':
      return [`DROP TABLE ${qualified(operation.table)}`]
    case 'renameTable':
      return renameTable(operation, schema)
    case 'alterTable':
      return alterTable(operation, schema)
    case 'renameColumn':
      return renameColumn(operation, schema)
    case 'addColumn':
      return addColumn(operation)
    case 'alterColumn':
      return alterColumn(operation, schema)
    case 'dropColumn':
      return dropColumn(operation, schema)
    case 'addForeignKey': {
      const { foreignKey } = operation
      const host = { schema: foreignKey.schema, name: foreignKey.table }
      return [`ALTER TABLE ${qualified(host)} ADD ${foreignKeyText(foreignKey)}`, ...objectComment(foreignKey)]
    }
    case 'createIndex':
      return createIndex(operation.index)
    case 'dropIndex':
      return [`DROP INDEX ${qualified({ schema: operation.table.schema, name: operation.name })}`]
    case 'renameIndex':
      return [
        `ALTER INDEX ${qualified({ schema: operation.table.schema, name: operation.name })} RENAME TO ${quote(operation.to)}`,
      ]
    case 'createView':
      return createView(operation.view)
    case 'dropView':
      return [`DROP VIEW ${qualified(operation.view)}`]
    case 'createObject':
      return createObject(operation.object)
    case 'dropObject':
      return [dropText(operation.object, schema)]
    case 'setDatabaseOptions':
      return []
    default:
      return constraint(operation, schema)
  }
}

type ConstraintKind =
  | 'addPrimaryKey'
  | 'dropPrimaryKey'
  | 'addUnique'
  | 'dropUnique'
  | 'addCheck'
  | 'dropCheck'
  | 'dropForeignKey'

function constraint(operation: Extract<Operation, { kind: ConstraintKind }>, schema: Schema): string[] {
  switch (operation.kind) {
    case 'addPrimaryKey':
      return added(operation, operation.primaryKey, keyText('PRIMARY KEY', operation.primaryKey))
    case 'addUnique':
      return added(operation, operation.unique, keyText('UNIQUE', operation.unique))
    case 'addCheck':
      return added(operation, operation.check, checkText(operation.check))
    case 'dropPrimaryKey': {
      const name = findTable(operation.table, schema).primaryKey?.name
      if (name === undefined)
        throw misfit(`The table ${operation.table.name} has no primary key.`, { table: operation.table })
      return [`${alter(operation)} DROP CONSTRAINT ${quote(name)}`]
    }
    default:
      return [`${alter(operation)} DROP CONSTRAINT ${quote(operation.name)}`]
  }
}

type OnTable = Extract<
  Operation,
  { readonly table: { readonly name: string }; readonly kind: ConstraintKind | 'dropColumn' | 'addColumn' }
>

const alter = ({ table }: Pick<OnTable, 'table'>): string => `ALTER TABLE ${qualified(table)}`

interface Named {
  readonly name?: string | undefined
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

function added(operation: OnTable, { name, options }: Named, text: string): string[] {
  const comment = name === undefined ? [] : commentOnConstraint(operation.table, name, options?.['comment'])
  return [`${alter(operation)} ADD ${text}`, ...comment]
}

function addColumn(operation: Extract<Operation, { kind: 'addColumn' }>): string[] {
  const { table, column } = operation
  return [
    `${alter(operation)} ADD COLUMN ${columnText(column, table.schema)}`,
    ...columnSettings(column).map((step) => `${alter(operation)} ${step}`),
    ...(column.comment === undefined || column.comment === ''
      ? []
      : [commentOnColumn(table, column.name, column.comment)]),
  ]
}

function createObject(object: OpaqueObject): string[] {
  const also = (object.options?.['also'] as readonly string[] | undefined) ?? []
  return [object.create, ...also, ...objectComment(object)]
}

function dropText(ref: ObjectRef, schema: Schema): string {
  const object = schema.get(ref)
  if (object !== undefined && 'drop' in object) return object.drop
  throw misfit(`There is no ${ref.kind} ${ref.name}.`, { object: ref })
}
