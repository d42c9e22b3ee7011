import type { Dialect } from '../dialect.ts'
import { compareByteLists } from './byte-order.ts'
import {
  columnForm,
  columnName,
  commentForm,
  constraintsForm,
  keysForm,
  optionsForm,
  plain,
  type Canonicaliser,
} from './canonical-parts.ts'
import {
  isForeignKey,
  isIndex,
  isTable,
  isView,
  type ForeignKey,
  type Index,
  type Plain,
  type SchemaObject,
} from './model.ts'
import type { Schema } from './schema.ts'
import { withoutUniqueIndexes } from './unique-indexes.ts'

/** One object in canonical form. A name that was made up is absent. */
export type CanonicalObject = { readonly kind: string; readonly name?: string } & { readonly [part: string]: Plain }

/** A schema as plain data in which two schemas that mean the same are the same. */
export interface CanonicalSchema {
  readonly options: { readonly [key: string]: Plain }
  /** By kind, schema, table and name in byte order; what has no name by its content. */
  readonly objects: readonly CanonicalObject[]
}

/**
 * Brings a schema to canonical form: texts through the dialect's `compare` hooks, made-up names left out, defaults and empty
 * bags left out, everything that has no order of its own sorted. `source` and `dependsOn` are no part of it.
 *
 * Where names that differ only in case are one name, a reference takes the spelling of what it means; an object's own spelling
 * counts, so that a rename which changes only the case is seen.
 */
export function canonical(schema: Schema, dialect: Pick<Dialect, 'compare' | 'capabilities'>): CanonicalSchema {
  return { options: canonicalOptions(schema, dialect), objects: [...canonicalObjects(schema, dialect)] }
}

/** The options of {@link canonical}. */
export function canonicalOptions(schema: Schema, { compare }: Pick<Dialect, 'compare'>): CanonicalSchema['options'] {
  const options = compare.databaseOptions?.(schema.options) ?? schema.options
  return (optionsForm(options) ?? {}) as CanonicalSchema['options']
}

/** The objects of {@link canonical}, one by one: all of them at once take as much memory as the schema itself. */
export function* canonicalObjects(
  given: Schema,
  dialect: Pick<Dialect, 'compare' | 'capabilities'>,
): Generator<CanonicalObject> {
  const { uniqueIndexes, caseSensitiveNames } = dialect.capabilities
  const schema = uniqueIndexes ? given : withoutUniqueIndexes(given, caseSensitiveNames)
  const context = canonicaliser(schema, dialect)
  const keyed = schema.objects().map((object): Keyed => {
    // Only what has no name of its own has to be in its form to find its place.
    const form = mayBeNameless(object) ? objectForm(object, context) : undefined
    const named = { kind: object.kind, schema: object.schema, table: hostOf(object, context), name: object.name }
    return { object, form, sort: canonicalIdentity(form ?? (plain(named) as CanonicalObject)) }
  })
  keyed.sort((a, b) => compareByteLists(a.sort, b.sort))
  for (const { object, form } of keyed) yield form ?? objectForm(object, context)
}

interface Keyed {
  readonly object: SchemaObject
  readonly form: CanonicalObject | undefined
  readonly sort: readonly string[]
}

/** The only kind whose name can be one that was made up. */
const mayBeNameless = isForeignKey

/** What tells one canonical object from another: its reference, or its content where its name was made up. */
export function canonicalIdentity(form: CanonicalObject): string[] {
  const part = (key: string): string => (form[key] as string | undefined) ?? ''
  return [form.kind, part('schema'), part('table'), part('name'), form.name === undefined ? JSON.stringify(form) : '']
}

function canonicaliser(schema: Schema, dialect: Pick<Dialect, 'compare' | 'capabilities'>): Canonicaliser {
  const types = new Map<string, string>()
  return {
    compare: dialect.compare,
    capabilities: dialect.capabilities,
    type(type) {
      let form = types.get(type)
      if (form === undefined) types.set(type, (form = dialect.compare.type(type)))
      return form
    },
    find: (ref) => schema.findTable(ref, dialect.capabilities.caseSensitiveNames),
  }
}

/** The table that an object lives on, as that spells its name. */
function hostOf({ schema, table }: SchemaObject, context: Canonicaliser): string | undefined {
  return table === undefined ? undefined : (context.find({ schema, name: table })?.name ?? table)
}

function objectForm(object: SchemaObject, context: Canonicaliser): CanonicalObject {
  return plain({
    kind: object.kind,
    schema: object.schema,
    table: hostOf(object, context),
    name: object.name,
    ...contentForm(object, context),
    comment: commentForm(object.comment, context),
    options: optionsForm(object.options),
  }) as CanonicalObject
}

function contentForm(object: SchemaObject, context: Canonicaliser): Readonly<Record<string, Plain | undefined>> {
  if (isTable(object)) {
    return { columns: object.columns.map((column) => columnForm(column, context)), ...constraintsForm(object, context) }
  }
  if (isIndex(object)) return indexForm(object, context)
  if (isForeignKey(object)) return foreignKeyForm(object, context)
  if (isView(object)) return { definition: context.compare.query(object.definition, object.columns) }
  return { create: context.compare.create(object.create, object) }
}

function indexForm(index: Index, context: Canonicaliser): Readonly<Record<string, Plain | undefined>> {
  return {
    unique: index.unique,
    keys: keysForm(index.keys, context.find({ schema: index.schema, name: index.table }), context),
    where: index.where === undefined ? undefined : context.compare.expression(index.where),
  }
}

function foreignKeyForm(key: ForeignKey, context: Canonicaliser): Readonly<Record<string, Plain | undefined>> {
  const table = context.find({ schema: key.schema, name: key.table })
  const target = context.find({ schema: key.references.schema, name: key.references.table })
  const made = context.compare.generatedName?.('foreignKey', key.name, key.table, key.columns) === true
  return {
    // Overrides the name that every object has.
    name: made ? undefined : key.name,
    columns: key.columns.map((column) => columnName(column, table, context)),
    references: plain({
      schema: key.references.schema,
      table: target?.name ?? key.references.table,
      columns: targetColumns(key, context).map((column) => columnName(column, target, context)),
    }),
    onDelete: key.onDelete === 'noAction' ? undefined : key.onDelete,
    onUpdate: key.onUpdate === 'noAction' ? undefined : key.onUpdate,
    match: key.match,
    deferrable: key.deferrable,
  }
}

/** "The primary key of that table" and its columns by name are the same reference. */
function targetColumns(key: ForeignKey, context: Canonicaliser): readonly string[] {
  if (key.references.columns.length > 0) return key.references.columns
  const target = context.find({ schema: key.references.schema, name: key.references.table })
  return target?.primaryKey?.keys.map((part) => part.column ?? '') ?? []
}
