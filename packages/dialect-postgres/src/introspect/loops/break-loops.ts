import { refKey, refOf, type ObjectRef, type SchemaObject } from '@lithify/core'
import type { Need } from '../address-book.ts'
import type { Divider, Loops } from './division.ts'
import { Graph } from './graph.ts'

export interface Broken {
  readonly objects: SchemaObject[]
  /** What still needs itself in a circle. */
  readonly stuck: readonly ObjectRef[]
}

/**
 * The objects with what they need, in an order that is always the same, and so that none needs itself through others. What is in a circle is
 * made in steps, as little of it as will do: first types and parts of tables and domains, then views, then functions.
 */
export function breakLoops(objects: readonly SchemaObject[], needs: readonly Need[], loops: Loops): Broken {
  const graph = new Graph(objects, needs)
  const dividers = new Map(loops.dividers)
  let circles = graph.circles()
  const homes = new Homes(circles)
  for (let divided = true; divided && circles.length > 0; circles = graph.circles()) {
    divided = false
    for (const circle of circles) {
      for (const [key, pieces] of choose(graph, circle, dividers)) {
        divide(graph, key, pieces, { circle, dividers, homes })
        divided = true
      }
    }
  }
  finish(graph, loops, homes)
  return {
    objects: graph.result(),
    stuck: circles.flat().flatMap((key) => {
      const object = graph.objects.get(key)
      return object === undefined ? [] : [refOf(object)]
    }),
  }
}

/** Which objects were in one circle at the start, the steps of an object included. */
class Homes {
  readonly of = new Map<string, number>()
  /** What has to be there before a circle is whole. */
  readonly last = new Map<number, string[]>()

  constructor(circles: readonly (readonly string[])[]) {
    circles.forEach((circle, at) => circle.forEach((key) => this.of.set(key, at)))
  }

  add(key: string, home: number | undefined, last: boolean): void {
    if (home === undefined) return
    this.of.set(key, home)
    if (last) this.last.set(home, [...(this.last.get(home) ?? []), key])
  }
}

const ranks = ['type', 'part', 'view', 'function'] as const

/** What to divide in a circle, and which pieces of it: those that lead back into the circle. */
function choose(
  graph: Graph,
  circle: readonly string[],
  dividers: ReadonlyMap<string, Divider>,
): (readonly [string, ReadonlySet<string>])[] {
  const members = new Set(circle)
  const candidates = circle.flatMap((key) => {
    const pieces = graph.edges(key).flatMap(({ to, piece }) => (piece !== undefined && members.has(to) ? [piece] : []))
    const divider = dividers.get(key)
    return divider === undefined || pieces.length === 0 ? [] : [{ key, pieces: new Set(pieces), rank: divider.rank }]
  })
  const rank = ranks.find((each) => candidates.some((candidate) => candidate.rank === each))
  const chosen = candidates.filter((candidate) => candidate.rank === rank)
  const together = rank === 'type' || rank === 'part'
  return (together ? chosen : chosen.slice(0, 1)).map(({ key, pieces }) => [key, pieces])
}

interface Circle {
  readonly circle: readonly string[]
  readonly dividers: Map<string, Divider>
  readonly homes: Homes
}

function divide(graph: Graph, key: string, pieces: ReadonlySet<string>, { circle, dividers, homes }: Circle): void {
  const divider = dividers.get(key)
  const object = graph.objects.get(key)
  if (divider === undefined || object === undefined) return
  const division = divider.divide(object, pieces)
  const home = homes.of.get(key)
  homes.add(refKey(division.first), home, false)
  for (const later of division.later) homes.add(refKey(later.object), home, later.awaited)
  if (divider.rank !== 'part') dividers.delete(key)
  const members = new Set(circle)
  const suffices = (other: string): boolean => {
    const ref = graph.objects.get(other)
    return members.has(other) && ref !== undefined && divider.accepts?.(ref) !== false
  }
  if (divider.bind !== undefined) {
    for (const other of members) {
      const bound = graph.objects.get(other)
      if (bound !== undefined && other !== key && suffices(other)) graph.objects.set(other, divider.bind(bound))
    }
  }
  graph.divide(key, pieces, division, suffices)
}

/** What is done again once a circle is whole, and what is not in the circle waits for. */
function finish(graph: Graph, { finishes }: Loops, homes: Homes): void {
  for (const [key, make] of finishes) {
    const home = homes.of.get(key)
    const object = graph.objects.get(key)
    if (home === undefined || object === undefined) continue
    const made = make(object)
    graph.append(key, made, (other) => homes.of.get(other) !== home)
    for (const last of homes.last.get(home) ?? []) graph.connect(refKey(made), { to: last })
  }
}
