import type { EventListener } from '../events.ts'

export interface CommandOptions {
  /** Stops the work at the next safe place. What was done by then stays done. */
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: EventListener | undefined
  /** How long to wait for the migration lock, in milliseconds. Default: the connection's. */
  readonly lockTimeoutMs?: number | undefined
}

export interface RunOptions extends CommandOptions {
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
}

export interface RollbackOptions extends CommandOptions {
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
  /** Prune although migrations insert rows that the dump does not hold. */
  readonly withoutRows?: boolean | undefined
  /** Leave out what cannot be represented, instead of refusing. */
  readonly allowUncovered?: boolean | undefined
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
