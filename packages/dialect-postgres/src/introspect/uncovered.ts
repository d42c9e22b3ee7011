import type { TableRef, Uncovered } from '@lithify/core'
import { schemaOf, text, type CatalogRow } from './catalog.ts'

/** An object of a kind that is not represented. */
export function missing(row: CatalogRow, kind: string, name: unknown): Uncovered {
  const place = row['nspname'] === null || row['nspname'] === undefined ? {} : schemaOf(row['nspname'])
  return { ref: { kind, ...place, name: text(name) }, reason: 'lithify cannot write this kind of object yet.' }
}

export function invalidIndex(row: CatalogRow, host: TableRef): Uncovered {
  return {
    ref: { kind: 'index', ...schemaOf(host.schema ?? 'public'), table: host.name, name: text(row['relname']) },
    reason: 'It is invalid: building it failed. Drop it, or build it again with REINDEX.',
  }
}
