import type { Warning } from '../events.ts'
import type { ServerInfo } from '../dialect.ts'

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

export interface RunResult extends Result {
  readonly dryRun: boolean
  /** Set when the dump was loaded. */
  readonly bootstrap?: { readonly path: string; readonly migrations: number; readonly durationMs: number } | undefined
  readonly applied: readonly DoneMigration[]
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
 * - `behind`: pruned into the dump, and this database never had it
 * - `late`: pending, and sorts inside the range that was pruned without being part of it
 */
export type MigrationState = 'applied' | 'pending' | 'changed' | 'missing' | 'pruned' | 'outOfOrder' | 'behind' | 'late'

export interface MigrationStatus {
  readonly name: string
  readonly state: MigrationState
  readonly batch?: number | undefined
  readonly appliedAt?: string | undefined
  readonly durationMs?: number | undefined
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
  /** Nothing is pending and nothing is wrong: every migration is `applied` or `pruned`, and no dump waits to be loaded. */
  readonly clean: boolean
  /** The dump that an empty database would be booted from. */
  readonly dump?: { readonly path: string; readonly migrations: number; readonly squashed: boolean } | undefined
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
  /** The migration files that were removed, relative to the project root. */
  readonly pruned: readonly string[]
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
