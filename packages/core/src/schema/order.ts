import TinyQueue from 'tinyqueue'
import type { KindInfo } from '../dialect.ts'
import { compareByteLists } from './byte-order.ts'
import { findComponents } from './components.ts'
import { readEdges } from './edges.ts'
import type { SchemaObject } from './model.ts'
import type { Schema } from './schema.ts'

/**
 * Every object of a schema, each after what it depends on. Where dependencies leave a choice, the place of its kind in `kinds`
 * decides, then schema, table and name in byte order: the same schema always gives the same order.
 *
 * A table also comes after the tables that it refers to, as far as it can. Tables that refer to each other in a circle come
 * after the other tables, the first of them by name first. Where objects cannot exist without each other, the first of them by
 * that same order is taken when nothing else is left to take.
 */
export function creationOrder(schema: Schema, kinds: readonly KindInfo[]): SchemaObject[] {
  const sorted = inTieOrder(schema, kinds)
  const objects = sorted.map(({ object }) => object)
  const { before, wished } = readEdges(objects)
  // From here on an object is its position, and a lower position wins a tie.
  const required = before.map((set) => set.size)
  const waiting = required.map((count, at) => count + (wished[at] as ReadonlySet<number>).size)
  const unblocks = invert(before)
  const eases = invert(wished)
  const circles = findComponents(objects.length, (at) => both(unblocks[at], eases[at]))
  // How much outside its circle a circle still waits for; at none, its members may be taken although they wait for each other.
  const outside = Array.from({ length: circles.count }, () => 0)
  forEachEdge(before, wished, (from, to) => {
    if (circles.of[from] !== circles.of[to]) bump(outside, circles.of[to] as number, 1)
  })

  const ready = new TinyQueue<number>([], ascending)
  const creatable = new TinyQueue<number>([], ascending)
  const stuck = new TinyQueue<number>([], ascending)
  const done = new Uint8Array(objects.length)
  const opened = (circle: number): boolean => outside[circle] === 0
  const offer = (at: number): void => {
    if (waiting[at] === 0) ready.push(at)
    else if (opened(circles.of[at] as number)) {
      stuck.push(at)
      if (required[at] === 0) creatable.push(at)
    }
  }
  const settle = (at: number, to: number, hard: boolean): void => {
    bump(waiting, to, -1)
    if (hard) bump(required, to, -1)
    if (done[to] === 1) return
    const circle = circles.of[to] as number
    if (circles.of[at] === circle) {
      if (waiting[to] === 0) ready.push(to)
      else if (required[to] === 0 && hard && opened(circle)) creatable.push(to)
      return
    }
    bump(outside, circle, -1)
    if (opened(circle)) for (const member of circles.members[circle] as number[]) if (done[member] === 0) offer(member)
  }

  const placeOf = (at: number | undefined): number => (at === undefined ? Infinity : (sorted[at] as Sorted).place)
  const earlierKind = (a: TinyQueue<number>, b: TinyQueue<number>): TinyQueue<number> =>
    placeOf(a.peek()) < placeOf(b.peek()) ? a : b

  objects.forEach((_, at) => {
    if (opened(circles.of[at] as number)) offer(at)
  })
  const order: number[] = []
  while (order.length < objects.length) {
    while (creatable.length > 0 && done[creatable.peek() as number] === 1) creatable.pop()
    const at = earlierKind(creatable, ready).pop() ?? stuck.pop()
    if (at === undefined) break
    if (done[at] === 1) continue
    done[at] = 1
    order.push(at)
    for (const to of unblocks[at] ?? none) settle(at, to, true)
    for (const to of eases[at] ?? none) settle(at, to, false)
  }
  const isLast = findLast(order, objects, before, kinds)
  return [...order.filter((at) => !isLast.has(at)), ...order.filter((at) => isLast.has(at))].map(
    (at) => objects[at] as SchemaObject,
  )
}

/** The objects of kinds that are last, and what cannot exist without them. */
function findLast(
  order: readonly number[],
  objects: readonly SchemaObject[],
  before: readonly ReadonlySet<number>[],
  kinds: readonly KindInfo[],
): ReadonlySet<number> {
  const lastKinds = new Set(kinds.filter(({ last }) => last === true).map(({ kind }) => kind))
  const found = new Set<number>()
  if (lastKinds.size === 0) return found
  for (const at of order) {
    const needs = [...(before[at] as ReadonlySet<number>)]
    if (lastKinds.has((objects[at] as SchemaObject).kind) || needs.some((other) => found.has(other))) found.add(at)
  }
  return found
}

/** The order in which everything can be dropped: {@link creationOrder}, backwards. */
export function dropOrder(schema: Schema, kinds: readonly KindInfo[]): SchemaObject[] {
  return creationOrder(schema, kinds).toReversed()
}

interface Sorted {
  readonly object: SchemaObject
  /** Of its kind. */
  readonly place: number
}

function inTieOrder(schema: Schema, kinds: readonly KindInfo[]): Sorted[] {
  const places = new Map(kinds.map(({ kind }, place) => [kind, place]))
  return schema
    .objects()
    .map((object) => ({
      object,
      place: places.get(object.kind) ?? kinds.length,
      sort: [object.schema ?? '', object.table ?? '', object.name, object.kind],
    }))
    .toSorted((a, b) => a.place - b.place || compareByteLists(a.sort, b.sort))
}

function invert(edges: readonly ReadonlySet<number>[]): (readonly number[])[] {
  const inverted: (readonly number[])[] = Array.from(edges, () => none)
  edges.forEach((sources, to) => {
    for (const from of sources) {
      const targets = inverted[from]
      if (targets === undefined || targets === none) inverted[from] = [to]
      else (targets as number[]).push(to)
    }
  })
  return inverted
}

const none: readonly number[] = []

const both = (one = none, other = none): readonly number[] =>
  other.length === 0 ? one : one.length === 0 ? other : [...one, ...other]

function forEachEdge(
  before: readonly ReadonlySet<number>[],
  wished: readonly ReadonlySet<number>[],
  visit: (from: number, to: number) => void,
): void {
  for (const edges of [before, wished]) edges.forEach((sources, to) => sources.forEach((from) => visit(from, to)))
}

const ascending = (a: number, b: number): number => a - b

function bump(counts: number[], at: number, by: number): void {
  counts[at] = (counts[at] as number) + by
}
