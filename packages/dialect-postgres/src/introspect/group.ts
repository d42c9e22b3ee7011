import { compareBytes } from '@lithify/core'
import { text, type CatalogRow } from './catalog.ts'

/** Rows by what one of their columns holds. */
export function groupBy(rows: readonly CatalogRow[], key: string): Map<unknown, CatalogRow[]> {
  const groups = new Map<unknown, CatalogRow[]>()
  for (const row of rows) {
    const group = groups.get(row[key])
    if (group === undefined) groups.set(row[key], [row])
    else group.push(row)
  }
  return groups
}

/** The same, each group in order. */
export function sortedGroups(
  rows: readonly CatalogRow[],
  key: string,
  order: (a: CatalogRow, b: CatalogRow) => number,
): Map<unknown, CatalogRow[]> {
  const groups = groupBy(rows, key)
  for (const group of groups.values()) if (group.length > 1) group.sort(order)
  return groups
}

export const byNumber = (a: CatalogRow, b: CatalogRow): number => Number(a['attnum']) - Number(b['attnum'])

export const byConstraintName = (a: CatalogRow, b: CatalogRow): number =>
  compareBytes(text(a['conname']), text(b['conname']))

/** What the parents of a child by inheritance have for each of its columns, by name. */
export function parentColumns(
  relations: readonly CatalogRow[],
  columns: ReadonlyMap<unknown, readonly CatalogRow[]>,
): (child: CatalogRow) => ReadonlyMap<unknown, readonly CatalogRow[]> {
  const byName = new Map(relations.map((row) => [JSON.stringify([row['nspname'], row['relname']]), row]))
  return (child) => {
    const parents = (child['parents'] as readonly [string, string][] | null) ?? []
    return groupBy(
      parents.flatMap((parent) => columns.get(byName.get(JSON.stringify(parent))?.oid) ?? []),
      'attname',
    )
  }
}
