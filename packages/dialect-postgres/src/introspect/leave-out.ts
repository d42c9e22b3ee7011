import { refKey, refLabel, type ObjectRef, type SchemaObject, type Uncovered } from '@lithify/core'
import type { AddressBook } from './address-book.ts'
import type { Dependency } from './catalog.ts'

/**
 * What needs something that is not represented cannot be created without it: it is left out as well, and named. So what is represented can always be
 * created as a whole. What is stuck has been named before.
 */
export function leaveOut(
  objects: readonly SchemaObject[],
  stuck: readonly ObjectRef[],
  dependencies: readonly Dependency[],
  book: AddressBook,
): { readonly kept: SchemaObject[]; readonly uncovered: Uncovered[] } {
  if (stuck.length === 0 && book.isWhole()) return { kept: [...objects], uncovered: [] }
  const lost = new Map(stuck.map((ref) => [refKey(ref), ref]))
  for (const { classid, objid, refclassid, refobjid } of dependencies) {
    const missing = book.leftOut(refclassid, refobjid)
    const from = missing === undefined ? undefined : book.get(classid, objid)
    if (missing !== undefined && from !== undefined) lost.set(refKey(from), missing)
  }
  const named = new Set(stuck.map(refKey))
  const hosts = new Map<string, ObjectRef>()
  const host = (ref: ObjectRef): void => {
    if (relations.has(ref.kind)) hosts.set(placeKey(ref.schema, ref.name), ref)
  }
  stuck.forEach(host)
  const isLost = (object: SchemaObject): boolean => {
    const on = object.table === undefined ? undefined : hosts.get(placeKey(object.schema, object.table))
    const need = object.dependsOn?.find((ref) => lost.has(refKey(ref))) ?? on
    if (need !== undefined) lost.set(refKey(object), need)
    return lost.has(refKey(object))
  }
  let kept = objects.filter((object) => !named.has(refKey(object)))
  const gone: SchemaObject[] = []
  for (let found = kept.filter(isLost); found.length > 0; found = kept.filter(isLost)) {
    gone.push(...found)
    found.forEach(host)
    kept = kept.filter((object) => !lost.has(refKey(object)))
  }
  return {
    kept,
    uncovered: gone.map(({ kind, schema, table, name }) => {
      const ref = { kind, schema, table, name }
      const need = lost.get(refKey(ref)) as ObjectRef
      const why = book.isElsewhere(need) ? 'which is in a schema that is not among `schemas`' : 'which is left out'
      return { ref, reason: `It needs the ${refLabel(need)}, ${why}.` }
    }),
  }
}

/** What others live on. */
const relations: ReadonlySet<string> = new Set(['table', 'foreignTable', 'view', 'materializedView'])

const placeKey = (schema: string | undefined, name: string): string => JSON.stringify([schema ?? 'public', name])
