import type { EventListener } from '../events.ts'
import type { NewMigrationFormat } from '../migrations/new-file.ts'

export interface CommandOptions {
  /** Stops the work at the next safe place. What was done by then stays done. */
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: EventListener | undefined
  /** How long to wait for the migration lock, in milliseconds. Default: the connection's. */
  readonly lockTimeoutMs?: number | undefined
}

export interface RunOptions extends CommandOptions {
  /** Go on with a migration, or with the load of a dump, that was cut short, and then with the rest. */
  readonly resume?: boolean | undefined
  /** The last migration to apply: a full name, or the end of one that is unique. */
  readonly to?: string | undefined
  /** How many to apply at most. */
  readonly step?: number | undefined
  /** Touch nothing; answer what would be done. */
  readonly dryRun?: boolean | undefined
  /** The dump to boot an empty database from, instead of the connection's. It has to exist. */
  readonly schemaPath?: string | undefined
  /** Refuse migrations that sort before an applied one, instead of warning. */
  readonly strict?: boolean | undefined
  /** Run although applied migrations have no file any more. */
  readonly allowMissing?: boolean | undefined
  /** Fail when `lithify.lock` would have to change. Default: whether the environment variable `CI` is set. */
  readonly frozen?: boolean | undefined
  /** Apply everything in one transaction, the dump of an empty database included: all of it or nothing. */
  readonly singleTransaction?: boolean | undefined
}

export interface RollbackOptions extends CommandOptions {
  /** Go on with a rollback that was cut short, and do nothing else. */
  readonly resume?: boolean | undefined
  /** Roll back the batches after this one. Default: the last batch. */
  readonly batch?: number | undefined
  /** Roll back this many migrations. */
  readonly step?: number | undefined
  /** Roll back everything that was applied after this migration, which stays. */
  readonly to?: string | undefined
  readonly dryRun?: boolean | undefined
  /** Called before rows would be lost. Answering `false` stops with `LITHIFY_E_CONFIRMATION`. Absent: stop. */
  readonly confirm?: Confirm | undefined
}

/** What a person says of work that was cut short. One of `applied`, `rolledBack` and `clean`. */
export interface ResolveOptions extends CommandOptions {
  /** This migration is applied, all of it. */
  readonly applied?: string | undefined
  /** Nothing of this migration is in the database any more. */
  readonly rolledBack?: string | undefined
  /** What is said holds for the statement only that was reached; the rest is still to be run. */
  readonly statement?: boolean | undefined
  /** Drop what the load of a dump has made. */
  readonly clean?: boolean | undefined
}

export interface FreshOptions extends CommandOptions {
  readonly schemaPath?: string | undefined
  readonly frozen?: boolean | undefined
  readonly confirm?: Confirm | undefined
}

export interface ResetOptions extends CommandOptions {
  readonly confirm?: Confirm | undefined
}

export interface RefreshOptions extends FreshOptions {}

export interface DumpOptions extends CommandOptions {
  /** Where to write, instead of the connection's path. */
  readonly path?: string | undefined
  /** Verify the dump, then remove the migration files that it embeds. */
  readonly prune?: boolean | undefined
  /** Tables whose rows to include, beside the connection's own `data` and those that the dump in place includes. */
  readonly data?: readonly string[] | undefined
  /** Leave out rows that only the dump in place asks for. */
  readonly forgetData?: boolean | undefined
  /** Include owners and grants; `false`: leave them out. Default: as in the dump in place, and without where there is none. */
  readonly privileges?: boolean | undefined
  /** Prune although migrations insert rows that the dump does not hold. */
  readonly withoutRows?: boolean | undefined
  /** Leave out what cannot be represented, instead of refusing. */
  readonly allowUncovered?: boolean | undefined
}

export interface SquashOptions extends CommandOptions {
  /** The last migration to squash: a full name, or the end of one that is unique. Default: the last one there is. */
  readonly through?: string | undefined
  /** What the baseline is. Default `migration`. */
  readonly as?: 'migration' | 'dump' | undefined
  /** Tables whose rows are taken from the connected database, beside the connection's own `data`. */
  readonly data?: readonly string[] | undefined
  /** Take no rows that migrations insert. */
  readonly withoutRows?: boolean | undefined
  /** Do not prove the baseline, and why. It is kept in the archive. */
  readonly noVerify?: string | undefined
  /** What the project's config is written in: the baseline is too. Default: what the migrations are written in. */
  readonly language?: NewMigrationFormat | undefined
  /** Touch nothing; answer what would be done. */
  readonly dryRun?: boolean | undefined
}

export interface UnsquashOptions extends CommandOptions {
  /** Touch nothing; answer what would be done. */
  readonly dryRun?: boolean | undefined
}

export interface AdoptOptions extends CommandOptions {
  /** The last migration that the database is the outcome of: a full name, or the end of one that is unique. Default: all. */
  readonly through?: string | undefined
  /** Record the migrations as applied although the database is not what they make. */
  readonly despiteDifferences?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

export interface VerifyOptions extends CommandOptions {
  /** Look at the files only. */
  readonly offline?: boolean | undefined
}

/** What is about to be lost, in words for people, and the names of the tables whose rows it concerns. */
export interface Destruction {
  readonly action: 'rollback' | 'fresh' | 'reset' | 'refresh'
  readonly database: string
  readonly summary: string
  readonly tables: readonly string[]
}

export type Confirm = (destruction: Destruction) => boolean | Promise<boolean>
