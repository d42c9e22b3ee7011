import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LithifyError, messageOf, type LockOptions, type MigrationLock } from '@lithify/core'
import type Database from 'better-sqlite3'
import { codeOf } from './open.ts'

/** The shortest and longest pause between two attempts, in milliseconds. */
const pauses = { first: 10, longest: 250 }

/**
 * The migration lock: an exclusive SQLite lock on an empty file beside the database, `<database>-lithify-lock`. The operating system
 * holds it for the process, so that it is gone when the process dies, however it dies; and since it is another file, readers and
 * writers of the database itself go on meanwhile.
 *
 * There is one lock per database, whatever the key: SQLite has one writer at a time anyway.
 *
 * The file is never deleted. A waiter may have it open already: it would then lock a file that has no name any more, while the
 * next one locks a new file of the same name, and both would run.
 */
export class FileLock {
  readonly #path: string | undefined
  #holder: Database.Database | undefined
  /** How often this session holds the lock: it can take it again while it has it. */
  #held = 0

  constructor(path: string | undefined) {
    this.#path = path
  }

  /** @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_READ_ONLY` */
  async acquire(options: LockOptions): Promise<MigrationLock> {
    // A database in memory belongs to this session alone.
    if (this.#path !== undefined && this.#held === 0) await this.#wait(this.#path, options)
    this.#held++
    let released = false
    return {
      release: async () => {
        if (released) return
        released = true
        if (--this.#held === 0) this.close()
      },
    }
  }

  close(): void {
    this.#holder?.close()
    this.#holder = undefined
  }

  async #wait(database: string, { timeoutMs, signal, onWait }: LockOptions): Promise<void> {
    const path = lockPath(database)
    const deadline = performance.now() + timeoutMs
    interruptedBy(signal)
    const db = await openLockFile(path)
    try {
      let waiting = false
      for (let pause = pauses.first; !attempt(db, path); pause = Math.min(pause * 2, pauses.longest)) {
        const left = deadline - performance.now()
        if (left <= 0) throw timeout(database, timeoutMs)
        if (!waiting) onWait?.(undefined)
        waiting = true
        // A little chance keeps waiters from knocking all at once.
        await sleep(Math.min(left, pause * (0.5 + Math.random())), undefined, { signal }).catch(() => undefined)
        interruptedBy(signal)
      }
      this.#holder = db
    } catch (error) {
      db.close()
      throw error
    }
  }
}

/** Two paths to one file must come to one lock. */
function lockPath(database: string): string {
  const real = existsSync(database) ? realpathSync(database) : join(realpathSync(dirname(database)), basename(database))
  return `${real}-lithify-lock`
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
    hint: 'The lock is a file beside the database. Make its directory writable.',
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

function interruptedBy(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Waiting for the migration lock was interrupted.', { cause: signal.reason })
}
