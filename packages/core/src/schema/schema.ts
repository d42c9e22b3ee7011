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

  /** What lives on a table or view: its indexes, foreign keys, triggers … */
  on(ref: TableRef): SchemaObject[] {
    return this.objects().filter((object) => object.table === ref.name && object.schema === ref.schema)
  }

  indexesOn(ref: TableRef): Index[] {
    return this.on(ref).filter(isIndex)
  }

  foreignKeysOn(ref: TableRef): ForeignKey[] {
    return this.on(ref).filter(isForeignKey)
  }

  /** Adds an object, or replaces the one of the same name in its place. */
  put(object: SchemaObject): this {
    this.#objects.set(refKey(object), object)
    return this
  }

  remove(ref: ObjectRef): boolean {
    return this.#objects.delete(refKey(ref))
  }

  /** A copy that can be changed without changing this one. The objects themselves are never changed, so they are shared. */
  clone(): Schema {
    return new Schema(this.#objects.values(), this.options)
  }

  toJSON(): { options: Options; objects: SchemaObject[] } {
    return { options: this.options, objects: this.objects() }
  }
}
