import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { LithifyError, messageOf, shellWord, type LockOptions, type MigrationLock } from '@lithify/core'
import { waitFor, type Attempt } from '@lithify/core/dialect-kit'
import type Database from 'better-sqlite3'
import { codeOf } from './open.ts'

/**
 * The locks of one session. A lock is an exclusive SQLite lock on an empty file beside the database, one file for each key. The operating
 * system holds it for the process, so that it is gone when the process dies, however it dies; and since it is another file,
 * readers and writers of the database itself go on meanwhile.
 *
 * The file is never deleted. A waiter may have it open already: it would then lock a file that has no name any more, while the
 * next one locks a new file of the same name, and both would run. Nor is it ever opened but through SQLite: closing any other
 * handle on it would drop the locks of the whole process.
 */
export class FileLocks {
  readonly #database: string | undefined
  readonly #held = new Map<string, Held>()

  /** @param database The path of the database; nothing for one in memory, which belongs to its session alone. */
  constructor(database: string | undefined) {
    this.#database = database
  }

  /**
   * Takes the lock. A session can take it again while it has it.
   * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_READ_ONLY`
   */
  async acquire(key: string, options: LockOptions): Promise<MigrationLock> {
    if (this.#database === undefined) return { release: async () => undefined }
    let held = this.#held.get(key)
    if (held === undefined) {
      held = { db: await wait(this.#database, lockPath(this.#database, key), options), times: 0 }
      this.#held.set(key, held)
    }
    held.times++
    return this.#handle(key, held)
  }

  #handle(key: string, held: Held): MigrationLock {
    let released = false
    return {
      release: async () => {
        if (released) return
        released = true
        if (--held.times > 0) return
        this.#held.delete(key)
        held.db.close()
      },
    }
  }

  close(): void {
    for (const { db } of this.#held.values()) db.close()
    this.#held.clear()
  }
}

interface Held {
  readonly db: Database.Database
  times: number
}

async function wait(database: string, path: string, options: LockOptions): Promise<Database.Database> {
  const db = await openLockFile(path)
  const tried = async (): Promise<Attempt<Database.Database>> =>
    attempt(db, path) ? { taken: db } : { owner: undefined }
  try {
    return await waitFor(tried, options, ({ timeoutMs }) => timeout(database, timeoutMs))
  } catch (error) {
    db.close()
    throw error
  }
}

/** Two paths to one file must come to one lock. */
function lockPath(database: string, key: string): string {
  const real = existsSync(database) ? realpathSync(database) : join(realpathSync(dirname(database)), basename(database))
  return `${real}-lithify-lock-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
}

async function openLockFile(path: string): Promise<Database.Database> {
  const Driver = (await import('better-sqlite3')).default
  try {
    return new Driver(path, { timeout: 0 })
  } catch (error) {
    throw unusable(path, error)
  }
}

/** Takes the lock, if it is free. Nothing is written, so that no crash can leave anything to repair. */
function attempt(db: Database.Database, path: string): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY') === true) return false
    throw unusable(path, error)
  }
}

function unusable(path: string, error: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_READ_ONLY', `The migration lock ${path} cannot be taken: ${messageOf(error)}.`, {
    hint: `The lock is a file beside the database. Make its directory writable for who runs lithify. See whose it is:  ls -ld ${shellWord(dirname(path))} ${shellWord(path)}`,
    data: { path, serverCode: codeOf(error) },
    cause: error,
  })
}

function timeout(database: string, timeoutMs: number): LithifyError {
  return new LithifyError('LITHIFY_E_LOCK_TIMEOUT', `Another process holds the migration lock of ${database}.`, {
    hint: 'Wait until it is done and run again. The lock is gone as soon as that process ends, however it ends.',
    data: { database, timeoutMs },
  })
}
