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
import { sqlState } from './failure.ts'
import { acquire } from './lock.ts'
import type { PostgresOptions } from './options.ts'
import { Batch } from './session/batch.ts'
import { Channel } from './session/channel.ts'
import { Chunk, chunkLength } from './session/chunk.ts'
import { commit } from './session/commit.ts'
import { refuseInvalidIndex, withInvalidIndexes } from './session/invalid-indexes.ts'
import { open } from './session/open.ts'
import { refuseSessionState, travelsAlone } from './session/pooled.ts'
import { lockRetries, savepoint, type LockRetries } from './session/retry.ts'
import { readServerInfo } from './session/server-info.ts'
import { locate, type Target } from './session/target.ts'

/**
 * Opens a session.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`, `LITHIFY_E_UNSUPPORTED`
 */
export async function connect(options: PostgresOptions): Promise<PostgresSession> {
  return openSession(locate(options), options)
}

/** @param cleanup What is to be done once the session is closed. */
export async function openSession(
  target: Target,
  options: PostgresOptions,
  cleanup?: () => Promise<void>,
): Promise<PostgresSession> {
  const channel = new Channel(await open(target, options), target, options)
  return new PostgresSession(channel, lockRetries(options), cleanup)
}

/** One connection, which no one else uses. */
export class PostgresSession implements Session {
  readonly #channel: Channel
  readonly #retries: LockRetries
  readonly #cleanup: (() => Promise<void>) | undefined
  readonly #locks = new Map<bigint, number>()

  constructor(channel: Channel, retries: LockRetries, cleanup: (() => Promise<void>) | undefined) {
    this.#channel = channel
    this.#retries = retries
    this.#cleanup = cleanup
  }

  /** What comes back as text, and what does not, is told in session/values.ts. */
  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    const ask = (): Promise<Row[]> => this.#channel.query(sql, params)
    return (await (this.#isBare({ text: sql }) ? this.#framed(ask) : ask())) as R[]
  }

  /** Whether a statement needs a transaction of its own, so that it has its settings. */
  #isBare(statement: Statement): boolean {
    if (!this.#channel.pooled || this.#status !== 'I') return false
    if (statement.control === undefined) refuseSessionState(statement.text)
    return !travelsAlone(statement)
  }

  async #framed<T>(work: () => Promise<T>): Promise<T> {
    this.#channel.begin('BEGIN')
    try {
      const result = await work()
      await commit(this.#channel)
      return result
    } catch (error) {
      await this.#giveUp()
      throw error
    }
  }

  /** The error that led here is the one to tell, whatever becomes of the rollback: the server does it in any case. */
  async #giveUp(): Promise<void> {
    this.#channel.takeHeld()
    if (this.#channel.usable && this.#status !== 'I') await this.#channel.control('ROLLBACK').catch(() => undefined)
  }

  /**
   * Inside a transaction many statements travel in one message. Outside, the server would make one transaction of them, so they go
   * one by one, each with its own effect.
   */
  async execute(statements: readonly Statement[]): Promise<void> {
    for (let at = 0; at < statements.length;) {
      const count = this.#status === 'T' ? chunkLength(statements, at) : 1
      await this.#send(statements.slice(at, at + count), at)
      at += count
    }
  }

  async #send(statements: readonly Statement[], first: number): Promise<void> {
    const retried =
      this.#retries.times > 0 &&
      statements.every(({ control, transactional }) => control === undefined && transactional !== false)
    const guarded = retried && this.#status === 'T'
    const [only] = statements as [Statement]
    const bare = this.#isBare(only)
    const opening = await this.#channel.takeOpening(!guarded && !isApart(only))
    const chunk = new Chunk(statements, first, guarded ? savepoint : this.#around(only, bare, opening))
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#channel.send(chunk)
        return await this.#refuseLeftovers(statements)
      } catch (error) {
        if (bare) await this.#giveUp()
        if (!retried || attempt >= this.#retries.times || !isLockTimeout(error))
          throw await this.#withLeftovers(error, statements)
      }
      if (guarded) await this.#channel.wire.run(new Batch(savepoint.back))
      await this.#retries.pause(attempt)
    }
  }

