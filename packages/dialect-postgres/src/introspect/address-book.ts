import { refKey, type ObjectRef } from '@lithify/core'
import { catalogs, type Dependency } from './catalog.ts'
import { queryPiece } from './loops/divide-view.ts'

/** The piece of an object that an entry is, where it is one that can be made later; or the one that a dependency of the entry belongs to. */
export type Piece = string | ((refclassid: number, refobjid: number) => string | undefined)

/** Tells which object of the model an entry of a catalog belongs to. */
export class AddressBook {
  readonly #refs = new Addresses<ObjectRef>()
  readonly #pieces = new Addresses<Piece>()
  readonly #members = new Addresses<number>()
  readonly #leftOut = new Addresses<ObjectRef>()
  readonly #elsewhere = new Set<ObjectRef>()

  constructor(dependencies: readonly Dependency[]) {
    for (const { classid, objid, refclassid, refobjid, deptype } of dependencies) {
      if (deptype === 'e' && refclassid === catalogs.extension) this.#members.set(classid, objid, refobjid)
    }
  }

  /** Members of an extension come and go with it. */
  isMember(catalog: number, oid: number): boolean {
    return this.#members.get(catalog, oid) !== undefined
  }

  put(catalog: number, oid: unknown, ref: ObjectRef | undefined, piece?: Piece): void {
    if (typeof oid !== 'number' || ref === undefined) return
    this.#refs.set(catalog, oid, ref)
    if (piece !== undefined) this.#pieces.set(catalog, oid, piece)
  }

  /** It is there, and not in the model: because it cannot be represented, or is in a schema that is not looked at. */
  leave(catalog: number, oid: number, ref: ObjectRef, why?: 'elsewhere'): void {
    this.#leftOut.set(catalog, oid, ref)
    if (why === 'elsewhere') this.#elsewhere.add(ref)
  }

  /** Whether nothing was left out. */
  isWhole(): boolean {
    return this.#leftOut.isEmpty()
  }

  leftOut(catalog: number, oid: number): ObjectRef | undefined {
    const extension = this.#members.get(catalog, oid)
    return extension === undefined ? this.#leftOut.get(catalog, oid) : this.#leftOut.get(catalogs.extension, extension)
  }

  /** Whether one that was left out, as {@link leftOut} gave it, is in a schema that is not looked at. */
  isElsewhere(ref: ObjectRef): boolean {
    return this.#elsewhere.has(ref)
  }

  get(catalog: number, oid: number): ObjectRef | undefined {
    const extension = this.#members.get(catalog, oid)
    return extension === undefined ? this.#refs.get(catalog, oid) : this.#refs.get(catalogs.extension, extension)
  }

  /** The piece of its object that has this dependency; nothing where the object itself has it. */
  piece({ classid, objid, refclassid, refobjid }: Dependency): string | undefined {
    const piece = this.#pieces.get(classid, objid)
    return typeof piece === 'function' ? piece(refclassid, refobjid) : piece
  }
}

/** By catalog and number: for a hundred thousand entries, texts made of the two would take longer than all else. */
class Addresses<T> {
  readonly #catalogs = new Map<number, Map<number, T>>()

  isEmpty(): boolean {
    return this.#catalogs.size === 0
  }

  get(catalog: number, oid: number): T | undefined {
    return this.#catalogs.get(catalog)?.get(oid)
  }

  set(catalog: number, oid: number, value: T): void {
    const entries = this.#catalogs.get(catalog)
    if (entries === undefined) this.#catalogs.set(catalog, new Map([[oid, value]]))
    else entries.set(oid, value)
  }
}

/** That one object, or a piece of it, needs another. */
export interface Need {
  readonly from: ObjectRef
  readonly piece?: string
  readonly to: ObjectRef
}

/** Who needs whom, as far as `pg_depend` knows: which is all that the server itself would mind. */
export function needsOf(dependencies: readonly Dependency[], book: AddressBook): Need[] {
  return dependencies.flatMap((dependency): Need[] => {
    const { classid, objid, refclassid, refobjid, deptype, ofcolumn } = dependency
    if (deptype === 'e') return []
    const from = book.get(classid, objid)
    const to = from && book.get(refclassid, refobjid)
    if (from === undefined || to === undefined) return []
    // A sequence and the column that owns it, which is told apart.
    if (from.kind === 'sequence' && to.kind === 'table') return []
    const piece = book.piece(dependency)
    // Only what calls itself cannot be made in one step, and a view that reads its own columns; every view needs itself as a whole.
    const isItself = from === to || refKey(from) === refKey(to)
    if (isItself && piece !== 'body' && !(piece === queryPiece && ofcolumn)) return []
    return [{ from, to, ...(piece === undefined ? {} : { piece }) }]
  })
}
