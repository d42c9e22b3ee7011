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
  const before = objects.map(() => new Set<number>())
  const wished = objects.map(() => new Set<number>())

  objects.forEach((object, at) => {
    const needs = (other: number | undefined): void => {
      if (other !== undefined && other !== at) before[at]?.add(other)
    }
    for (const ref of object.dependsOn ?? []) needs(byRef.get(refKey(ref)))
    if (object.table !== undefined) needs(relations(object.schema, object.table))
    if (!isForeignKey(object)) return

    const parent = relations(object.references.schema, object.references.table)
    const child = relations(object.schema, object.table)
    needs(parent)
    for (const index of uniqueIndexes.get(targetKey(object)) ?? []) needs(index)
    if (parent !== undefined && child !== undefined && parent !== child) wished[child]?.add(parent)
  })
  return { before, wished }
}

/** Where the relation of a name is: the table, else the view, else whatever else has that name and lives on nothing. */
function findRelations(
  objects: readonly SchemaObject[],
): (schema: string | undefined, name: string) => number | undefined {
  const exact = new Map<string, number>()
  const folded = new Map<string, number>()
  const weight = (at: number): number => {
    const kind = (objects[at] as ObjectRef).kind
    return kind === 'table' ? 0 : kind === 'view' ? 1 : 2
  }
  const offer = (map: Map<string, number>, key: string, at: number): void => {
    const known = map.get(key)
    if (known === undefined || weight(at) < weight(known)) map.set(key, at)
  }
  objects.forEach((object, at) => {
    if (object.table !== undefined) return
    const schema = object.schema ?? ''
    offer(exact, JSON.stringify([schema, object.name]), at)
    offer(folded, JSON.stringify([foldName(schema), foldName(object.name)]), at)
  })
  return (schema = '', name) =>
    exact.get(JSON.stringify([schema, name])) ?? folded.get(JSON.stringify([foldName(schema), foldName(name)]))
}

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
