import { changeColumn, type Index, type Operation, type OperationOf, type Schema, type Statement } from '@lithify/core'
import { findTable, misfit } from '@lithify/core/dialect-kit'
import { classify } from './classify.ts'
import { createObject, createView, dropObject } from './emit/code.ts'
import { columnText, defaultText } from './emit/column.ts'
import { checkText, foreignKeyText, indexOptions, keyParts, primaryKeyText, uniqueText } from './emit/constraint.ts'
import { dropColumn, dropForeignKey } from './emit/drop.ts'
import { refuseChanged, refuseLabels } from './emit/guard.ts'
import { qualified } from './emit/names.ts'
import { renameColumn } from './emit/rename-column.ts'
import { alterTable, createTable } from './emit/table.ts'
import { quote } from './names.ts'
import { splitter } from './split.ts'

/** The DDL for one operation, always in place. */
export function emit(operation: Operation, schema: Schema): Statement[] {
  if (operation.kind === 'sql') {
    const parts = splitter()
    return [...parts.push(operation.up), ...parts.end()]
  }
  const found = texts(operation, schema)
  if (operation.kind !== 'createObject' && operation.kind !== 'createView') found.forEach(refuseChanged)
  return found.map((text) => ({ text, ...classify(text) }))
}

/** Whether `emit` looks at the schema. Where it does not, the database need not be read. */
export function needsSchema(operation: Operation): boolean {
  switch (operation.kind) {
    case 'createTable':
      return operation.foreignKeys.some(({ references }) => references.columns.length === 0)
    case 'addForeignKey':
      return operation.foreignKey.references.columns.length === 0
    case 'alterColumn':
      return !onlyDefault(operation)
    case 'alterTable':
      return operation.options !== undefined
    case 'renameColumn':
    case 'dropColumn':
    case 'dropForeignKey':
    case 'dropObject':
      return true
    case 'createObject':
      return operation.object.options?.['databaseCollation'] !== undefined
    default:
      return false
  }
}

function texts(operation: Exclude<Operation, { kind: 'sql' }>, schema: Schema): string[] {
  switch (operation.kind) {
    case 'createTable':
      for (const { type } of operation.table.columns) refuseLabels(type)
      return [createTable(operation, schema)]
    case 'dropTable':
      return [`DROP TABLE ${qualified(operation.table)}`]
    case 'renameTable':
      return [
        `RENAME TABLE ${qualified(operation.table)} TO ${qualified({ schema: operation.table.schema, name: operation.to })}`,
      ]
    case 'alterTable':
      return alterTable(operation, operation.options === undefined ? undefined : findTable(operation.table, schema))
    case 'createIndex':
      return [createIndex(operation.index)]
    case 'dropIndex':
      return [`DROP INDEX ${quote(operation.name)} ON ${qualified(operation.table)}`]
    case 'createView':
      return createView(operation.view, schema)
    case 'dropView':
      return [`DROP VIEW ${qualified(operation.view)}`]
    case 'createObject':
      return createObject(operation.object, schema)
    case 'dropObject':
      return [dropObject(operation.object, schema)]
    case 'setDatabaseOptions':
      return databaseOptions(operation)
    case 'renameColumn':
      return renameColumn(operation, schema)
    case 'dropColumn':
      return [dropColumn(operation, schema)]
    case 'dropForeignKey':
      return [dropForeignKey(operation, schema)]
    case 'addForeignKey': {
      const { foreignKey } = operation
      return [
        `ALTER TABLE ${qualified({ schema: foreignKey.schema, name: foreignKey.table })} ADD ${foreignKeyText(foreignKey, schema)}`,
      ]
    }
    default:
      return [`ALTER TABLE ${qualified(operation.table)} ${change(operation, schema)}`]
  }
}

type ChangeKind = 'addColumn' | 'alterColumn' | 'addPrimaryKey' | 'dropPrimaryKey' | 'addUnique' | 'dropUnique' | 'addCheck' | 'dropCheck' | 'renameIndex' // prettier-ignore

/** What stands behind ALTER TABLE. */
function change(operation: OperationOf<ChangeKind>, schema: Schema): string {
  switch (operation.kind) {
    case 'addColumn':
      refuseLabels(operation.column.type)
      return `ADD COLUMN ${columnText(operation.column)}`
    case 'alterColumn':
      return alterColumn(operation, schema)
    case 'addPrimaryKey':
      return `ADD ${primaryKeyText(operation.primaryKey)}`
    case 'dropPrimaryKey':
      return 'DROP PRIMARY KEY'
    case 'addUnique':
      return `ADD ${uniqueText(operation.unique)}`
    case 'dropUnique':
      return `DROP INDEX ${quote(operation.name)}`
    case 'addCheck':
      return `ADD ${checkText(operation.check)}`
    case 'dropCheck':
      return `DROP CONSTRAINT ${quote(operation.name)}`
    default:
      return `RENAME INDEX ${quote(operation.name)} TO ${quote(operation.to)}`
  }
}

const onlyDefault = ({ change: changed }: OperationOf<'alterColumn'>): boolean =>
  changed.default === null && Object.entries(changed).every(([key, value]) => key === 'default' || value === undefined)

/** MODIFY COLUMN takes away what it does not say, so it says all that the column has. */
function alterColumn(operation: OperationOf<'alterColumn'>, schema: Schema): string {
  const { table, column: name } = operation
  if (onlyDefault(operation)) return `ALTER COLUMN ${quote(name)} DROP DEFAULT`
  const before = findTable(table, schema).columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (before === undefined)
    throw misfit(`There is no column ${name} in table ${table.name}.`, { table: table.name, column: name })
  const after = changeColumn(before, operation.change)
  if (Object.keys(operation.change).every((key) => key === 'default') && after.default !== undefined)
    return `ALTER COLUMN ${quote(name)} SET DEFAULT ${defaultText(after.default, after.type)}`
  return `MODIFY COLUMN ${columnText(after)}`
}

function createIndex({ name, schema, table, unique, keys, where, options }: Index): string {
  if (where !== undefined)
    throw misfit(`MySQL has no partial indexes such as ${name}.`, { index: name }, 'LITHIFY_E_UNSUPPORTED')
  const kind = typeof options?.['type'] === 'string' ? `${options['type'].toUpperCase()} ` : unique ? 'UNIQUE ' : ''
  return `CREATE ${kind}INDEX ${quote(name)} ON ${qualified({ schema, name: table })} (${keyParts(keys)})${indexOptions(options)}`
}

function databaseOptions({ options }: OperationOf<'setDatabaseOptions'>): string[] {
  const { charset, collation } = options
  const parts = [
    ...(typeof charset === 'string' ? [`CHARACTER SET ${charset}`] : []),
    ...(typeof collation === 'string' ? [`COLLATE ${collation}`] : []),
  ]
  return parts.length === 0 ? [] : [`ALTER DATABASE ${parts.join(' ')}`]
}