  #around({ control }: Statement, bare: boolean, opening: readonly string[]): ConstructorParameters<typeof Chunk>[2] {
    if (opening.length > 0) return { before: opening, after: [] }
    const { before, after } = this.#channel.frame
    if (bare) return { before: ['BEGIN', ...before], after: [...after, 'COMMIT'] }
    // The author's own transactions have their settings too.
    if (control === 'begin') return { before: [], after: before }
    return control === 'commit' && this.#status === 'T' ? { before: after, after: [] } : undefined
  }

  /** A failed CREATE INDEX CONCURRENTLY leaves an index behind that is no use and costs every write. */
  async #withLeftovers(error: unknown, statements: readonly Statement[]): Promise<unknown> {
    const statement = statements[0]
    if (statement?.transactional !== false || this.#status !== 'I' || !this.#channel.usable) return error
    return withInvalidIndexes(error, statement, this.#ask)
  }

  async #refuseLeftovers([statement]: readonly Statement[]): Promise<void> {
    if (statement?.transactional === false && this.#status === 'I') await refuseInvalidIndex(statement, this.#ask)
  }

  readonly #ask = (sql: string): Promise<Row[]> => this.#channel.wire.query(sql, [])

  async transaction<T>(work: () => Promise<T>, { readOnly }: TransactionOptions = {}): Promise<T> {
    const { transaction } = this.#channel
    if (transaction.open)
      throw new LithifyError('LITHIFY_E_INTERNAL', 'A transaction is open already, and PostgreSQL does not nest them.')
    if (this.#status !== 'I') throw unended()
    this.#channel.begin(readOnly === true ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN')
    transaction.begin()
    try {
      const result = await work()
      transaction.refuseWhenLost()
      transaction.refuseWhenFailed(this.#status)
      await commit(this.#channel)
      return result
    } catch (error) {
      transaction.end()
      await this.#giveUp()
      throw error
    } finally {
      transaction.end()
      await this.#channel.restoreSettings().catch(() => undefined)
    }
  }

  /** What is deferred travels with what comes next, at the latest with the COMMIT. */
  async defer(sql: string, params: readonly Param[] = []): Promise<void> {
    if (this.#channel.transaction.open) this.#channel.defer(sql, params)
    else await this.query(sql, params)
  }

  async reset(): Promise<{ rolledBack: boolean }> {
    const rolledBack = await this.#channel.endStrayTransaction()
    await this.#channel.restoreSettings()
    return { rolledBack }
  }

  get #status(): 'I' | 'T' | 'E' {
    return this.#channel.status
  }

  lock(key: string, options: LockOptions): Promise<MigrationLock> {
    const session = {
      query: (sql: string, params: readonly Param[]) => {
        const ask = (): Promise<Row[]> => this.#channel.ask(sql, params)
        return this.#channel.pooled && this.#status === 'I' ? this.#framed(ask) : ask()
      },
      // Only in a transaction of ours it is certain that something will be sent with it.
      defer: (sql: string, params: readonly Param[], failure: (error: unknown) => LithifyError | undefined) => {
        if (!this.#channel.transaction.open) return false
        this.#channel.defer(sql, params, { failure })
        return true
      },
      alive: () => this.#channel.usable,
      held: this.#locks,
    }
    return acquire(session, key, options)
  }

  async pinned(): Promise<boolean> {
    return !this.#channel.pooled
  }

  async serverInfo(): Promise<ServerInfo> {
    return readServerInfo(this.#channel.wire.parameters, this.#channel.target)
  }

  async close(): Promise<void> {
    if (await this.#channel.close()) await this.#cleanup?.()
  }
}

/** What can share its message with nothing. */
const isApart = ({ control, transactional }: Statement): boolean => control !== undefined || transactional === false

const isLockTimeout = (error: unknown): boolean => sqlState((error as { cause?: unknown }).cause) === '55P03'

function unended(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_TRANSACTION_CONTROL',
    'A statement has begun a transaction and nothing has ended it.',
    {
      hint: 'A migration with transaction:false that says BEGIN has to say COMMIT too.',
    },
  )
}
