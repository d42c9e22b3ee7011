import { basename } from 'node:path'
import {
  LithifyError,
  type LockOptions,
  type MigrationLock,
  type Param,
  type Row,
  type ServerInfo,
  type Session,
  type Statement,
  type TransactionOptions,
} from '@lithify/core'
import type Database from 'better-sqlite3'
import { statementError } from './failure.ts'
import { countViolations, refuseNew, violations } from './foreign-keys.ts'
import { locate, type Location } from './location.ts'
import { FileLocks } from './lock.ts'
import { open } from './open.ts'
import type { SqliteOptions } from './options.ts'
import { toParam, toRow } from './values.ts'

/** How many prepared statements a session keeps. */
const keptStatements = 16
const pragma = /^\s*pragma/i
/** All of these are off where nobody switched them on. */
const switches = ['legacy_alter_table', 'writable_schema', 'ignore_check_constraints', 'recursive_triggers'] as const

/**
 * Opens a session.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_READ_ONLY`, `LITHIFY_E_DATABASE_BUSY`, `LITHIFY_E_CONFIG_INVALID`
 */
export async function connect(options: SqliteOptions): Promise<SqliteSession> {
  const location = locate(options)
  const db = await open(location, options.busyTimeoutMs ?? 5000)
  const foreignKeys = options.foreignKeys !== false
  db.pragma(`foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`)
  // Integers beyond 2^53 would lose digits as numbers: see values.ts.
  db.defaultSafeIntegers(true)
  return new SqliteSession(db, location, foreignKeys)
}

/** One connection. SQLite runs in this process, so every call blocks it while the statement runs. */
export class SqliteSession implements Session {
  readonly #db: Database.Database
  readonly #location: Location
  readonly #foreignKeys: boolean
  readonly #locks: FileLocks
  #transaction: 'none' | 'open' | 'lost' = 'none'
  /** A statement may have left a setting behind that would change what comes after the transaction. */
  #settingsTouched = false
  readonly #writes = new Map<string, Database.Statement>()

  constructor(db: Database.Database, location: Location, foreignKeys: boolean) {
    this.#db = db
    this.#location = location
    this.#foreignKeys = foreignKeys
    this.#locks = new FileLocks(location.path)
  }

