import { foldName } from './fold.ts'
import { isForeignKey, isIndex, refKey, type ForeignKey, type ObjectRef, type SchemaObject } from './model.ts'

/** What has to come before what, by position in the list of objects. */
export interface Edges {
  /** `before[n]`: what object n cannot exist without. */
  readonly before: readonly ReadonlySet<number>[]
  /** `wished[n]`: what object n had better come after, so that rows and inline foreign keys find their parents. */
  readonly wished: readonly ReadonlySet<number>[]
}

/** Reads the edges off the model: `dependsOn`, the table that an object lives on, foreign keys. */
export function readEdges(objects: readonly SchemaObject[]): Edges {
  const byRef = new Map(objects.map((object, at) => [refKey(object), at]))
  const relations = findRelations(objects)
  const uniqueIndexes = findUniqueIndexes(objects)
  // Most need nothing, or one thing: a set of its own for each, filled or not, is a good part of what a large schema takes.
  const before: ReadonlySet<number>[] = Array.from(objects, () => nothing)
  const wished: ReadonlySet<number>[] = Array.from(objects, () => nothing)

  objects.forEach((object, at) => {
    const needs = (other: number | undefined): void => {
      if (other !== undefined && other !== at) add(before, at, other)
    }
    for (const ref of object.dependsOn ?? []) needs(byRef.get(refKey(ref)))
    if (object.table !== undefined) needs(relations(object.schema, object.table))
    if (!isForeignKey(object)) return

    const parent = relations(object.references.schema, object.references.table)
    const child = relations(object.schema, object.table)
    needs(parent)
    for (const index of uniqueIndexes.get(targetKey(object)) ?? []) needs(index)
    if (parent !== undefined && child !== undefined && parent !== child) add(wished, child, parent)
  })
  return { before, wished }
}

const nothing: ReadonlySet<number> = new Set<number>()

function add(sets: ReadonlySet<number>[], at: number, value: number): void {
  const set = sets[at]
  if (set === undefined || set === nothing) sets[at] = new Set([value])
  else (set as Set<number>).add(value)
}

/** Where the relation of a name is: the table, else the view, else whatever else has that name and lives on nothing. */
function findRelations(
  objects: readonly SchemaObject[],
): (schema: string | undefined, name: string) => number | undefined {
  const exact = placesOf(objects, (name) => name)
  // Most names are spelled alike wherever they stand.
  let folded: ReadonlyMap<string, number> | undefined
  return (schema = '', name) => {
    const found = exact.get(placeKey(schema, name))
    if (found !== undefined) return found
    folded ??= placesOf(objects, foldName)
    return folded.get(placeKey(foldName(schema), foldName(name)))
  }
}

function placesOf(objects: readonly SchemaObject[], spelling: (name: string) => string): Map<string, number> {
  const places = new Map<string, number>()
  objects.forEach((object, at) => {
    if (object.table !== undefined) return
    const key = placeKey(spelling(object.schema ?? ''), spelling(object.name))
    const known = places.get(key)
    if (known === undefined || weight(object) < weight(objects[known] as ObjectRef)) places.set(key, at)
  })
  return places
}

const weight = ({ kind }: ObjectRef): number => (kind === 'table' ? 0 : kind === 'view' ? 1 : 2)

/** The length tells where the schema ends, whatever is in it. */
const placeKey = (schema: string, name: string): string => `${schema.length}:${schema}${name}`

/** A foreign key may need the unique index on the columns that it refers to. */
function findUniqueIndexes(objects: readonly SchemaObject[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  objects.forEach((object, at) => {
    if (!isIndex(object) || !object.unique) return
    const columns = object.keys.map((key) => key.column ?? '')
    const key = columnsKey(object.schema, object.table, columns)
    found.set(key, [...(found.get(key) ?? []), at])
  })
  return found
}

function targetKey({ references }: ForeignKey): string {
  return columnsKey(references.schema, references.table, references.columns)
}

function columnsKey(schema: string | undefined, table: string, columns: readonly string[]): string {
  return JSON.stringify([schema ?? '', table, [...columns].toSorted()])
}
