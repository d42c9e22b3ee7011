import type { Scope } from '@lithify/core'

/** Whether an object of that schema and, where it is a relation, of that name is looked at. */
export function inScope({ schemas, exclude = [] }: Scope): (namespace: unknown, name?: unknown) => boolean {
  const wanted = schemas === undefined ? undefined : new Set<unknown>(schemas)
  const excluded = new Set(exclude.map(({ schema, name }) => JSON.stringify([schema ?? 'public', name])))
  return (namespace, name) =>
    (wanted === undefined || wanted.has(namespace)) &&
    (name === undefined || !excluded.has(JSON.stringify([namespace, name])))
}
