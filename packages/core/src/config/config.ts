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
  /** The names of the bookkeeping tables. Default `lithify_migrations` and `lithify_versions`. */
  readonly history?:
    | {
        readonly migrations?: string | undefined
        readonly versions?: string | undefined
        readonly schema?: string | undefined
      }
    | undefined
  /** Reference tables whose rows every dump carries. */
  readonly data?: readonly string[] | undefined
  /** How long a runner waits for the migration lock, in milliseconds. Default 60,000. */
  readonly lockTimeoutMs?: number | undefined
}

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
  readonly history: HistoryTables
  readonly data: readonly string[]
  readonly lockTimeoutMs: number
}

export interface HistoryTables {
  readonly migrations: TableRef
  readonly versions: TableRef
}

/** Identity, for type checking and completion in a config file. */
export function defineConfig(config: Config): Config {
  return config
}
