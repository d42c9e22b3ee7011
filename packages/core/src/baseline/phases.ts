import type { Dialect, KindInfo } from '../dialect.ts'
import { refKey, type SchemaObject } from '../schema/model.ts'
import { creationOrder } from '../schema/order.ts'
import type { Schema } from '../schema/schema.ts'

/** Before the rows are there, after them, or after the history too. */
export type Phase = 'early' | 'late' | 'last'

export interface Placed {
  readonly object: SchemaObject
  readonly phase: Phase
}

/**
 * The objects of a schema in the order in which a script makes them: each after what it depends on, those that can wait for the rows after those
 * that cannot.
 */
export function inDumpOrder(schema: Schema, { kinds }: Pick<Dialect, 'kinds'>): Placed[] {
  const phases = new Map(kinds.map((kind) => [kind.kind, phaseOf(kind)]))
  const placed = new Map<string, Phase>()
  const ordered = creationOrder(schema, kinds).map((object): Placed => {
    // What needs a late object is late itself, whatever its kind.
    const needed = (object.dependsOn ?? []).map((ref) => placed.get(refKey(ref)))
    const all = [phases.get(object.kind), ...needed]
    const phase = all.includes('last') ? 'last' : all.includes('late') ? 'late' : 'early'
    placed.set(refKey(object), phase)
    return { object, phase }
  })
  return (['early', 'late', 'last'] as const).flatMap((phase) => ordered.filter((each) => each.phase === phase))
}

const phaseOf = ({ afterData, last }: KindInfo): Phase =>
  last === true ? 'last' : afterData === true ? 'late' : 'early'
