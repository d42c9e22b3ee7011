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
import { invalidIndexes } from './session/invalid-indexes.ts'
import { open } from './session/open.ts'
import { lockRetries, savepoint, type LockRetries } from './session/retry.ts'
import { readServerInfo } from './session/server-info.ts'
import { locate, type Target } from './session/target.ts'

/**
 * Opens a session.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`, `LITHIFY_E_UNSUPPORTED`
 */
export async function connect(options: PostgresOptions): Promise<PostgresSession> {
  if (options.lock !== undefined && options.lock !== 'advisory') {
    throw new LithifyError(
      'LITHIFY_E_UNSUPPORTED',
      `The migration lock of PostgreSQL cannot be ${JSON.stringify(options.lock)} yet.`,
      {
        hint: 'Leave the option `lock` out, and connect to the server itself rather than through a pooler in transaction mode.',
      },
    )
  }
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

  constructor(channel: Channel, retries: LockRetries, cleanup: (() => Promise<void>) | undefined) {
    this.#channel = channel
    this.#retries = retries
    this.#cleanup = cleanup
  }

  /** What comes back as text, and what does not, is told in session/values.ts. */
  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    return (await this.#channel.query(sql, params)) as R[]
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
    const chunk = new Chunk(statements, first, guarded ? savepoint : undefined)
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#channel.send(chunk)
      } catch (error) {
        if (!retried || attempt >= this.#retries.times || !isLockTimeout(error))
          throw await this.#withLeftovers(error, statements)
      }
      if (guarded) await this.#channel.wire.run(new Batch(savepoint.back))
      await this.#retries.pause(attempt)
    }
  }

  /** A failed CREATE INDEX CONCURRENTLY leaves an index behind that is no use and costs every write. */
  async #withLeftovers(error: unknown, statements: readonly Statement[]): Promise<unknown> {
    const statement = statements[0]
    if (statement?.transactional !== false || this.#status !== 'I' || !this.#channel.usable) return error
    return invalidIndexes(error, statement, (sql) => this.#channel.wire.query(sql, []))
  }

  async transaction<T>(work: () => Promise<T>, { readOnly }: TransactionOptions = {}): Promise<T> {
    const { transaction } = this.#channel
    if (transaction.open)
      throw new LithifyError('LITHIFY_E_INTERNAL', 'A transaction is open already, and PostgreSQL does not nest them.')
    if (this.#status !== 'I') throw unended()
    await this.#channel.control(readOnly === true ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN')
    transaction.begin()
    try {
      const result = await work()
      transaction.refuseWhenLost()
      transaction.refuseWhenFailed(this.#status)
      await commit(this.#channel)
      return result
    } catch (error) {
      transaction.end()
      // The error that led here is the one to tell, whatever becomes of the rollback: the server does it in any case.
      if (this.#channel.usable && this.#status !== 'I') await this.#channel.control('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      transaction.end()
      await this.#channel.restoreSettings().catch(() => undefined)
    }
  }

  get #status(): 'I' | 'T' | 'E' {
    return this.#channel.wire.status
  }

  lock(key: string, options: LockOptions): Promise<MigrationLock> {
    const session = {
      query: (sql: string, params: readonly Param[]) => this.query(sql, params),
      alive: () => this.#channel.usable,
    }
    return acquire(session, key, options)
  }

  async serverInfo(): Promise<ServerInfo> {
    return readServerInfo(this.#channel.wire.parameters, this.#channel.target)
  }

  async close(): Promise<void> {
    if (await this.#channel.close()) await this.#cleanup?.()
  }
}

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
