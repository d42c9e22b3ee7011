import { type BuilderDialect } from './builder-context.ts'
import type { Operation, OperationOf } from './operation.ts'
import { sayAlteration } from './render-alteration.ts'
import { call, Callback, plainly, withSettings, type Call } from './render-call.ts'
import { sayColumn } from './render-column.ts'
import { sayCheck, sayForeignKey, sayPrimaryKey, sayTable, sayUnique, unlessDefault } from './render-constraint.ts'
import { sayCreateTable } from './render-table.ts'

/** How an author would say an operation. It may say less than the operation does, where the builder has no word for it. */
export function sayOperation(operation: Operation, dialect: BuilderDialect): Call {
  switch (operation.kind) {
    case 'createTable':
      return sayCreateTable(operation, dialect)
    case 'dropTable':
      return call('dropTable', sayTable(operation.table))
    case 'renameTable':
      return call('renameTable', sayTable(operation.table), operation.to)
    case 'alterTable':
      return sayAlterTable(operation)
    case 'addColumn':
      return call('addColumn', sayTable(operation.table), new Callback('t', [sayColumn(operation.column, dialect)]))
    case 'dropColumn':
      return call('dropColumn', sayTable(operation.table), operation.column)
    case 'renameColumn':
      return call('renameColumn', sayTable(operation.table), operation.column, operation.to)
    case 'alterColumn':
      return call(
        'alterColumn',
        sayTable(operation.table),
        operation.column,
        new Callback('c', [sayAlteration(operation, dialect)]),
      )
    case 'createView': {
      const { schema, name, definition, columns, dependsOn, comment, options } = operation.view
      const settings = {
        columns,
        dependsOn: dependsOn === undefined ? undefined : plainly(dependsOn),
        comment,
        options,
      }
      return call('createView', ...withSettings([sayTable({ schema, name }), definition], settings))
    }
    case 'dropView':
      return call('dropView', sayTable(operation.view))
    case 'createObject':
      return call('createObject', plainly(operation.object))
    case 'dropObject':
      return call('dropObject', plainly(operation.object))
    case 'setDatabaseOptions':
      return call('setDatabaseOptions', operation.options)
    case 'sql':
      return call('sql', ...withSettings([operation.up], { down: operation.down }))
    default:
      return sayConstraint(operation, dialect)
  }
}

/** The operation as it stands. Everything can be said so. */
export function sayPlainly(operation: Operation): Call {
  return call('operation', plainly(operation))
}

type ConstraintOperation = OperationOf<
  | 'addPrimaryKey'
  | 'dropPrimaryKey'
  | 'addUnique'
  | 'dropUnique'
  | 'addCheck'
  | 'dropCheck'
  | 'addForeignKey'
  | 'dropForeignKey'
  | 'createIndex'
  | 'dropIndex'
  | 'renameIndex'
>

function sayConstraint(operation: ConstraintOperation, dialect: BuilderDialect): Call {
  if (operation.kind === 'createIndex') return sayIndex(operation, dialect)
  if (operation.kind === 'addForeignKey') {
    const { schema, table: name } = operation.foreignKey
    return sayForeignKey('addForeignKey', operation.foreignKey, dialect, sayTable({ schema, name }))
  }
  const table = sayTable(operation.table)
  switch (operation.kind) {
    case 'addPrimaryKey':
      return sayPrimaryKey('addPrimaryKey', operation.primaryKey, { before: [table] })
    case 'dropPrimaryKey':
      return call('dropPrimaryKey', table)
    case 'addUnique':
      return sayUnique('addUnique', operation.table.name, operation.unique, dialect, table)
    case 'addCheck':
      return sayCheck('addCheck', operation.check, table)
    case 'renameIndex':
      return call('renameIndex', table, operation.name, operation.to)
    default:
      return call(operation.kind, table, operation.name)
  }
}

function sayIndex({ index }: OperationOf<'createIndex'>, dialect: BuilderDialect): Call {
  const { schema, table, keys, where, comment, options } = index
  const dependsOn = index.dependsOn === undefined ? undefined : plainly(index.dependsOn)
  const parts = keys.map((key) => {
    const said = Object.entries(key).filter((entry) => entry[1] !== undefined)
    return said.length === 1 && key.column !== undefined ? key.column : plainly(Object.fromEntries(said))
  })
  const columns = keys.map(({ column }) => column)
  const name = columns.includes(undefined)
    ? index.name
    : unlessDefault(index.name, table, columns as string[], 'index', dialect)
  const settings = { name, unique: index.unique || undefined, where, comment, options, dependsOn }
  return call('createIndex', ...withSettings([sayTable({ schema, name: table }), parts], settings))
}

function sayAlterTable({ table, comment, options }: OperationOf<'alterTable'>): Call {
  const change = comment === undefined ? call('options', options ?? {}) : call('comment', comment)
  return call('alterTable', sayTable(table), new Callback('t', [[change]]))
}
