import type { ConnectOptions } from '@lithify/core'

/**
 * Where the database is comes from the URL; what the URL leaves out, from libpq's environment variables (`PGHOST`, `PGPASSWORD` …) and
 * password file.
 */
export interface PostgresOptions extends ConnectOptions {
  /** What the server shows for these connections, in `pg_stat_activity` for one. Default: the URL's, `PGAPPNAME`, or `lithify`. */
  readonly applicationName?: string | undefined
  /** How long to wait for the server to answer, in milliseconds. Default: the URL's `connect_timeout`, `PGCONNECT_TIMEOUT`, or 10 s. */
  readonly connectTimeoutMs?: number | undefined
  /**
   * How long a statement may wait for the lock of a table or of another object before it is given up, in milliseconds: the server's
   * `lock_timeout`. While a statement waits, everybody behind it waits too. Default: the server's own setting.
   */
  readonly tableLockTimeoutMs?: number | undefined
  /** How often what was given up for a lock is tried again, after pauses that grow. Default 0. */
  readonly tableLockRetries?: number | undefined
  /** How long a statement may run, in milliseconds: the server's `statement_timeout`. Default: the server's own setting. */
  readonly statementTimeoutMs?: number | undefined
  /**
   * Where scratch databases are made, in which a dump is verified and migrations are replayed. `server`: on the server itself, or on `shadowUrl`.
   * `pglite`: in this process, by the package `@electric-sql/pglite`, for roles that may not create a database and machines without a
   * server; a function gives one with extensions: `() => PGlite.create({ extensions: { citext } })`. Default `server`.
   */
  readonly shadow?: 'server' | 'pglite' | (() => Promise<InProcessPostgres>) | undefined
  /** A server on which scratch databases may be created, where the database's own does not allow it. Default: `url`. */
  readonly shadowUrl?: string | (() => string) | undefined
  /** Which schemas are ours: `['public', 'app']`. What is in others is neither dumped nor dropped, and does not count against emptiness. Default: all. */
  readonly schemas?: readonly string[] | undefined
}

/** A PostgreSQL in this process: what is used of `PGlite`. */
export interface InProcessPostgres {
  /** Takes messages of the PostgreSQL protocol, and gives the server's answers. */
  execProtocolRaw(messages: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}
