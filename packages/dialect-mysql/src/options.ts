import type { ConnectOptions } from '@lithify/core'

/**
 * Where the database is comes from the URL; what the URL leaves out, from the environment variables of the mysql client (`MYSQL_HOST`,
 * `MYSQL_TCP_PORT`, `MYSQL_UNIX_PORT`, `MYSQL_PWD`).
 */
export interface MysqlOptions extends ConnectOptions {
  /** How long to wait for the server to answer, in milliseconds. Default: the URL's `connect-timeout`, or 10 s. */
  readonly connectTimeoutMs?: number | undefined
  /**
   * How long a statement may wait for a table that others use, in milliseconds: the server's `lock_wait_timeout`, which has whole seconds.
   * While a statement waits, everybody behind it waits too. Default: the server's own setting.
   */
  readonly tableLockTimeoutMs?: number | undefined
  /**
   * How often what the server gave up for a lock or for a deadlock is tried again, after pauses that grow: a statement of DDL that is known to have done
   * nothing, or the rows that were changed together, all of them. Default 0.
   */
  readonly tableLockRetries?: number | undefined
  /**
   * Whether a dump says as which user views, routines, triggers and events act (`DEFINER`). Who loads it has to be allowed to say so, and the user
   * has to be there. Default `false`: they act as who loads it; `SQL SECURITY` is kept in any case.
   */
  readonly definers?: boolean | undefined
  /** A server on which scratch databases may be created, where the database's own does not allow it. Default: `url`. */
  readonly shadowUrl?: string | (() => string) | undefined
}
