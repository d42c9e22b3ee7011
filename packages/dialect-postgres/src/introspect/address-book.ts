import { compareByteLists, refKey, type ObjectRef, type SchemaObject } from '@lithify/core'
import { catalogs, type Dependency } from './catalog.ts'

/** Tells which object of the model an entry of a catalog belongs to. */
export class AddressBook {
  readonly #refs = new Map<string, ObjectRef>()
  readonly #members = new Map<string, number>()

  constructor(dependencies: readonly Dependency[]) {
    for (const { classid, objid, refclassid, refobjid, deptype } of dependencies) {
      if (deptype === 'e' && refclassid === catalogs.extension) this.#members.set(address(classid, objid), refobjid)
    }
  }

  /** Members of an extension come and go with it. */
  isMember(catalog: number, oid: number): boolean {
    return this.#members.has(address(catalog, oid))
  }

  put(catalog: number, oid: unknown, ref: ObjectRef | undefined): void {
    if (typeof oid === 'number' && ref !== undefined) this.#refs.set(address(catalog, oid), ref)
  }

  get(catalog: number, oid: number): ObjectRef | undefined {
    const at = address(catalog, oid)
    const extension = this.#members.get(at)
    return extension === undefined ? this.#refs.get(at) : this.#refs.get(address(catalogs.extension, extension))
  }
}

const address = (catalog: number, oid: number): string => `${catalog}:${oid}`

/** The objects by kind and name, with what they depend on, as far as `pg_depend` knows: which is all that the server itself would mind. */
export function withDependencies(
  objects: readonly SchemaObject[],
  dependencies: readonly Dependency[],
  book: AddressBook,
): SchemaObject[] {
  const found = new Map<string, Map<string, ObjectRef>>()
  for (const { classid, objid, refclassid, refobjid, deptype } of dependencies) {
    if (deptype === 'e') continue
    const from = book.get(classid, objid)
    const to = book.get(refclassid, refobjid)
    if (from === undefined || to === undefined || isImplied(from, to)) continue
    const key = refKey(from)
    const refs = found.get(key) ?? new Map<string, ObjectRef>()
    refs.set(refKey(to), to)
    found.set(key, refs)
  }
  const sorted = objects.toSorted((a, b) => compareByteLists(sortKey(a), sortKey(b)))
  return sorted.map((object) => {
    const known = object.dependsOn ?? []
    const refs = [...known, ...(found.get(refKey(object))?.values() ?? [])].toSorted((a, b) =>
      compareByteLists(sortKey(a), sortKey(b)),
    )
    return refs.length === 0 ? object : { ...object, dependsOn: refs }
  })
}

const sortKey = (ref: ObjectRef): string[] => [ref.kind, ref.schema ?? '', ref.table ?? '', ref.name]

/** An object and itself, or the table it lives on; a sequence and the column that owns it, which is told apart. */
function isImplied(from: ObjectRef, to: ObjectRef): boolean {
  if (refKey(from) === refKey(to)) return true
  if (from.table !== undefined && from.table === to.name && from.schema === to.schema && to.table === undefined)
    return true
  return from.kind === 'sequence' && to.kind === 'table'
}
