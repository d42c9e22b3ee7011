import { LithifyError, messageOf, shellWord, type StatementFailure } from '@lithify/core'
import type Database from 'better-sqlite3'
import { locateFailure } from './locate-failure.ts'
import { busy, codeOf } from './open.ts'

/** What a statement's failure is reported as. */
export function statementError(db: Database.Database, text: string, index: number, error: unknown): LithifyError {
  const message = messageOf(error)
  const serverCode = codeOf(error)
  const data: StatementFailure = { index, text, offset: locateFailure(db, text, message), serverCode }
  if (serverCode?.startsWith('SQLITE_BUSY')) return busy(db.memory ? undefined : db.name, error, data)
  if (serverCode?.startsWith('SQLITE_READONLY')) {
    return new LithifyError('LITHIFY_E_READ_ONLY', `The database cannot be written: ${message}.`, {
      hint: `The file, its directory or the command is allowed to read only, or the URL says mode=ro. To write, leave that out and run:  lithify run --url ${shellWord(`sqlite:${db.name}`)}`,
      data,
      cause: error,
    })
  }
  return new LithifyError('LITHIFY_E_STATEMENT', message, { data, cause: error })
}
