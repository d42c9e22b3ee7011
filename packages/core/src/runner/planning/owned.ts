import { parseReplaced } from '../../history/replaced.ts'
import { flatten } from '../../migrations/replaced-names.ts'
import type { PlannedRow } from './planned-row.ts'
import type { Ranges } from './ranges.ts'

/**
 * The checksum of everything that a database has: what its rows name, what those of them that are baselines had replaced, and baselines all of whose
 * migrations it has.
 */
export function ownedIn(rows: readonly PlannedRow[], ranges: Ranges): ReadonlyMap<string, string> {
  const owned = new Map(rows.map(({ name, checksum }) => [name, checksum]))
  const records = new Map([
    ...[...ranges.covered.values()].map(({ name, replaces }) => [name, replaces] as const),
    ...ranges.baselines.map(({ name, record }) => [name, record.replaces] as const),
  ])
  for (const row of rows) {
    const parts = [...(parseReplaced(row.replaced) ?? []), ...(records.get(row.name) ?? [])]
    for (const { name, checksum } of flatten(parts)) if (!owned.has(name)) owned.set(name, checksum)
  }
  for (const { name, checksum, replaces } of ranges.covered.values()) {
    if (replaces === undefined || replaces.length === 0 || owned.has(name)) continue
    if (replaces.every((part) => owned.has(part.name))) owned.set(name, checksum)
  }
  return owned
}
