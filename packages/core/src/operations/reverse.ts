import type { ObjectRef, TableRef } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import type { Operation } from './operation.ts'
import { applyOperation } from './replay.ts'
import type { ReplayDialect } from './replay-context.ts'
import {
  everything,
  restoreColumnChange,
  restoreColumnName,
  restoreConstraint,
  restoreDatabaseOptions,
  restoreDroppedColumn,
  restoreDroppedPrimaryKey,
  restoreIndex,
  restoreNullability,
  restoreObject,
  restoreTableChange,
  restoreTableName,
} from './restore.ts'

/** How an operation, or a row of them, is undone. */
export type Reversal = Reversed | Irreversible

export interface Reversed {
  readonly operations: Operation[]
  /** `structure`: rows or values that were dropped do not come back, and a column comes back as the last one. */
  readonly restores: 'everything' | 'structure'
}

export interface Irreversible {
  /** Why there is no way back. */
  readonly irreversible: string
}

/**
 * How an operation is undone. `before` is the schema before it; without it only what the operation itself tells can be
 * undone: what it creates, what it renames, `alterColumn` with `from`, `sql` with `down`.
 */
export function reverse(operation: Operation, before?: Schema): Reversal {
  switch (operation.kind) {
    case 'createTable':
      return everything({ kind: 'dropTable', table: named(operation.table) })
    case 'dropTable':
      return restoreObject(
        { kind: 'table', schema: operation.table.schema, name: operation.table.name },
        before,
        'structure',
      )
    case 'renameTable':
      return restoreTableName(operation, before)
    case 'alterTable':
      return restoreTableChange(operation, before)
    case 'addColumn':
      return everything({ kind: 'dropColumn', table: operation.table, column: operation.column.name })
    case 'dropColumn':
      return restoreDroppedColumn(operation, before)
    case 'renameColumn':
      return restoreColumnName(operation, before)
    case 'alterColumn':
      return restoreColumnChange(operation, before)
    case 'addPrimaryKey':
      return restoreNullability(operation, before)
    case 'dropPrimaryKey':
      return restoreDroppedPrimaryKey(operation, before)
    case 'addUnique':
      return everything({ kind: 'dropUnique', table: operation.table, name: operation.unique.name })
    case 'dropUnique':
      return restoreConstraint(operation, before)
    case 'addCheck':
      return everything({ kind: 'dropCheck', table: operation.table, name: operation.check.name })
    case 'dropCheck':
      return restoreConstraint(operation, before)
    case 'addForeignKey':
      return everything({
        kind: 'dropForeignKey',
        table: hostOf(operation.foreignKey),
        name: operation.foreignKey.name,
      })
    case 'dropForeignKey':
      return restoreObject(on('foreignKey', operation.table, operation.name), before, 'everything')
    case 'createIndex':
      return everything({ kind: 'dropIndex', table: hostOf(operation.index), name: operation.index.name })
    case 'dropIndex':
      return restoreIndex(operation, before)
    case 'renameIndex':
      return everything({ kind: 'renameIndex', table: operation.table, name: operation.to, to: operation.name })
    case 'createView':
      return everything({ kind: 'dropView', view: named(operation.view) })
    case 'dropView':
      return restoreObject(
        { kind: 'view', schema: operation.view.schema, name: operation.view.name },
        before,
        'everything',
      )
    case 'createObject':
      return everything({ kind: 'dropObject', object: bare(operation.object) })
    case 'dropObject':
      // It may have held rows: a virtual table, a sequence.
      return restoreObject(operation.object, before, 'structure')
    case 'setDatabaseOptions':
      return restoreDatabaseOptions(operation, before)
    case 'sql':
      if (operation.down === undefined) return { irreversible: 'raw SQL without a down' }
      return everything({ kind: 'sql', up: operation.down, down: operation.up })
  }
}

/** Where a row of operations starts from. */
export interface ReverseStart {
  readonly schema: Schema
  readonly dialect: ReplayDialect
}

/**
 * How a row of operations is undone: each by the schema that it found, the last one first. After raw SQL the schema is no
 * longer known, so what comes later can only be undone by what it tells itself.
 */
export function reverseAll(operations: readonly Operation[], start?: ReverseStart): Reversal {
  const reversed: Operation[][] = []
  let restores: Reversed['restores'] = 'everything'
  let schema = start?.schema.clone()
  for (const operation of operations) {
    const reversal = reverse(operation, schema)
    if ('irreversible' in reversal) return reversal
    reversed.push(reversal.operations)
    if (reversal.restores === 'structure') restores = 'structure'
    if (operation.kind === 'sql') schema = undefined
    if (schema !== undefined && start !== undefined) applyOperation(schema, operation, start.dialect)
  }
  return { operations: reversed.toReversed().flat(), restores }
}

function named({ schema, name }: TableRef): TableRef {
  return schema === undefined ? { name } : { schema, name }
}

function hostOf({ schema, table }: { readonly schema?: string | undefined; readonly table: string }): TableRef {
  return named({ schema, name: table })
}

function on(kind: string, table: TableRef, name: string): ObjectRef {
  return { kind, schema: table.schema, table: table.name, name }
}

function bare({ kind, schema, table, name }: ObjectRef): ObjectRef {
  return { kind, ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }), name }
}
