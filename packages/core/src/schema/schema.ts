import { foldName } from './fold.ts'
import {
  isForeignKey,
  isIndex,
  isTable,
  refKey,
  type ForeignKey,
  type Index,
  type ObjectRef,
  type Options,
  type SchemaObject,
  type Table,
  type TableRef,
} from './model.ts'

/** The model of a database: a set of schema objects, and the options of the database itself. */
export class Schema {
  /** Options of the whole database that the dialect owns. */
  options: Options
  readonly #objects = new Map<string, SchemaObject>()
  // Both are made when first asked for and kept up to date from then on: a schema of 10,000 tables is asked 10,000 times.
  #hosted: Map<string, Map<string, SchemaObject>> | undefined
  #folded: Map<string, Map<string, SchemaObject>> | undefined

  constructor(objects: Iterable<SchemaObject> = [], options: Options = {}) {
    this.options = options
    for (const object of objects) this.put(object)
  }

  get size(): number {
    return this.#objects.size
  }

  /** Every object, in the order in which it was put. */
  objects(): SchemaObject[] {
    return [...this.#objects.values()]
  }

  get(ref: ObjectRef): SchemaObject | undefined {
    return this.#objects.get(refKey(ref))
  }

  has(ref: ObjectRef): boolean {
    return this.#objects.has(refKey(ref))
  }

  table(ref: TableRef): Table | undefined {
    const object = this.get({ kind: 'table', schema: ref.schema, name: ref.name })
    return object !== undefined && isTable(object) ? object : undefined
  }

  /** The object of that name; where case does not count and none is spelled so, one that differs from it only in case. */
  find(ref: ObjectRef, caseSensitive: boolean): SchemaObject | undefined {
    const exact = this.get(ref)
    if (exact !== undefined || caseSensitive) return exact
    this.#folded ??= group(this.#objects.values(), foldedKey)
    return this.#folded.get(foldedKey(ref))?.values().next().value
  }

  /** {@link find} for a table. */
  findTable(ref: TableRef, caseSensitive: boolean): Table | undefined {
    const object = this.find({ kind: 'table', schema: ref.schema, name: ref.name }, caseSensitive)
    return object !== undefined && isTable(object) ? object : undefined
  }

  /** What lives on a table or view: its indexes, foreign keys, triggers … */
  on(ref: TableRef): SchemaObject[] {
    this.#hosted ??= group(this.#objects.values(), hostKey)
    return [...(this.#hosted.get(JSON.stringify([ref.schema ?? '', ref.name]))?.values() ?? [])]
  }

  indexesOn(ref: TableRef): Index[] {
    return this.on(ref).filter(isIndex)
  }

  foreignKeysOn(ref: TableRef): ForeignKey[] {
    return this.on(ref).filter(isForeignKey)
  }

  /** Adds an object, or replaces the one of the same name in its place. */
  put(object: SchemaObject): this {
    const key = refKey(object)
    this.#objects.set(key, object)
    if (this.#hosted !== undefined) groupOne(this.#hosted, hostKey(object), key, object)
    if (this.#folded !== undefined) groupOne(this.#folded, foldedKey(object), key, object)
    return this
  }

  remove(ref: ObjectRef): boolean {
    const key = refKey(ref)
    this.#hosted?.get(hostKey(ref) ?? '')?.delete(key)
    this.#folded?.get(foldedKey(ref))?.delete(key)
    return this.#objects.delete(key)
  }

  /** A copy that can be changed without changing this one. The objects themselves are never changed, so they are shared. */
  clone(): Schema {
    return new Schema(this.#objects.values(), this.options)
  }

  toJSON(): { options: Options; objects: SchemaObject[] } {
    return { options: this.options, objects: this.objects() }
  }
}

type Groups = Map<string, Map<string, SchemaObject>>

function group(objects: Iterable<SchemaObject>, keyOf: (object: ObjectRef) => string | undefined): Groups {
  const groups: Groups = new Map()
  for (const object of objects) groupOne(groups, keyOf(object), refKey(object), object)
  return groups
}

function groupOne(groups: Groups, groupKey: string | undefined, key: string, object: SchemaObject): void {
  if (groupKey === undefined) return
  const members = groups.get(groupKey)
  if (members === undefined) groups.set(groupKey, new Map([[key, object]]))
  else members.set(key, object)
}

/** `undefined` for what lives on nothing. */
function hostKey(ref: ObjectRef): string | undefined {
  return ref.table === undefined ? undefined : JSON.stringify([ref.schema ?? '', ref.table])
}

function foldedKey(ref: ObjectRef): string {
  return refKey({
    kind: ref.kind,
    schema: ref.schema === undefined ? undefined : foldName(ref.schema),
    table: ref.table === undefined ? undefined : foldName(ref.table),
    name: foldName(ref.name),
  })
}
