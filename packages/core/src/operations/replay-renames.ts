import type { Rename } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import {
  isForeignKey,
  isIndex,
  isTable,
  isView,
  refKey,
  refLabel,
  type ForeignKey,
  type KeyPart,
  type ObjectRef,
  type SchemaObject,
  type Table,
  type TableRef,
} from '../schema/model.ts'
import { withoutSource, type ReplayContext } from './replay-context.ts'

/** A table's new name reaches whatever lives on it or refers to it, and the texts that the server rewrites. */
export function renameTable(ref: TableRef, to: string, context: ReplayContext): void {
  const table = context.table(ref)
  context.refuseTaken({ schema: table.schema, name: to }, table)
  const rename: Rename = { what: 'table', from: table.name, to }
  const isIt = (schema: string | undefined, name: string | undefined): boolean =>
    schema === table.schema && name !== undefined && context.same(table.name, name)
  const hosted = (object: ObjectRef): boolean => isIt(object.schema, object.table)

  carry(context, (object) => {
    const named =
      object === table ? { ...object, name: to } : hosted(object) ? ({ ...object, table: to } as SchemaObject) : object
    const pointed =
      isForeignKey(named) && isIt(named.references.schema, named.references.table)
        ? { ...named, references: { ...named.references, table: to } }
        : named
    return rewriteTexts(pointed, object === table || hosted(object), rename, context)
  })
  carryDependencies(context, (dependency) => {
    if (dependency.table === undefined && dependency.kind === 'table' && isIt(dependency.schema, dependency.name)) {
      return { ...dependency, name: to }
    }
    return hosted(dependency) ? { ...dependency, table: to } : dependency
  })
}

/** A column's new name reaches keys, indexes and foreign keys of its table, foreign keys to it, and texts. */
export function renameColumn(ref: TableRef, name: string, to: string, context: ReplayContext): void {
  const table = context.table(ref)
  const from = context.column(table, name)
  if (
    from !== to &&
    context.hasColumn({ ...table, columns: table.columns.filter((column) => column.name !== from) }, to)
  ) {
    throw context.refuse(`the ${refLabel(table)} has a column ${to} already`, { table: table.name, column: to })
  }
  const renamed = (column: string): string => (context.same(from, column) ? to : column)
  const isIt = (schema: string | undefined, other: string | undefined): boolean =>
    schema === table.schema && other !== undefined && context.same(table.name, other)

  carry(context, (object) => {
    const own = object === table || isIt(object.schema, object.table)
    const named = own ? renameInside(object, renamed) : object
    const pointed =
      isForeignKey(named) && isIt(named.references.schema, named.references.table)
        ? renameTarget(named, renamed)
        : named
    return rewriteTexts(pointed, own, { what: 'column', table: table.name, from, to, owner: own }, context)
  })
}

/** Puts what came out different in the place of what it was. */
function carry(context: ReplayContext, change: (object: SchemaObject) => SchemaObject): void {
  const { schema } = context
  const hosts: (readonly ['index' | 'foreignKey', TableRef])[] = []
  // All of them first: one that cannot be told must leave everything as it was.
  const pairs = schema.objects().map((object) => ({ object, changed: change(object) }))
  for (const { object, changed } of pairs) {
    if (changed === object || JSON.stringify(changed) === JSON.stringify(object)) continue
    if (refKey(changed) !== refKey(object)) schema.remove(object)
    schema.put(withoutSource(changed))
    if (isForeignKey(changed) || isIndex(changed))
      hosts.push([isIndex(changed) ? 'index' : 'foreignKey', { schema: changed.schema, name: changed.table }])
  }
  for (const [kind, host] of hosts) context.changeHosted(kind, host)
}

function carryDependencies(context: ReplayContext, change: (ref: ObjectRef) => ObjectRef): void {
  for (const object of context.schema.objects()) {
    const dependsOn = object.dependsOn?.map(change)
    if (dependsOn?.some((ref, at) => ref !== object.dependsOn?.[at]) === true) {
      context.schema.put({ ...object, dependsOn })
    }
  }
}

function renameInside(object: SchemaObject, renamed: (column: string) => string): SchemaObject {
  const keys = (parts: readonly KeyPart[]): KeyPart[] =>
    parts.map((part) => (part.column === undefined ? part : { ...part, column: renamed(part.column) }))
  if (isTable(object)) {
    return {
      ...object,
      columns: object.columns.map((column) => ({ ...column, name: renamed(column.name) })),
      ...(object.primaryKey === undefined
        ? {}
        : { primaryKey: { ...object.primaryKey, keys: keys(object.primaryKey.keys) } }),
      uniques: object.uniques.map((unique) => ({ ...unique, keys: keys(unique.keys) })),
    }
  }
  if (isIndex(object)) return { ...object, keys: keys(object.keys) }
  return isForeignKey(object) ? { ...object, columns: object.columns.map(renamed) } : object
}

function renameTarget(key: ForeignKey, renamed: (column: string) => string): ForeignKey {
  return { ...key, references: { ...key.references, columns: key.references.columns.map(renamed) } }
}

/** Every text that core carries, as the server leaves it after a rename. */
function rewriteTexts(object: SchemaObject, own: boolean, rename: Rename, context: ReplayContext): SchemaObject {
  if (context.dialect.compare.rename === undefined) return object
  const text = (before: string): string => {
    const after = context.dialect.compare.rename?.(before, rename)
    if (after !== undefined) return after
    throw new LithifyError(
      'LITHIFY_E_REPLAY',
      `what the ${refLabel(object)} reads after ${rename.from} became ${rename.to} cannot be told without a database`,
      {
        data: { rename, object: { kind: object.kind, schema: object.schema, table: object.table, name: object.name } },
      },
    )
  }
  if (isTable(object)) return own ? tableTexts(object, text) : object
  if (isIndex(object)) {
    if (!own) return object
    const keys = object.keys.map((key) =>
      key.expression === undefined ? key : { ...key, expression: text(key.expression) },
    )
    return { ...object, keys, ...(object.where === undefined ? {} : { where: text(object.where) }) }
  }
  if (isForeignKey(object)) return object
  if (isView(object)) return { ...object, definition: text(object.definition) }
  const opaque = object
  return { ...opaque, create: text(opaque.create), drop: text(opaque.drop) }
}

function tableTexts(table: Table, text: (before: string) => string): Table {
  return {
    ...table,
    columns: table.columns.map((column) =>
      column.generated === undefined
        ? column
        : { ...column, generated: { ...column.generated, expression: text(column.generated.expression) } },
    ),
    checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
  }
}
