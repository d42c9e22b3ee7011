import type { BaselineRecord, ReplacedMigration } from '../../operations/baseline.ts'
import { flatten } from '../../migrations/replaced-names.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { compareMigrationNames } from '../../migrations/natural.ts'
import type { BaselineSource } from '../baseline-source.ts'

export type DumpedNames = Pick<BaselineSource, 'prunedNames'> & Partial<Pick<BaselineSource, 'migrations'>>

/** A file that is a baseline migration. */
export type BaselineFile = MigrationFile & { readonly record: BaselineRecord }

export function isBaselineFile(file: MigrationFile): file is BaselineFile {
  return file.record !== undefined
}

/** A name that a baseline migration in place stands for. */
export interface Covered extends ReplacedMigration {
  readonly by: BaselineFile
}

/** What baselines in place stand for: the ranges of the history that need no file any more. */
export class Ranges {
  /** Baseline migrations that no other one replaces. */
  readonly baselines: readonly BaselineFile[]
  /** Every name that they replace, at any depth. Inner ones come before what holds them. */
  readonly covered: ReadonlyMap<string, Covered>
  /** Baselines that stand for some of the same migrations, and neither for the other: each with one that it is at odds with. */
  readonly conflicts: ReadonlyMap<string, string>
  /** What a dump embeds whose files were pruned, with its checksum where the dump tells it. */
  readonly pruned: ReadonlyMap<string, string | undefined>
  /** What sorts before this and is in no range came too late. */
  readonly last: string | undefined

  constructor(files: readonly MigrationFile[], dump: DumpedNames | undefined) {
    const present = new Set(files.map(({ name }) => name))
    const found = files.filter(isBaselineFile)
    const parts = new Map(found.map((file) => [file.name, [...flatten(file.record.replaces)]]))
    const inner = new Set([...parts.values()].flat().map(({ name }) => name))
    this.baselines = found.filter(({ name }) => !inner.has(name))
    const covered = new Map<string, Covered>()
    const conflicts = new Map<string, string>()
    for (const by of this.baselines) {
      for (const part of parts.get(by.name) ?? []) {
        const other = covered.get(part.name)
        if (other === undefined) covered.set(part.name, { ...part, by })
        else if (other.by !== by) conflicts.set(by.name, other.by.name).set(other.by.name, by.name)
      }
    }
    const checksums = new Map(dump?.migrations?.map(({ name, checksum }) => [name, checksum]))
    this.covered = covered
    this.conflicts = conflicts
    this.pruned = new Map((dump?.prunedNames ?? []).map((name) => [name, checksums.get(name)]))
    // A dump that was renewed after a prune also names migrations that still have their files.
    this.last = lastOf([...covered.keys(), ...[...this.pruned.keys()].filter((name) => !present.has(name))])
  }

  /** Whether a migration that is applied needs no file because of a baseline, or has one. */
  accountsFor(name: string): boolean {
    return this.covered.has(name) || this.pruned.has(name)
  }
}

export function lastOf(names: Iterable<string>): string | undefined {
  let last: string | undefined
  for (const name of names) if (last === undefined || compareMigrationNames(last, name) < 0) last = name
  return last
}
