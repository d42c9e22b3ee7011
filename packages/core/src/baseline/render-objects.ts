import type { Dialect } from '../dialect.ts'
import { createOperation } from '../operations/from-schema.ts'
import type { Operation } from '../operations/operation.ts'
import { inDumpOrder, type Phase } from './phases.ts'
import { isForeignKey, isIndex, isTable, refKey, type ForeignKey, type SchemaObject } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** An object in its place in a dump, with the statements that create it. */
export interface RenderedObject {
  readonly object: SchemaObject
  readonly statements: readonly string[]
  readonly phase: Phase
}

type PureDialect = Pick<Dialect, 'kinds' | 'capabilities' | 'emit'>

/**
 * The objects of a schema, each after what it depends on, those that can wait for the rows last. An object's own text is kept as
 * the server has it; only what has none is written by the dialect.
 */
export function* renderObjects(schema: Schema, dialect: PureDialect): Generator<RenderedObject> {
  const inline = dialect.capabilities.inlineForeignKeys
  const foreignKeys = inline ? foreignKeysByTable(schema) : new Map<string, ForeignKey[]>()
  const made = new Schema([], schema.options)
  const statementsFor = (object: SchemaObject): string[] => {
    if (object.source !== undefined) return [object.source]
    if (dialect.capabilities.wholeTables && cameWithTable(object, made)) return []
    const operation = creating(object, foreignKeys.get(refKey(object)) ?? [])
    return dialect.emit(operation, made).map((statement) => statement.text)
  }
  for (const { object, phase } of inDumpOrder(schema, dialect)) {
    // Where foreign keys are part of their table's text, they came with it.
    if (!(inline && isForeignKey(object))) {
      yield { object, statements: statementsFor(object), phase }
    }
    made.put(object)
  }
}

/** Where the text of a table is whole, its keys are in it. */
const cameWithTable = (object: SchemaObject, made: Schema): boolean =>
  (isIndex(object) || isForeignKey(object)) &&
  made.table({ schema: object.schema, name: object.table })?.source !== undefined

function creating(object: SchemaObject, foreignKeys: readonly ForeignKey[]): Operation {
  return isTable(object) ? { kind: 'createTable', table: object, foreignKeys } : createOperation(object)
}

function foreignKeysByTable(schema: Schema): Map<string, ForeignKey[]> {
  const found = new Map<string, ForeignKey[]>()
  for (const object of schema.objects()) {
    if (!isForeignKey(object)) continue
    const table = refKey({ kind: 'table', schema: object.schema, name: object.table })
    found.set(table, [...(found.get(table) ?? []), object])
  }
  return found
}
