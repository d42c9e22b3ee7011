import type { Dialect } from '../dialect.ts'
import {
  isForeignKey,
  isIndex,
  isOpaque,
  isTable,
  isView,
  refKey,
  refOf,
  type ForeignKey,
  type ObjectRef,
  type SchemaObject,
  type TableRef,
} from '../schema/model.ts'
import { creationOrder, dropOrder } from '../schema/order.ts'
import type { Schema } from '../schema/schema.ts'
import { compact } from './builder-context.ts'
import type { Operation } from './operation.ts'

/** What from-schema needs of a dialect. */
export type OrderingDialect = Pick<Dialect, 'kinds' | 'capabilities'>

/**
 * The operations that make the schema in an empty database, in creation order. A foreign key is part of its table where
 * what it refers to is already there, or where the database lets it refer to what is not; else it is added afterwards.
 */
export function createOperations(schema: Schema, dialect: OrderingDialect): Operation[] {
  const options: Operation[] =
    Object.keys(schema.options).length > 0 ? [{ kind: 'setDatabaseOptions', options: schema.options }] : []
  const steps = creationSteps(schema, dialect, creationOrder(schema, dialect.kinds))
  return [...options, ...Array.from(steps, ({ operation }) => operation)]
}

/** An object, and the operation that makes it. Foreign keys that are part of their table have no step of their own. */
export interface CreationStep {
  readonly object: SchemaObject
  readonly operation: Operation
}

/**
 * The steps of {@link createOperations}, the objects in an order that was found already.
 * @param apart The tables, by their keys, that get their foreign keys afterwards wherever the database allows that.
 */
export function* creationSteps(
  schema: Schema,
  dialect: OrderingDialect,
  order: Iterable<SchemaObject>,
  apart: ReadonlySet<string> = new Set(),
): Generator<CreationStep> {
  const created = new Set<string>()
  for (const object of order) {
    if (created.has(refKey(object))) continue
    created.add(refKey(object))
    if (!isTable(object)) {
      yield { object, operation: createOperation(object) }
      continue
    }
    const isApart = apart.has(refKey(object))
    const foreignKeys = schema
      .foreignKeysOn(object)
      .filter(
        (key) => dialect.capabilities.inlineForeignKeys || (!isApart && canBeInline(key, object, schema, created)),
      )
    for (const key of foreignKeys) created.add(refKey(key))
    yield { object, operation: { kind: 'createTable', table: object, foreignKeys } }
  }
}

/** The operation that creates one object. A table is created without its foreign keys. */
export function createOperation(object: SchemaObject): Operation {
  if (isTable(object)) return { kind: 'createTable', table: object, foreignKeys: [] }
  if (isIndex(object)) return { kind: 'createIndex', index: object }
  if (isForeignKey(object)) return { kind: 'addForeignKey', foreignKey: object }
  if (isView(object)) return { kind: 'createView', view: object }
  return { kind: 'createObject', object: object }
}

/**
 * The operations that drop everything in the schema. What lives on a table goes with it; a foreign key that would keep a
 * table from being dropped goes first, and so does what lives on one table and needs another, such as a rule.
 */
export function dropOperations(schema: Schema, dialect: OrderingDialect): Operation[] {
  const order = dropOrder(schema, dialect.kinds)
  const places = new Map(order.map((object, place) => [refKey(object), place]))
  const placeOf = (ref: TableRef): number =>
    places.get(refKey({ kind: 'table', schema: ref.schema, name: ref.name })) ?? -1
  const holds = (key: ForeignKey): boolean => {
    const { schema: parentSchema, table } = key.references
    const parent = placeOf({ schema: parentSchema, name: table })
    return parent >= 0 && parent < placeOf({ schema: key.schema, name: key.table })
  }
  const circles = dialect.capabilities.inlineForeignKeys ? [] : order.filter(isForeignKey).filter(holds)
  const named = order.filter((object) => !isHosted(object, schema) || needsMore(object))
  return [...circles.map(dropOperation), ...named.map(dropOperation)]
}

/** The operation that drops one object. */
export function dropOperation(object: SchemaObject): Operation {
  const { schema, name } = object
  if (isTable(object)) return { kind: 'dropTable', table: compact<TableRef>({ schema, name }) }
  if (isView(object)) return { kind: 'dropView', view: compact<TableRef>({ schema, name }) }
  if (isIndex(object)) return { kind: 'dropIndex', table: compact<TableRef>({ schema, name: object.table }), name }
  if (isForeignKey(object))
    return { kind: 'dropForeignKey', table: compact<TableRef>({ schema, name: object.table }), name }
  return { kind: 'dropObject', object: compact(refOf(object)) }
}

function isHosted(object: SchemaObject, schema: Schema): boolean {
  if (object.table === undefined) return false
  const host = { schema: object.schema, name: object.table }
  return schema.table(host) !== undefined || schema.has({ kind: 'view', schema: host.schema, name: host.name })
}

/** It would keep what it needs from being dropped while its own table is still there. */
function needsMore(object: SchemaObject): boolean {
  const isOwn = (ref: ObjectRef): boolean =>
    (ref.schema ?? '') === (object.schema ?? '') && (ref.table === object.table || ref.name === object.table)
  return isOpaque(object) && object.dependsOn?.some((ref) => !isOwn(ref)) === true
}

/** Where the parent is there with the key that is referred to, and so is everything else that the foreign key needs. */
function canBeInline(key: ForeignKey, table: SchemaObject, schema: Schema, created: ReadonlySet<string>): boolean {
  const parent = schema.table({ schema: key.references.schema, name: key.references.table })
  if (parent === undefined || (parent !== table && !created.has(refKey(parent)))) return false
  if (key.dependsOn?.some((ref) => !created.has(refKey(ref))) === true) return false
  const target = JSON.stringify([...key.references.columns].toSorted())
  const keys = [parent.primaryKey, ...parent.uniques].map((constraint) =>
    constraint?.keys.map(({ column }) => column ?? ''),
  )
  return (
    key.references.columns.length === 0 ||
    keys.some((columns) => columns !== undefined && JSON.stringify([...columns].toSorted()) === target)
  )
}
