import type { Plain } from '@lithify/core'
import { text, type CatalogRow } from './catalog.ts'
import type { Parts } from './table.ts'

/** What the parents have for a column of a child by inheritance. */
export const above = (row: CatalogRow, child: boolean, { parents }: Parts): readonly CatalogRow[] =>
  child ? (parents.get(row['attname']) ?? []) : []

/** How a child's default or generated value differs from its parents': what they have need not be said, and what they have and it has not does. */
export function ownDefault(row: CatalogRow, parents: readonly CatalogRow[]): string | undefined {
  if (parents.length === 0) return undefined
  if (row['generated'] === '')
    return row['expression'] === null && parents.some((parent) => parent['expression'] !== null) ? 'none' : undefined
  return parents.every(
    (parent) => parent['generated'] === row['generated'] && parent['expression'] === row['expression'],
  )
    ? 'inherited'
    : undefined
}

/** What a column is, where it would otherwise be as its parents are. */
export const orAsNow = (row: CatalogRow, parents: readonly CatalogRow[], key: string, now: string): unknown =>
  row[key] ?? (parents.some((parent) => parent[key] !== null) ? now : undefined)

/**
 * Whether INHERITS would put a table's columns in another order than they have, or could not make it at all. Columns that parents were given
 * later come after a child's own; a table that was adopted has its own order.
 */
export function hasOwnOrder({ columns, parents }: Parts): boolean {
  const inherited = [...parents.keys()]
  const own = columns.map((column) => column['attname']).filter((name) => !parents.has(name))
  const usual = [...inherited, ...own]
  return (
    columns.some((column, at) => column['attname'] !== usual[at]) || columns.some((row) => isConflict(row, parents))
  )
}

/** Of several parents the server wants the same value, unless the child says its own. */
function isConflict(row: CatalogRow, parents: Parts['parents']): boolean {
  const found = parents.get(row['attname']) ?? []
  const differ = (...keys: readonly string[]): boolean =>
    new Set(found.map((parent) => JSON.stringify(keys.map((key) => parent[key])))).size > 1
  return differ('storage', 'compression') || differ('generated', 'expression')
}

/** Checks that a child has from its parents alone. */
export const inheritedChecks = ({ constraints }: Parts): Plain[] =>
  constraints
    .filter((constraint) => constraint['contype'] === 'c' && constraint['local'] !== true)
    .map((constraint) => ({ name: text(constraint['conname']), expression: text(constraint['expression']) }))
