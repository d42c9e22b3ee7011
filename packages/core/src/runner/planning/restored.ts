import { parseReplaced, renderReplaced, type ReplacedRow } from '../../history/replaced.ts'
import type { PlannedRow } from './planned-row.ts'
import type { Ranges } from './ranges.ts'

/** A baseline's row whose file is gone, and whose migrations are all here again: by a squash that was undone, or another squash. */
export interface Restoration {
  readonly baseline: string
  /** What takes its place, in order. */
  readonly rows: readonly PlannedRow[]
}

export interface Rewritten {
  /** The history as it is once every restoration is done. */
  readonly rows: readonly PlannedRow[]
  readonly restorations: readonly Restoration[]
  /** Baselines that cannot be taken apart, each with the names that neither a file nor a baseline stands for. */
  readonly diverged: ReadonlyMap<string, readonly string[]>
}

/** Takes apart the rows of baselines that the files do not know. What a baseline replaced is in its row, so that needs no archive. */
export function rewriteHistory(
  history: readonly PlannedRow[],
  present: ReadonlySet<string>,
  ranges: Ranges,
): Rewritten {
  const restorations: Restoration[] = []
  const diverged = new Map<string, readonly string[]>()
  const known = (name: string): boolean => present.has(name) || ranges.accountsFor(name)
  const rows = history.flatMap((row) => {
    const parts = row.kind === 'baseline' && !known(row.name) ? parseReplaced(row.replaced) : undefined
    if (parts === undefined) return [row]
    const unknown: string[] = []
    const restored = takeApart(parts, { known, unknown, appliedAt: row.appliedAt })
    if (unknown.length > 0) {
      diverged.set(row.name, unknown)
      return [row]
    }
    restorations.push({ baseline: row.name, rows: restored })
    return restored
  })
  return { rows, restorations, diverged }
}

interface Surroundings {
  readonly known: (name: string) => boolean
  readonly unknown: string[]
  readonly appliedAt: string
}

function takeApart(parts: readonly ReplacedRow[], surroundings: Surroundings): PlannedRow[] {
  return parts.flatMap((part) => {
    const { name, checksum, batch = 0, appliedAt = surroundings.appliedAt, durationMs, replaces } = part
    if (replaces !== undefined && !surroundings.known(name)) return takeApart(replaces, surroundings)
    if (!surroundings.known(name)) surroundings.unknown.push(name)
    const kind = replaces === undefined ? ('migration' as const) : ('baseline' as const)
    return [{ name, checksum, batch, appliedAt, durationMs, kind, replaced: replaces && renderReplaced(replaces) }]
  })
}
