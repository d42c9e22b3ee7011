import type { Warning } from '../events.ts'
import type { ServerInfo } from '../dialect.ts'
import type { UnfinishedWork } from '../journal/unfinished.ts'

/** What every command answers, as plain data. Durations are in milliseconds, times are ISO 8601 in UTC. */
interface Result {
  readonly connection: string
  readonly server: ServerInfo
  readonly warnings: readonly Warning[]
}

export interface DoneMigration {
  readonly name: string
  readonly durationMs: number
}

/** A baseline whose row took the place of others, or the reverse, and how many they are. */
export interface AdoptedBaseline {
  readonly name: string
  readonly replaced: number
}

export interface RunResult extends Result {
  readonly dryRun: boolean
  /** Set when the dump was loaded. */
  readonly bootstrap?: { readonly path: string; readonly migrations: number; readonly durationMs: number } | undefined
  readonly applied: readonly DoneMigration[]
  /** Baselines that were adopted; on a dry run, that would have been. */
  readonly adopted: readonly AdoptedBaseline[]
  /** Baselines whose rows were taken apart again, because their migrations have files. */
  readonly restored: readonly AdoptedBaseline[]
  /** The names that are still pending afterwards, because of `to` or `step`; on a dry run, all that would have been applied. */
  readonly pending: readonly string[]
  /** How many migrations the database has now. */
  readonly total: number
  /** On a dry run: what would have been sent. `undefined` where it cannot be known without running it. */
  readonly statements?: readonly { readonly name: string; readonly sql: readonly string[] | undefined }[] | undefined
}

export interface FreshResult extends RunResult {
  /** How many schema objects were dropped. */
  readonly dropped: number
}

export interface RollbackResult extends Result {
  readonly dryRun: boolean
  readonly rolledBack: readonly DoneMigration[]
  /** On a dry run, the names that would have been rolled back. */
  readonly planned: readonly string[]
  readonly total: number
  readonly statements?: readonly { readonly name: string; readonly sql: readonly string[] | undefined }[] | undefined
}

/** `reset` and `refresh`: everything rolled back; then, for `refresh`, run again. */
export interface RefreshResult extends Result {
  readonly rolledBack: readonly DoneMigration[]
  readonly run: RunResult
}

/**
 * - `applied`, `pending`: as they say
 * - `changed`: applied, and its file was edited since
 * - `missing`: applied, and its file is gone
 * - `pruned`: applied, and its file was pruned into the dump on purpose
 * - `outOfOrder`: pending, and sorts before one that is applied
 * - `squashed`: applied, and a baseline migration that waits to be adopted stands for it
 * - `archived`: squashed or pruned, and this database lacks it: a run applies it from the archive
 * - `adoptable`: a baseline migration of which this database has some or all: a run puts its row in the place of theirs
 * - `superseded`: a baseline's row without its file, whose migrations are here again: a run puts their rows back
 * - `behind`: squashed or pruned, this database never had it, and no archive is at hand
 * - `late`: pending, and sorts inside the range that was squashed without being part of it
 * - `conflict`: a baseline migration that stands for some of the same migrations as another one
 * - `diverged`: a baseline's row without its file, some of whose migrations nobody here knows
 */
export type MigrationState =
  | 'applied'
  | 'pending'
  | 'changed'
  | 'missing'
  | 'pruned'
  | 'squashed'
  | 'archived'
  | 'adoptable'
  | 'superseded'
  | 'outOfOrder'
  | 'behind'
  | 'late'
  | 'conflict'
  | 'diverged'

export interface MigrationStatus {
  readonly name: string
  readonly state: MigrationState
  readonly batch?: number | undefined
  readonly appliedAt?: string | undefined
  readonly durationMs?: number | undefined
  /** For a baseline migration: how many migrations it replaces. */
  readonly replaces?: number | undefined
}

/** `missing`: there is no database yet. `empty`: nothing of a user's is in it. `unmanaged`: tables, but no history. */
export type DatabaseState = 'missing' | 'empty' | 'unmanaged' | 'managed'

