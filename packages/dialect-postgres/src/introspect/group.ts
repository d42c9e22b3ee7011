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

/** The columns that parents forbid NULL in, for each child by inheritance. */
export function parentNotNulls(
  relations: readonly CatalogRow[],
  columns: ReadonlyMap<unknown, readonly CatalogRow[]>,
): (child: CatalogRow) => ReadonlySet<string> {
  const byName = new Map(relations.map((row) => [JSON.stringify([row['nspname'], row['relname']]), row]))
  return (child) => {
    const parents = (child['parents'] as readonly [string, string][] | null) ?? []
    const rows = parents.flatMap((parent) => columns.get(byName.get(JSON.stringify(parent))?.oid) ?? [])
    return new Set(rows.filter((row) => row['notnull'] === true).map((row) => text(row['attname'])))
  }
}
