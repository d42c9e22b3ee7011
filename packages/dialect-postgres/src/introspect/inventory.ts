import type { ObjectRef, Scope, Session } from '@lithify/core'
import { introspect } from './introspect.ts'

/** Every object that users made, what cannot be represented included. */
export async function inventory(session: Session, scope: Scope): Promise<ObjectRef[]> {
  const { schema, uncovered } = await introspect(session, scope)
  const objects = schema
    .objects()
    .map(({ kind, schema: namespace, table, name }) => ({ kind, schema: namespace, table, name }))
  return [...objects, ...uncovered.map(({ ref }) => ref)]
}
