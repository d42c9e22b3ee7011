import type { ObjectRef, TableRef, Uncovered } from '@lithify/core'
import { schemaOf, text, type CatalogRow } from './catalog.ts'

export function invalidIndex(row: CatalogRow, host: TableRef): Uncovered {
  return {
    ref: { kind: 'index', ...schemaOf(host.schema ?? 'public'), table: host.name, name: text(row['relname']) },
    reason: 'It is invalid: building it failed. Drop it, or build it again with REINDEX.',
  }
}

export const inCircle = (ref: ObjectRef): Uncovered => ({
  ref,
  reason: 'It needs itself through others in a way that no script could make: nothing of it can wait for the rest.',
})
