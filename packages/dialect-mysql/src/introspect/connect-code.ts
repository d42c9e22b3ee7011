import {
  findComponents,
  isView,
  refKey,
  type ObjectRef,
  type OpaqueObject,
  type SchemaObject,
  type View,
} from '@lithify/core'
import { divideFunction } from './divide-function.ts'
import { namesIn, readsOf } from './reads.ts'

/**
 * Says of each view what it needs. To create a view, the server opens all that its functions read too; creating a function, it looks at nothing. So
 * a view comes after what its functions read, and a function that reads the view which calls it is made in two steps.
 */
export function connectViews(objects: readonly SchemaObject[]): SchemaObject[] {
  const views = objects.filter(isView)
  if (views.length === 0) return [...objects]
  const functions = new Map(objects.filter(isFunction).map((each) => [each.name.toLowerCase(), each]))
  const relations = new Map(objects.filter(isRelation).map((each) => [each.name.toLowerCase(), each]))
  const called = callsOf(functions, relations)
  const needs = new Map<SchemaObject, SchemaObject[]>(views.map((view) => [view, directNeeds(view)]))
  const circular = findCircular([...views, ...functions.values()], (object) =>
    isView(object) ? (needs.get(object) ?? []) : (called.get(object) ?? []),
  )
  return objects.flatMap((object): SchemaObject[] => {
    if (isView(object)) return [{ ...object, dependsOn: refs(reached(object)) }]
    if (!isFunction(object) || !circular.has(object)) return [object]
    return divideFunction(object, (called.get(object) ?? []).filter(isView))
  })

  function directNeeds(view: View): SchemaObject[] {
    const { relations: read, functions: calls } = readsOf(view.definition)
    return [...find(relations, read), ...find<SchemaObject>(functions, calls)].filter((each) => each !== view)
  }

  /** With what is read by the functions it calls, and by those that they call. */
  function reached(view: View): SchemaObject[] {
    const found = new Set<SchemaObject>()
    const waiting = [...(needs.get(view) ?? [])]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next) || next === view) continue
      found.add(next)
      if (isFunction(next) && !circular.has(next)) waiting.push(...(called.get(next) ?? []))
    }
    return [...found]
  }

  function refs(found: readonly SchemaObject[]): ObjectRef[] {
    return found
      .map(({ kind, name }, at) => ({ kind: circular.has(found[at] as SchemaObject) ? 'functionShell' : kind, name }))
      .toSorted((a, b) => (refKey(a) < refKey(b) ? -1 : 1))
  }
}

const find = <T>(map: ReadonlyMap<string, T>, names: readonly string[]): T[] =>
  names.flatMap((name) => map.get(name.toLowerCase()) ?? [])

const isFunction = (object: SchemaObject): object is OpaqueObject => object.kind === 'function'
const isRelation = ({ kind }: SchemaObject): boolean => /^(?:table|view|sequence|tableAsShown)$/.test(kind)

/** What the body of each function names. */
function callsOf(
  functions: ReadonlyMap<string, OpaqueObject>,
  relations: ReadonlyMap<string, SchemaObject>,
): Map<SchemaObject, SchemaObject[]> {
  return new Map(
    [...functions.values()].map((each) => [
      each,
      [...namesIn(each.create)].flatMap((name): SchemaObject[] => {
        const [relation, called] = [relations.get(name), functions.get(name)]
        return [
          ...(relation === undefined ? [] : [relation]),
          ...(called === undefined || called === each ? [] : [called]),
        ]
      }),
    ]),
  )
}

/** The functions that need a view which needs them. */
function findCircular(
  nodes: readonly SchemaObject[],
  next: (object: SchemaObject) => readonly SchemaObject[],
): ReadonlySet<SchemaObject> {
  const places = new Map(nodes.map((node, at) => [node, at]))
  const { of, members } = findComponents(nodes.length, (at) =>
    next(nodes[at] as SchemaObject).flatMap((each) => places.get(each) ?? []),
  )
  return new Set(
    nodes.filter((node, at) => {
      const circle = (members[of[at] as number] ?? []).map((member) => nodes[member] as SchemaObject)
      return isFunction(node) && circle.some(isView)
    }),
  )
}