export interface StatusResult {
  readonly connection: string
  readonly server?: ServerInfo | undefined
  readonly warnings: readonly Warning[]
  readonly database: DatabaseState
  /** In the order in which migrations run. */
  readonly migrations: readonly MigrationStatus[]
  readonly counts: Readonly<Record<MigrationState, number>>
  /** Nothing is pending and nothing is wrong: every migration is `applied` or `pruned`, no dump waits to be loaded, nothing was cut short. */
  readonly clean: boolean
  /** What was cut short in this database and is not finished. */
  readonly unfinished?: UnfinishedWork | undefined
  /** The dump that an empty database would be booted from. */
  readonly dump?: { readonly path: string; readonly migrations: number; readonly squashed: boolean } | undefined
}

export interface ResolveResult extends Result {
  /** What was cut short, as it was found. */
  readonly unfinished: UnfinishedWork
  readonly settled: 'applied' | 'rolledBack' | 'statementApplied' | 'statementRolledBack' | 'cleaned'
  /** How many objects were dropped that the load of a dump had made. */
  readonly dropped: number
}

export interface DumpResult extends Result {
  /** Absolute paths. */
  readonly dumpPath: string
  readonly manifestPath: string
  /** The same, relative to the project root: what people are shown. */
  readonly dumpLabel: string
  readonly metaLabel: string
  /** Whether either file was rewritten. */
  readonly changed: boolean
  /** How many objects of each kind it holds. */
  readonly objects: Readonly<Record<string, number>>
  readonly migrations: number
  /** The reference tables it carries, with their row counts. */
  readonly data: readonly { readonly table: string; readonly rows: number }[]
  /** Whether it holds owners and grants. */
  readonly privileges: boolean
  /** The migration files that were removed, relative to the project root. */
  readonly pruned: readonly string[]
}

export interface SquashResult extends Result {
  readonly dryRun: boolean
  readonly as: 'migration' | 'dump'
  /** The migration's name, or the dump's path. */
  readonly baseline: string
  /** Relative to the project root. */
  readonly path: string
  /** The names that it takes the place of, in the order in which they ran. */
  readonly squashed: readonly string[]
  /** How many objects of each kind it makes. */
  readonly objects: Readonly<Record<string, number>>
  /** The tables whose rows it holds, with their row counts. */
  readonly data: readonly { readonly table: string; readonly rows: number }[]
  readonly proof: SquashProof
  /** Where the originals are, relative to the project root. Absent on a dry run. */
  readonly archive?: string | undefined
  /** An earlier squash had been interrupted; this finished it, and did nothing else. */
  readonly finished: boolean
  readonly adopted: readonly AdoptedBaseline[]
  /** On a dry run: the text of the baseline, its operations as they would be written, or that of the dump. */
  readonly text?: string | undefined
  /** On a dry run: what a baseline migration would send to an empty database. */
  readonly statements?: readonly string[] | undefined
}

/** `replay`: the originals ran in a scratch database. `live`: the connected database served as what they make. `none`: nobody looked. */
export interface SquashProof {
  readonly kind: 'replay' | 'live' | 'none'
  /** Why nobody looked. */
  readonly reason?: string | undefined
}

export interface UnsquashResult extends Result {
  readonly dryRun: boolean
  /** What stood for the migrations. */
  readonly baseline: string
  /** The files that are back, relative to the project root. */
  readonly files: readonly string[]
  /** The archive that they came from. It is gone. */
  readonly archive: string
  readonly restored: readonly AdoptedBaseline[]
}

export interface AdoptResult extends Result {
  readonly dryRun: boolean
  /** The migrations that the database has now, in the order in which they run; on a dry run, those that it would have. */
  readonly adopted: readonly string[]
  /** What is still to be run. */
  readonly pending: readonly string[]
  /** What the database would have to change to be what they make, one line each. Empty, unless that was let pass. */
  readonly differences: readonly string[]
}

export interface VerifyResult {
  readonly connection: string
  readonly server?: ServerInfo | undefined
  readonly warnings: readonly Warning[]
  /** What was looked at, for people: `312 checksums`, `lithify.lock`. */
  readonly checked: readonly string[]
  /** Empty when all is well. */
  readonly findings: readonly Finding[]
}

export interface Finding {
  /** The error code that a run would stop with. */
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly name?: string | undefined
}
