import type { ConfiguredDialect, Dialect, ConnectOptions } from '../dialect.ts'
import type { TableRef } from '../schema/model.ts'

/** What `lithify.config.*` holds. */
export interface Config {
  /** Each with its own database, files and history. The names are the users' own. */
  readonly connections: Readonly<Record<string, ConnectionConfig>>
  /** The connection that commands use when none is named. Default: the first. */
  readonly default?: string | undefined
}

/** One connection. Paths are relative to the project root, the folder of the config file. */
export interface ConnectionConfig {
  /** What a dialect package's factory returned, or the name of a dialect that is looked up and given `url`. */
  readonly dialect: ConfiguredDialect | string
  /** Where the database is, when `dialect` is a name. A function is called when the connection is opened. */
  readonly url?: string | (() => string) | undefined
  /** Default `database/migrations`. */
  readonly migrations?: string | readonly string[] | undefined
  /** Default `database/schemas`. */
  readonly schemas?: string | undefined
  /** Default `database/schema/{connection}-schema.sql`. */
  readonly dump?: string | undefined
  /** Where the files go that a squash replaces. Default `.lithify/archive`. */
  readonly archive?: string | undefined
  /** How many rows of one table a baseline takes along at most, where migrations insert them. Default 10,000. */
  readonly baselineRows?: number | undefined
  /**
   * The names of the bookkeeping tables. Default `lithify_migrations`, `lithify_versions`; where there is a lease, `lithify_lock`; where migrations
   * cannot be rolled back, `lithify_journal`.
   */
  readonly history?:
    | {
        readonly migrations?: string | undefined
        readonly versions?: string | undefined
        readonly lock?: string | undefined
        readonly journal?: string | undefined
        readonly schema?: string | undefined
      }
    | undefined
  /** Reference tables whose rows every dump carries. */
  readonly data?: readonly string[] | undefined
  /**
   * What the migration lock is. `advisory`: a lock of the database's own, held by the session. `lease`: a row in a table, renewed while
   * its holder lives. Default: `advisory` where the session is certain to keep it, else `lease`.
   */
  readonly lock?: LockStrategy | undefined
  /** How long a runner waits for the migration lock, in milliseconds. Default 60,000. */
  readonly lockTimeoutMs?: number | undefined
  /** How long a lease outlives a holder that does not renew it any more, in milliseconds. Default 30,000. */
  readonly leaseMs?: number | undefined
}

export type LockStrategy = 'advisory' | 'lease'

/** A connection with everything decided: what the rest of core works with. */
export interface Connection {
  readonly name: string
  readonly dialect: Dialect
  readonly options: ConnectOptions
  /** Absolute. */
  readonly root: string
  /** Relative to the root, POSIX separators, in the config's order. */
  readonly migrationDirectories: readonly string[]
  readonly schemasDirectory: string
  /** Relative to the root, POSIX separators. */
  readonly dumpPath: string
  /** Relative to the root, POSIX separators. */
  readonly archiveDirectory: string
  readonly baselineRows: number
  readonly history: HistoryTables
  readonly data: readonly string[]
  /** Absent: by what the database and the session can do. */
  readonly lock: LockStrategy | undefined
  readonly lockTimeoutMs: number
  readonly leaseMs: number
}

export interface HistoryTables {
  readonly migrations: TableRef
  readonly versions: TableRef
  /** There only where a lease was ever kept. */
  readonly lock: TableRef
  /** There only where something ran that could not be one transaction. */
  readonly journal: TableRef
}

/** Identity, for type checking and completion in a config file. */
export function defineConfig(config: Config): Config {
  return config
}
