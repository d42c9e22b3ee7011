import type { ObjectRef, Operation, Schema, Statement, TableRef } from '@lithify/core'
import { canAddInPlace } from './emit/add-column.ts'
import { changed, findTable, misfit } from './emit/change.ts'
import { createTableText } from './emit/create-table.ts'
import { setDatabaseOptions } from './emit/database-options.ts'
import { dropColumn } from './emit/drop-column.ts'
import { createIndexText, createViewText } from './emit/indexes.ts'
import { columnText } from './emit/parts.ts'
import { rebuild } from './emit/rebuild.ts'
import { fold, freeName, quote, sameName } from './names.ts'
import { splitter } from './split.ts'

/** The DDL for one operation: in place where SQLite can, by building the table anew where it cannot. Comments are not written: SQLite has none. */
export function emit(operation: Operation, schema: Schema): Statement[] {
  switch (operation.kind) {
    case 'createTable':
      return one(createTableText(operation.table, operation.foreignKeys))
    case 'dropTable':
      // With foreign keys enforced, SQLite would first delete all rows, and with them what refers to them.
      return [{ text: `DROP TABLE ${quote(operation.table.name)}`, foreignKeys: 'checkedAtCommit' }]
    case 'renameTable':
      return renameTable(operation.table.name, operation.to, schema)
    case 'renameColumn':
      return one(
        `ALTER TABLE ${quote(operation.table.name)} RENAME COLUMN ${quote(operation.column)} TO ${quote(operation.to)}`,
      )
    case 'addColumn':
      if (!canAddInPlace(operation.column)) return rebuildFor(operation, schema)
      return one(`ALTER TABLE ${quote(operation.table.name)} ADD COLUMN ${columnText(operation.column)}`)
    case 'dropColumn':
      return dropColumn(operation, findTable(operation.table, schema), schema)
    case 'alterTable':
      return operation.options === undefined ? [] : rebuildFor(operation, schema)
    case 'alterColumn':
      return Object.keys(operation.change).every((key) => key === 'comment') ? [] : rebuildFor(operation, schema)
    case 'addPrimaryKey':
    case 'dropPrimaryKey':
    case 'addUnique':
    case 'dropUnique':
    case 'addCheck':
    case 'dropCheck':
    case 'dropForeignKey':
    case 'addForeignKey':
      return rebuildFor(operation, schema)
    case 'createIndex':
      return one(createIndexText(operation.index))
    case 'dropIndex':
      return one(`DROP INDEX ${quote(operation.name)}`)
    case 'renameIndex':
      return renameIndex(operation.table.name, operation.name, operation.to, schema)
    case 'createView':
      return one(createViewText(operation.view))
    case 'dropView':
      return one(`DROP VIEW ${quote(operation.view.name)}`)
    case 'createObject':
      return one(operation.object.create)
    case 'dropObject':
      return dropObject(operation.object, schema)
    case 'setDatabaseOptions':
      return setDatabaseOptions(operation.options, schema.options).map((text) => ({ text }))
    case 'sql': {
      const parts = splitter()
      return [...parts.push(operation.up), ...parts.end()]
    }
  }
}

/** Whether `emit` looks at the schema. Where it does not, the database need not be read. */
export function needsSchema(operation: Operation): boolean {
  switch (operation.kind) {
    case 'createTable':
    case 'dropTable':
    case 'renameTable':
    case 'renameColumn':
    case 'createIndex':
    case 'dropIndex':
    case 'createView':
    case 'dropView':
    case 'createObject':
    case 'dropObject':
    case 'sql':
      return false
    case 'addColumn':
      return !canAddInPlace(operation.column)
    case 'alterTable':
      return operation.options !== undefined
    default:
      return true
  }
}

const one = (text: string): Statement[] => [{ text }]

type Rebuilding = Extract<Operation, { readonly table: TableRef } | { readonly kind: 'addForeignKey' }>

function rebuildFor(operation: Rebuilding, schema: Schema): Statement[] {
  const ref = operation.kind === 'addForeignKey' ? { name: operation.foreignKey.table } : operation.table
  const old = findTable(ref, schema)
  return rebuild(old, changed(operation, old, schema), schema)
}

const rename = (from: string, to: string): Statement => ({
  text: `ALTER TABLE ${quote(from)} RENAME TO ${quote(to)}`,
})

/** SQLite takes a name that differs only in case for taken, so such a rename takes two steps. */
function renameTable(from: string, to: string, schema: Schema): Statement[] {
  if (from === to || !sameName(from, to)) return [rename(from, to)]
  const between = freeName(`lithify_new_${to}`, (name) =>
    schema.objects().some((object) => fold(object.name) === fold(name)),
  )
  return [rename(from, between), rename(between, to)]
}

/** SQLite cannot rename an index. */
function renameIndex(table: string, name: string, to: string, schema: Schema): Statement[] {
  const index = schema.indexesOn({ name: table }).find((candidate) => candidate.name === name)
  if (index === undefined) throw misfit(`There is no index ${name} on table ${table}.`)
  return [{ text: `DROP INDEX ${quote(name)}` }, { text: createIndexText({ ...index, name: to }) }]
}

const words: Readonly<Record<string, string>> = { trigger: 'TRIGGER', rawIndex: 'INDEX', rawView: 'VIEW' }

function dropObject(ref: ObjectRef, schema: Schema): Statement[] {
  const object = schema.get(ref)
  if (object !== undefined && 'drop' in object) return dropText(ref, object.drop)
  return dropText(ref, `DROP ${words[ref.kind] ?? 'TABLE'} ${quote(ref.name)}`)
}

const dropText = (ref: ObjectRef, text: string): Statement[] =>
  ref.kind === 'rawTable' ? [{ text, foreignKeys: 'checkedAtCommit' }] : [{ text }]
