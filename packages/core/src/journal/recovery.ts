import type { Connection } from '../config/config.ts'
import type { Dialect, Recovery, StatementChanges } from '../dialect.ts'
import { bookkeepingTables } from '../history/bookkeeping.ts'
import type { Operation } from '../operations/operation.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import type { ObjectRef, TableRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** A dialect's recovery, with what stands for all that it does not say. */
export type WholeRecovery = Recovery & Required<Pick<Recovery, 'changes' | 'definitions'>>

/** How a dialect finds out what became of a statement; where it does not say, the whole schema is looked at, and text tells nothing. */
export function recoveryOf({ dialect, history }: Pick<Connection, 'dialect' | 'history'>): WholeRecovery {
  return {
    changes: () => undefined,
    definitions: async (session, refs) => {
      const { schema } = await dialect.introspect(session, { exclude: bookkeepingTables(history) })
      return refs.map((ref) => definitionIn(schema, ref, dialect))
    },
    ...dialect.recovery,
  }
}

/** An object with all that lives on it, in canonical form. */
function definitionIn(schema: Schema, ref: ObjectRef, dialect: Dialect): string | undefined {
  const object = schema.find(ref, dialect.capabilities.caseSensitiveNames)
  if (object === undefined) return undefined
  const hosted = object.table === undefined ? schema.on(object) : []
  return fingerprint(new Schema([object, ...hosted]), dialect)
}

/** What an operation changes, where the text of its one statement does not tell. */
export function changesOf(operation: Operation): StatementChanges | undefined {
  switch (operation.kind) {
    case 'createTable':
      return { objects: [table(operation.table)], creates: operation.foreignKeys.length === 0 }
    case 'renameTable':
      return { objects: [table(operation.table), table({ ...operation.table, name: operation.to })] }
    case 'createIndex':
      return { objects: [table({ schema: operation.index.schema, name: operation.index.table })] }
    case 'addForeignKey':
      return { objects: [table({ schema: operation.foreignKey.schema, name: operation.foreignKey.table })] }
    case 'createView':
      return { objects: [operation.view].map(({ schema, name }) => ({ kind: 'view', schema, name })), creates: true }
    case 'dropView':
      return { objects: [{ kind: 'view', schema: operation.view.schema, name: operation.view.name }] }
    case 'setDatabaseOptions':
      return { objects: [], repeatable: true }
    case 'createObject':
    case 'dropObject':
    case 'sql':
      return undefined
    default:
      return { objects: [table(operation.table)] }
  }
}

const table = ({ schema, name }: TableRef): ObjectRef => ({ kind: 'table', ...(schema && { schema }), name })
