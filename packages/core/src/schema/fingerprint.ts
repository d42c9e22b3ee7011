import { createHash } from 'node:crypto'
import type { Dialect } from '../dialect.ts'
import { canonicalObjects, canonicalOptions, type CanonicalObject, type CanonicalSchema } from './canonical.ts'
import type { Schema } from './schema.ts'

/** The hash of a schema: equal for two schemas exactly when their canonical forms are. SHA-256, in hexadecimal. */
export function fingerprint(schema: Schema, dialect: Pick<Dialect, 'compare' | 'capabilities'>): string {
  return hashOf(canonicalOptions(schema, dialect), canonicalObjects(schema, dialect))
}

/** The hash of a schema that is in canonical form already. */
export function fingerprintOf({ options, objects }: CanonicalSchema): string {
  return hashOf(options, objects)
}

function hashOf(options: CanonicalSchema['options'], objects: Iterable<CanonicalObject>): string {
  const hash = createHash('sha256').update(JSON.stringify(options))
  for (const object of objects) hash.update('\n').update(JSON.stringify(object))
  return hash.digest('hex')
}
