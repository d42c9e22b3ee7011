import type { Dialect } from '../dialect.ts'
import { createOperation } from '../operations/from-schema.ts'
import type { Operation } from '../operations/operation.ts'
import { creationOrder } from '../schema/order.ts'
import { isForeignKey, isTable, refKey, type ForeignKey, type SchemaObject } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** An object in its place in a dump, with the statements that create it. */
export interface RenderedObject {
  readonly object: SchemaObject
  readonly statements: readonly string[]
  /** It is created when the rows are there. */
  readonly afterData: boolean
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
  for (const { object, afterData } of inDumpOrder(schema, dialect)) {
    // Where foreign keys are part of their table's text, they came with it.
    if (!(inline && isForeignKey(object))) {
      const statements =
        object.source === undefined
          ? dialect
              .emit(creating(object, foreignKeys.get(refKey(object)) ?? []), made)
              .map((statement) => statement.text)
          : [object.source]
      yield { object, statements, afterData }
    }
    made.put(object)
  }
}

function inDumpOrder(
  schema: Schema,
  { kinds }: PureDialect,
): { readonly object: SchemaObject; readonly afterData: boolean }[] {
  const lateKinds = new Set(kinds.filter((kind) => kind.afterData === true).map(({ kind }) => kind))
  const late = new Set<string>()
  const ordered = creationOrder(schema, kinds).map((object) => {
    // What needs a late object is late itself, whatever its kind.
    const afterData = lateKinds.has(object.kind) || (object.dependsOn ?? []).some((ref) => late.has(refKey(ref)))
    if (afterData) late.add(refKey(object))
    return { object, afterData }
  })
  return [...ordered.filter(({ afterData }) => !afterData), ...ordered.filter(({ afterData }) => afterData)]
}

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
