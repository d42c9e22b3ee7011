import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { LithifyError, messageOf, shellWord } from '@lithify/core'
import type Database from 'better-sqlite3'
import type { Location } from './location.ts'

/** Loads the driver when a connection is opened, and not before: the pure half needs none, and loading it takes time. */
async function driver(): Promise<typeof Database> {
  try {
    return (await import('better-sqlite3')).default
  } catch (error) {
    throw new LithifyError(
      'LITHIFY_E_CONNECT',
      `The SQLite driver could not be loaded: ${firstLine(messageOf(error))}`,
      {
        hint: 'Install it again for this version of Node:  npm rebuild better-sqlite3',
        cause: error,
      },
    )
  }
}

/**
 * Opens the file and reads its header, so that what is no database fails here.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_READ_ONLY`, `LITHIFY_E_DATABASE_BUSY`
 */
export async function open(location: Location, busyTimeoutMs: number): Promise<Database.Database> {
  const Driver = await driver()
  const { path, readOnly } = location
  if (path === undefined) return new Driver(':memory:', { timeout: busyTimeoutMs })
  inspect(path, readOnly)
  try {
    return probe(new Driver(path, { timeout: busyTimeoutMs, readonly: readOnly, fileMustExist: readOnly }))
  } catch (error) {
    if (!readOnly || !needsRecovery(error)) throw refusal(path, error)
  }
  // A killed writer left a journal, which has to be played back before anything can be read.
  try {
    const db = new Driver(path, { timeout: busyTimeoutMs, fileMustExist: true })
    db.pragma('query_only = ON')
    return probe(db)
  } catch (error) {
    throw refusal(path, error)
  }
}

function probe(db: Database.Database): Database.Database {
  try {
    db.pragma('schema_version')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** What can be told without opening the file. Opening and closing it here would drop the locks that this process holds on it. */
function inspect(path: string, readOnly: boolean): void {
  const directory = dirname(path)
  const file = statSync(path, { throwIfNoEntry: false })
  if (file?.isDirectory()) throw connect(`${path} is a directory.`, 'Name a file in the URL.', { path })
  if (file !== undefined) {
    if (!readOnly && !allowed(path, constants.W_OK)) throw readOnlyError(path)
    return
  }
  const parent = statSync(directory, { throwIfNoEntry: false })
  if (parent === undefined)
    throw connect(`The directory ${directory} does not exist.`, `Create it:  mkdir -p ${shellWord(directory)}`, {
      path,
      missing: true,
    })
  if (!parent.isDirectory()) throw connect(`${directory} is not a directory.`, undefined, { path })
  if (readOnly)
    throw connect(`The database ${path} does not exist.`, 'It is created by:  lithify run', { path, missing: true })
  if (!allowed(directory, constants.W_OK)) throw readOnlyError(path)
}

function allowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

const needsRecovery = (error: unknown): boolean => /^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error) ?? '')

export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

function refusal(path: string, error: unknown): LithifyError {
  const code = codeOf(error)
  const data = { path, serverCode: code }
  if (code?.startsWith('SQLITE_NOTADB'))
    return connect(`${path} is not a SQLite database.`, 'It is another kind of file, or it is encrypted.', data, error)
  if (code?.startsWith('SQLITE_BUSY') || code?.startsWith('SQLITE_LOCKED')) return busy(path, error)
  if (code?.startsWith('SQLITE_READONLY') || code?.startsWith('SQLITE_PERM')) return readOnlyError(path, error)
  if (code?.startsWith('SQLITE_CORRUPT'))
    return connect(`The database ${path} is damaged: ${messageOf(error)}.`, 'Restore it from a backup.', data, error)
  return connect(
    `The database ${path} could not be opened: ${messageOf(error)}.`,
    'Check the path and its permissions.',
    data,
    error,
  )
}

function connect(
  message: string,
  hint: string | undefined,
  data: Record<string, unknown>,
  cause?: unknown,
): LithifyError {
  return new LithifyError('LITHIFY_E_CONNECT', message, { hint, data, cause })
}

function readOnlyError(path: string, cause?: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_READ_ONLY', `The database ${path} cannot be written.`, {
    hint: `Make the file and its directory, in which SQLite keeps its journal, writable for who runs lithify. See whose they are:  ls -ld ${shellWord(dirname(path))} ${shellWord(path)}`,
    data: { path },
    cause,
  })
}

export function busy(path: string | undefined, cause?: unknown, data: Record<string, unknown> = {}): LithifyError {
  return new LithifyError(
    'LITHIFY_E_DATABASE_BUSY',
    `Another process holds the database${path === undefined ? '' : ` ${path}`} locked.`,
    {
      hint: 'Wait for it to finish, or raise busyTimeoutMs in the options of sqlite().',
      data: { path, ...data },
      cause,
    },
  )
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''
