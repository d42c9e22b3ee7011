import { keepArrayTypes } from './arrays.ts'
import type { CatalogRow } from './catalog.ts'
import { keepUnnamed } from './unnamed-columns.ts'

/** Where the catalog's rows hold SQL that the server wrote. */
const parts = ['expression', 'definition', 'predicate', 'expressions', 'whole', 'using', 'check', 'details'] as const

/**
 * The rows with all SQL in them so that the server, when it has read it, prints it as it did before. Nearly all rows stay what they are: a copy of
 * each would be as much again as a large schema needs.
 */
export function toBeReadAgain(rows: readonly CatalogRow[]): CatalogRow[] {
  return rows.map((row) => {
    let changed: Record<string, unknown> | undefined
    const note = (part: string, value: unknown): void => {
      if (value !== row[part]) changed = { ...changed, [part]: value }
    }
    for (const part of parts) note(part, within(row[part]))
    // The definition is third; what comes before and after is a name and a comment.
    const checks = row['checks'] as readonly (readonly unknown[])[] | null | undefined
    if (checks)
      note(
        'checks',
        mapped(checks, (check) => mapped(check, (each, at) => (at === 2 ? within(each) : each))),
      )
    return changed === undefined ? row : { ...row, ...changed }
  })
}

function within(value: unknown): unknown {
  if (typeof value === 'string') return keepUnnamed(keepArrayTypes(value))
  if (Array.isArray(value)) return mapped(value, within)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, within(each)]))
}

/** The list itself where nothing in it changes. */
function mapped<T>(list: readonly T[], change: (value: T, at: number) => T): readonly T[] {
  const result = list.map(change)
  return result.every((value, at) => value === list[at]) ? list : result
}
