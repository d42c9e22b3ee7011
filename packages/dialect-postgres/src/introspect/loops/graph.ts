import {
  compareByteLists,
  findComponents,
  isTable,
  isView,
  refKey,
  type ObjectRef,
  type SchemaObject,
} from '@lithify/core'
import type { Need } from '../address-book.ts'
import type { Division } from './division.ts'

interface Edge {
  readonly to: string
  readonly piece?: string | undefined
}

/** The objects by key, and what each of them needs. */
export class Graph {
  readonly objects = new Map<string, SchemaObject>()
  readonly #edges = new Map<string, Edge[]>()

  constructor(objects: readonly SchemaObject[], needs: readonly Need[]) {
    for (const object of objects) this.objects.set(refKey(object), object)
    const relations = new Map(
      objects.filter(isRelation).map((object) => [placeOf(object.schema, object.name), refKey(object)]),
    )
    for (const [key, object] of this.objects) {
      const host = object.table === undefined ? undefined : relations.get(placeOf(object.schema, object.table))
      for (const ref of object.dependsOn ?? []) this.connect(key, { to: refKey(ref) })
      if (host !== undefined) this.connect(key, { to: host })
    }
    for (const { from, to, piece } of needs) this.connect(refKey(from), { to: refKey(to), piece })
  }

  connect(from: string, edge: Edge): void {
    const edges = this.#edges.get(from)
    if (edges === undefined) this.#edges.set(from, [edge])
    else edges.push(edge)
  }

  edges(key: string): readonly Edge[] {
    return this.#edges.get(key) ?? []
  }

  /** The circles, each with its members in byte order. What needs nothing but itself is one too. */
  circles(): string[][] {
    const keys = [...this.objects.keys()]
    const places = new Map(keys.map((key, place) => [key, place]))
    const next = keys.map((key) => this.edges(key).flatMap(({ to }) => places.get(to) ?? []))
    const { members } = findComponents(keys.length, (at) => next[at] ?? [])
    return members
      .filter((found) => found.length > 1 || next[found[0] ?? 0]?.includes(found[0] ?? 0) === true)
      .map((found) =>
        found.map((at) => keys[at] ?? '').toSorted((a, b) => compareByteLists(this.#sort(a), this.#sort(b))),
      )
      .toSorted((a, b) => compareByteLists(this.#sort(a[0] ?? ''), this.#sort(b[0] ?? '')))
  }

  /**
   * Puts the steps of an object in its place. What is in the circle with it, and can do with it, needs its first step alone; everything else
   * waits for what comes later too.
   */
  divide(
    key: string,
    pieces: ReadonlySet<string>,
    { first, later }: Division,
    suffices: (key: string) => boolean,
  ): void {
    const own = this.edges(key)
    const firstKey = refKey(first)
    const laterKeys = new Map(later.map(({ piece, object }) => [piece, refKey(object)]))
    this.objects.delete(key)
    this.#edges.delete(key)
    this.objects.set(firstKey, first)
    for (const { object } of later) {
      this.objects.set(refKey(object), object)
      this.connect(refKey(object), { to: firstKey })
    }
    for (const edge of own) {
      const isPiece = edge.piece !== undefined && pieces.has(edge.piece)
      const from = isPiece ? laterKeys.get(edge.piece ?? '') : firstKey
      // A piece that is not made later comes with something else.
      if (from !== undefined && !(edge.to === key && from === firstKey))
        this.connect(from, isPiece ? { to: edge.to === key ? firstKey : edge.to } : edge)
    }
    const last = later.filter(({ awaited }) => awaited).map(({ object }) => refKey(object))
    for (const [from, edges] of this.#edges) {
      if (from === firstKey || !edges.some(({ to }) => to === key)) continue
      const made = later.some(({ object }) => refKey(object) === from)
      const targets = last.length === 0 || made || suffices(from) ? [firstKey] : last
      this.#edges.set(
        from,
        edges.flatMap((edge) => (edge.to === key ? targets.map((to) => ({ ...edge, to })) : [edge])),
      )
    }
  }

  /** Adds an object that is made upon another, and that those who need the other and are to wait need too. */
  append(key: string, object: SchemaObject, waits: (key: string) => boolean): void {
    const made = refKey(object)
    for (const [from, edges] of this.#edges) {
      if (waits(from) && edges.some(({ to }) => to === key)) edges.push({ to: made })
    }
    this.objects.set(made, object)
    this.connect(made, { to: key })
  }

  /** The objects in byte order with what they need, without what goes without saying. */
  result(): SchemaObject[] {
    const sorted = [...this.objects].map(([key, object]) => ({ key, object, sort: sortKey(object) }))
    sorted.sort((a, b) => compareByteLists(a.sort, b.sort))
    return sorted.map(({ key, object }) => {
      const needed = new Set(this.edges(key).map(({ to }) => to))
      const refs = [...needed].flatMap((to) => {
        const target = this.objects.get(to)
        return target === undefined || to === key || isHost(target, object) ? [] : [target]
      })
      // Nearly all: they stay the objects that they are.
      if (refs.length === 0 && object.dependsOn === undefined) return object
      const { dependsOn: _, ...rest } = object
      if (refs.length === 0) return rest
      return {
        ...rest,
        dependsOn: refs.map(bare).toSorted((a, b) => compareByteLists(sortKey(a), sortKey(b))),
      }
    })
  }

  #sort(key: string): string[] {
    const object = this.objects.get(key)
    return object === undefined ? [key] : sortKey(object)
  }
}

const bare = ({ kind, schema, table, name }: ObjectRef): ObjectRef => ({ kind, schema, table, name })
const sortKey = (ref: ObjectRef): string[] => [ref.kind, ref.schema ?? '', ref.table ?? '', ref.name]
const placeOf = (schema: string | undefined, name: string): string => `${schema?.length ?? 0}:${schema ?? ''}${name}`

const relations = new Set(['table', 'view', 'materializedView', 'foreignTable'])
const isRelation = ({ kind, table }: SchemaObject): boolean => table === undefined && relations.has(kind)

/** What core knows from the name of the table or view that an object lives on. */
const isHost = (target: SchemaObject, object: SchemaObject): boolean =>
  (isTable(target) || isView(target)) && object.table === target.name && (object.schema ?? '') === (target.schema ?? '')
