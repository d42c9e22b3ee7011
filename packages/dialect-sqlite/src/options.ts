import type { ConnectOptions } from '@lithify/core'

export interface SqliteOptions extends ConnectOptions {
  /** The database's path, as it stands, or `:memory:`. Instead of `url`. */
  readonly filename?: string | undefined
  /** Whether SQLite enforces foreign keys. Default `true`, though SQLite's own is off. */
  readonly foreignKeys?: boolean | undefined
  /** How long a statement waits for another process to release the database, in milliseconds. Default 5000. */
  readonly busyTimeoutMs?: number | undefined
}
