import { compareMigrationNames } from '../migrations/natural.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import type { HistoryRow } from '../history/history.ts'
import type { BaselineSource } from './baseline-source.ts'
import type { MigrationState, MigrationStatus } from './results.ts'

/** What the state of every migration is decided from. */
export interface PlanInput {
  /** In the order in which they run. */
  readonly files: readonly MigrationFile[]
  readonly history: readonly Pick<HistoryRow, 'name' | 'checksum' | 'batch' | 'appliedAt' | 'durationMs'>[]
  readonly baseline: Pick<BaselineSource, 'prunedNames'> | undefined
}

export interface Plan {
  /** Every migration that a file, the history or the baseline knows, in the order in which they run. */
  readonly migrations: readonly MigrationStatus[]
  /** What a run would apply, in order. Those out of order are among them. */
  readonly pending: readonly MigrationFile[]
  readonly counts: Readonly<Record<MigrationState, number>>
}

/** Decides what state every migration is in. Pure: history × files × baseline → plan. */
export function plan({ files, history, baseline }: PlanInput): Plan {
  const fileOf = new Map(files.map((file) => [file.name, file]))
  const rowOf = new Map(history.map((row) => [row.name, row]))
  const pruned = new Set(baseline?.prunedNames)
  const lastApplied = lastOf(rowOf.keys())
  // A dump that was renewed after a prune also names migrations that still have their files.
  const lastPruned = lastOf([...pruned].filter((name) => !fileOf.has(name)))

  const stateOf = (name: string): MigrationState => {
    const file = fileOf.get(name)
    const row = rowOf.get(name)
    if (row !== undefined) {
      if (file === undefined) return pruned.has(name) ? 'pruned' : 'missing'
      return file.checksum === row.checksum ? 'applied' : 'changed'
    }
    if (file === undefined) return 'behind'
    if (lastPruned !== undefined && !pruned.has(name) && compareMigrationNames(name, lastPruned) < 0) return 'late'
    return lastApplied !== undefined && compareMigrationNames(name, lastApplied) < 0 ? 'outOfOrder' : 'pending'
  }

  const names = [...new Set([...fileOf.keys(), ...rowOf.keys(), ...pruned])].toSorted(compareMigrationNames)
  const migrations = names.map((name): MigrationStatus => {
    const row = rowOf.get(name)
    return { name, state: stateOf(name), batch: row?.batch, appliedAt: row?.appliedAt, durationMs: row?.durationMs }
  })
  const counts: Record<MigrationState, number> = {
    applied: 0,
    pending: 0,
    outOfOrder: 0,
    changed: 0,
    missing: 0,
    pruned: 0,
    behind: 0,
    late: 0,
  }
  for (const { state } of migrations) counts[state] += 1
  const pending = migrations
    .filter(({ state }) => state === 'pending' || state === 'outOfOrder')
    .flatMap(({ name }) => fileOf.get(name) ?? [])
  return { migrations, pending, counts }
}

function lastOf(names: Iterable<string>): string | undefined {
  let last: string | undefined
  for (const name of names) if (last === undefined || compareMigrationNames(last, name) < 0) last = name
  return last
}