  /** Integers come back as numbers, and as bigints where a number would lose digits. */
  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    this.#refuseWhenLost()
    if (pragma.test(sql)) this.#settingsTouched = true
    const rows = this.#run(sql, 0, () => {
      const statement = this.#writes.get(sql) ?? this.#db.prepare(sql)
      const values = params.map(toParam)
      if (statement.reader) return (statement.all(...values) as Row[]).map(toRow)
      this.#keep(sql, statement)
      statement.run(...values)
      return []
    })
    return rows as R[]
  }

  /** The history's own statements come once for each migration; preparing them takes longer than running them. */
  #keep(sql: string, statement: Database.Statement): void {
    if (this.#writes.size === keptStatements) this.#writes.clear()
    this.#writes.set(sql, statement)
  }

  async execute(statements: readonly Statement[]): Promise<void> {
    for (const [index, { text }] of statements.entries()) {
      this.#refuseWhenLost()
      if (pragma.test(text)) this.#settingsTouched = true
      this.#run(text, index, () => this.#db.exec(text))
    }
  }

  async transaction<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.#db.inTransaction)
      throw new LithifyError('LITHIFY_E_INTERNAL', 'A transaction is open already, and SQLite does not nest them.')
    return options.foreignKeys === 'checkedAtCommit' ? this.#unenforced(work, options) : this.#transact(work, options)
  }

  /** Foreign keys can be switched only outside a transaction. */
  async #unenforced<T>(work: () => Promise<T>, options: TransactionOptions): Promise<T> {
    const enforced = this.#db.pragma('foreign_keys', { simple: true }) !== 0n
    if (enforced) this.#db.pragma('foreign_keys = OFF')
    try {
      return await this.#transact(async () => {
        const before = countViolations(violations(this.#db))
        const result = await work()
        if (this.#transaction === 'open') refuseNew(this.#db, before)
        return result
      }, options)
    } finally {
      if (enforced && this.#db.open) this.#db.pragma('foreign_keys = ON')
    }
  }

  async #transact<T>(work: () => Promise<T>, { readOnly }: TransactionOptions): Promise<T> {
    this.#begin(readOnly === true)
    this.#transaction = 'open'
    try {
      const result = await work()
      this.#refuseWhenLost()
      this.#run('COMMIT', 0, () => this.#db.exec('COMMIT'))
      return result
    } catch (error) {
      // After some errors (a full disk, RAISE(ROLLBACK)) SQLite has rolled back by itself.
      if (this.#db.open && this.#db.inTransaction) this.#db.exec('ROLLBACK')
      throw error
    } finally {
      this.#transaction = 'none'
      if (this.#db.open) {
        this.#restoreSettings()
        if (readOnly === true) this.#restoreAccess()
      }
    }
  }

  async reset(): Promise<{ rolledBack: boolean }> {
    // At the end of a transaction of ours the settings come back by themselves.
    if (this.#transaction !== 'none' || !this.#db.open) return { rolledBack: false }
    const rolledBack = this.#db.inTransaction
    if (rolledBack) this.#db.exec('ROLLBACK')
    if (this.#settingsTouched) {
      this.#restoreAccess()
      this.#db.pragma(`foreign_keys = ${this.#foreignKeys ? 'ON' : 'OFF'}`)
    }
    this.#restoreSettings()
    return { rolledBack }
  }

  /** What would change how later statements are read, or which rows are let in. A rebuild that failed half-way leaves the first one on. */
  #restoreSettings(): void {
    if (!this.#settingsTouched) return
    for (const name of switches) this.#db.pragma(`${name} = OFF`)
    this.#settingsTouched = false
  }

  #restoreAccess(): void {
    this.#db.pragma(`query_only = ${this.#location.readOnly ? 'ON' : 'OFF'}`)
  }

  /** Takes the write lock at once, so that no transaction finds out half-way that it cannot have it. */
  #begin(readOnly: boolean): void {
    const sql = readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'
    this.#run(sql, 0, () => {
      if (readOnly) this.#db.pragma('query_only = ON')
      this.#db.exec(sql)
      // The state that a reader sees is that of its first read.
      if (readOnly) this.#db.pragma('schema_version')
    })
  }

  /** Runs one statement. Inside a transaction it makes sure that the transaction is still there afterwards. */
  #run<T>(sql: string, index: number, action: () => T): T {
    try {
      return action()
    } catch (error) {
      throw statementError(this.#db, sql, index, error)
    } finally {
      if (this.#transaction === 'open' && !this.#db.inTransaction) this.#transaction = 'lost'
    }
  }

  /** What follows would run outside of any transaction. */
  #refuseWhenLost(): void {
    if (this.#transaction !== 'lost') return
    throw new LithifyError('LITHIFY_E_TRANSACTION_CONTROL', 'The transaction has ended before its work was done.', {
      hint: 'A statement committed it or rolled it back. Leave BEGIN, COMMIT and ROLLBACK out of a migration that runs in a transaction.',
    })
  }

  lock(key: string, options: LockOptions): Promise<MigrationLock> {
    return this.#locks.acquire(key, options)
  }

  async serverInfo(): Promise<ServerInfo> {
    const version = this.#db.prepare('SELECT sqlite_version()').pluck().get() as string
    const { path } = this.#location
    return {
      name: 'SQLite',
      version,
      major: version.split('.', 1)[0] as string,
      database: path === undefined ? ':memory:' : basename(path),
    }
  }

  async close(): Promise<void> {
    this.#locks.close()
    this.#db.close()
  }
}
