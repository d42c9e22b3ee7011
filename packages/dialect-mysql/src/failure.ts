import { LithifyError, messageOf, type StatementFailure } from '@lithify/core'

/** Which of several statements failed, and where in its text. */
export type FailedPart = Pick<StatementFailure, 'index' | 'text' | 'offset'>

/** The server's name for the error: `ER_PARSE_ERROR`. MariaDB's own are told by number. */
export function serverCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown }
  if (typeof code === 'string') return code
  return typeof errno === 'number' && errno > 0 ? String(errno) : undefined
}

/** The server's number of the error; nothing for what is not the server's. */
export function errorNumber(error: unknown): number | undefined {
  const { errno, sqlState } = (error ?? {}) as { errno?: unknown; sqlState?: unknown }
  return typeof errno === 'number' && typeof sqlState === 'string' ? errno : undefined
}

/** All that the server said, under `server`; nothing for an error that is not the server's. */
export function serverFields(error: unknown): { server?: Record<string, unknown> } {
  const errno = errorNumber(error)
  return errno === undefined ? {} : { server: { errno, sqlState: (error as { sqlState: string }).sqlState } }
}

/** In a transaction or session that only reads; on a server that does. */
const readOnly: ReadonlySet<number | undefined> = new Set([1792, 1836, 3102])

/**
 * A deadlock, which is also what Galera refuses a commit with that another node was faster than; what Group Replication does so with; a lock that was waited
 * for in vain.
 */
const givenUp: ReadonlySet<number | undefined> = new Set([1213, 3101, 1205])

/** What a statement's failure is reported as. */
export function statementError(error: unknown, part: FailedPart): LithifyError {
  const code = serverCode(error)
  const transient = givenUp.has(errorNumber(error)) ? { transient: true } : {}
  const data: StatementFailure = { ...part, serverCode: code, ...serverFields(error), ...transient }
  const said = messageOf(error)
  const number = errorNumber(error)
  if (readOnly.has(number) || (number === 1290 && /read[-_]only/.test(said))) {
    return new LithifyError('LITHIFY_E_READ_ONLY', `The database cannot be written here: ${said}.`, {
      hint: 'It is a replica, or the command is allowed to read only. Where it is a replica, write to its primary:  lithify run --url <URL of the primary>',
      data,
      cause: error,
    })
  }
  const message = code === undefined ? said : `${said} (${code})`
  return new LithifyError('LITHIFY_E_STATEMENT', message, { data, cause: error })
}

/** Whether there is no session any more: the server is shutting down, or somebody ended us, or the wire broke. */
export function endsSession(error: unknown): boolean {
  if ((error as { fatal?: boolean } | null)?.fatal === true) return true
  // Shutdown in progress, connection was killed (MariaDB), ended for inactivity, query was interrupted by a shutdown.
  return [1053, 1927, 4031, 3169].includes(errorNumber(error) ?? 0)
}
