import { compareMigrationNames } from '../migrations/natural.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import { ownedIn } from './planning/owned.ts'
import type { PlannedRow } from './planning/planned-row.ts'
import { lastOf, Ranges, type BaselineFile, type DumpedNames } from './planning/ranges.ts'
import { rewriteHistory, type Restoration } from './planning/restored.ts'
import type { MigrationState, MigrationStatus } from './results.ts'

/** What the state of every migration is decided from. */
export interface PlanInput {
  /** In the order in which they run. Baseline migrations among them say what they replace. */
  readonly files: readonly MigrationFile[]
  readonly history: readonly PlannedRow[]
  /** The dump. */
  readonly baseline: DumpedNames | undefined
  /** What archives hold: where a database that lacks some of a squashed range finishes it from. */
  readonly archive?: readonly MigrationFile[] | undefined
}

export interface Plan {
  /** Every migration that a file, the history or the baseline knows, in the order in which they run. */
  readonly migrations: readonly MigrationStatus[]
  /** What a run would apply, in order. Those out of order are among them, and those that come from an archive. */
  readonly pending: readonly MigrationFile[]
  readonly counts: Readonly<Record<MigrationState, number>>
  /** Names of `pending` that sort before one that is applied. */
  readonly outOfOrder: readonly string[]
  /** Rows of baselines that a run would take apart before anything else. */
  readonly restorations: readonly Restoration[]
  /** Baselines whose row would take the place of the rows that they replace. */
  readonly adoptions: readonly Adoption[]
}

export interface Adoption {
  readonly file: BaselineFile
  /** What has to be applied before. */
  readonly needs: readonly string[]
}

/** Decides what state every migration is in. Pure: history × files × baselines → plan. */
export function plan({ files, history, baseline, archive = [] }: PlanInput): Plan {
  const ranges = new Ranges(files, baseline)
  const fileOf = new Map(files.map((file) => [file.name, file]))
  const { rows, restorations, diverged } = rewriteHistory(history, new Set(fileOf.keys()), ranges)
  const rowOf = new Map(rows.map((row) => [row.name, row]))
  const owned = ownedIn(rows, ranges)
  const stored = storedIn(archive, ranges)
  const lastApplied = lastOf(owned.keys())
  const isEarly = (name: string): boolean => lastApplied !== undefined && compareMigrationNames(name, lastApplied) < 0

  const begun = new Set<BaselineFile>()
  for (const { name, by } of ranges.covered.values()) if (owned.has(name) && !rowOf.has(by.name)) begun.add(by)

  /** Of a baseline migration that no other one replaces and that the history has no row of. */
  const stateOfBaseline = (file: BaselineFile): MigrationState => {
    if (ranges.conflicts.has(file.name)) return 'conflict'
    if (begun.has(file)) return 'adoptable'
    return isEarly(file.name) ? 'outOfOrder' : 'pending'
  }
  const stateOfRow = (row: PlannedRow): MigrationState => {
    const file = fileOf.get(row.name)
    const expected = file ?? ranges.covered.get(row.name)
    if (expected !== undefined && expected.checksum !== row.checksum) return 'changed'
    if (ranges.conflicts.has(row.name)) return 'conflict'
    if (file !== undefined) return 'applied'
    if (ranges.covered.has(row.name)) return 'squashed'
    if (!ranges.pruned.has(row.name)) return diverged.has(row.name) ? 'diverged' : 'missing'
    return (ranges.pruned.get(row.name) ?? row.checksum) === row.checksum ? 'pruned' : 'changed'
  }
  /** Of a name that no row has. `undefined`: it is nothing that anybody has to know. */
  const stateOf = (name: string): MigrationState | undefined => {
    const row = rowOf.get(name)
    if (row !== undefined) return stateOfRow(row)
    const file = fileOf.get(name)
    const range = ranges.covered.get(name)
    if (owned.has(name)) return file && (file.checksum === owned.get(name) ? 'applied' : 'changed')
    if (range !== undefined) {
      // A database that has nothing of the range takes the baseline instead. What holds others is had once they are.
      if (!begun.has(range.by) || range.replaces !== undefined) return undefined
      if (file !== undefined) return file.checksum === range.checksum ? 'pending' : 'changed'
      return stored.has(name) ? 'archived' : 'behind'
    }
    if (file === undefined) return stored.has(name) ? 'archived' : 'behind'
    if (ranges.baselines.includes(file as BaselineFile)) return stateOfBaseline(file as BaselineFile)
    if (ranges.last !== undefined && !ranges.pruned.has(name) && compareMigrationNames(name, ranges.last) < 0)
      return 'late'
    return isEarly(name) ? 'outOfOrder' : 'pending'
  }

  const known = new Set([...fileOf.keys(), ...rowOf.keys(), ...ranges.pruned.keys(), ...ranges.covered.keys()])
  const migrations = restorations.map(({ baseline: name }): MigrationStatus => ({ name, state: 'superseded' }))
  for (const name of known) {
    const row = rowOf.get(name)
    const state = stateOf(name)
    if (state === undefined) continue
    const replaces = fileOf.get(name)?.record?.replaces.length
    const { batch, appliedAt, durationMs } = row ?? {}
    migrations.push({ name, state, batch, appliedAt, durationMs, ...(replaces !== undefined && { replaces }) })
  }
  migrations.sort((one, other) => compareMigrationNames(one.name, other.name))
  const counts = { ...noCounts }
  for (const { state } of migrations) counts[state] += 1
  const pending = migrations.flatMap(({ name, state }) => {
    if (state === 'archived') return stored.get(name) ?? []
    return state === 'pending' || state === 'outOfOrder' ? (fileOf.get(name) ?? []) : []
  })
  const adoptable = new Set(migrations.filter(({ state }) => state === 'adoptable').map(({ name }) => name))
  const names = pending.map(({ name }) => name)
  return {
    migrations,
    pending,
    counts,
    outOfOrder: names.filter(isEarly),
    restorations,
    adoptions: ranges.baselines
      .filter(({ name }) => adoptable.has(name))
      .map((file) => ({ file, needs: names.filter((name) => ranges.covered.get(name)?.by === file) })),
  }
}

/** Archived files that are, by their checksum, what a baseline stands for. */
function storedIn(archive: readonly MigrationFile[], ranges: Ranges): ReadonlyMap<string, MigrationFile> {
  const wanted = (name: string): string | undefined => ranges.covered.get(name)?.checksum ?? ranges.pruned.get(name)
  return new Map(archive.filter(({ name, checksum }) => wanted(name) === checksum).map((file) => [file.name, file]))
}

const noCounts: Record<MigrationState, number> = {
  applied: 0,
  pending: 0,
  outOfOrder: 0,
  changed: 0,
  missing: 0,
  pruned: 0,
  squashed: 0,
  archived: 0,
  adoptable: 0,
  superseded: 0,
  behind: 0,
  late: 0,
  conflict: 0,
  diverged: 0,
}
