import { LithifyError, messageOf, type StatementFailure } from '@lithify/core'
import { lackOf } from './lack.ts'

/** What the server says about a failure beyond its message, by the driver's names. */
const fields = [
  'severity', 'detail', 'hint', 'where', 'schema', 'table', 'column', 'dataType', 'constraint',
  'position', 'internalPosition', 'internalQuery', 'file', 'line', 'routine',
] as const // prettier-ignore

/** All that the server said, under `server`; nothing for an error that is not the server's. */
export function serverFields(error: unknown): { server?: Record<string, string> } {
  const source = (error ?? {}) as Record<string, unknown>
  if (typeof source['severity'] !== 'string') return {}
  const said = fields.flatMap((name) => (typeof source[name] === 'string' ? [[name, source[name]] as const] : []))
  return { server: Object.fromEntries(said) }
}

/** Which of several statements failed, and where in its text. */
export type FailedPart = Pick<StatementFailure, 'index' | 'text' | 'offset' | 'deferred'>

/** What the failure of a statement is reported as that was sent by `user`. */
export function statementError(error: unknown, part: FailedPart, user: string): LithifyError {
  const serverCode = sqlState(error)
  const data: StatementFailure = { ...part, serverCode, ...serverFields(error) }
  const said = messageOf(error)
  const hint = (error as { hint?: string } | null)?.hint
  switch (serverCode) {
    case '25006':
      return new LithifyError('LITHIFY_E_READ_ONLY', `The database cannot be written here: ${said}.`, {
        hint: 'It is a replica, or the role or the command is allowed to read only. Where it is a replica, write to its primary:  lithify run --url <URL of the primary>',
        data,
        cause: error,
      })
    case '25001':
      // The same code is used for settings that come too late in a transaction.
      if (!/cannot (?:run|be executed) /.test(said)) break
      return new LithifyError('LITHIFY_E_NOT_TRANSACTIONAL', `${capital(said)}.`, {
        hint: 'Put it into a migration of its own that runs without one:  -- migrate:up transaction:false',
        data,
        cause: error,
      })
    case '53200':
      // Other memory runs out under the same code. The server says which setting, and not how it is set.
      if (!/max_locks_per_transaction/.test(hint ?? '')) break
      return new LithifyError('LITHIFY_E_STATEMENT', `${said} (${serverCode})`, { hint: moreLocks, data, cause: error })
    default:
  }
  const message = serverCode === undefined ? said : `${said} (${serverCode})`
  const lack = lackOf({ code: serverCode, said, text: part.text, user })
  const code = serverCode === '42501' ? 'LITHIFY_E_PRIVILEGE' : 'LITHIFY_E_STATEMENT'
  return new LithifyError(code, message, {
    hint: lack?.hint ?? hint,
    data: lack?.data === undefined ? data : { ...data, ...lack.data },
    cause: error,
  })
}

const moreLocks =
  'The server has no room for more locks, and each table, index and sequence takes one until the transaction ends. Give it room, and restart it:  ALTER SYSTEM SET max_locks_per_transaction = 2048'

/** The five characters of the SQL standard, as far as the error is the server's. */
export function sqlState(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined
}

/** Whether the server has ended the session with this error: it is shutting down, or somebody ended us. */
export function endsSession(error: unknown): boolean {
  const state = sqlState(error)
  return (
    state !== undefined && (/^57P0[1245]$|^08/.test(state) || (error as { severity?: string }).severity === 'FATAL')
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
