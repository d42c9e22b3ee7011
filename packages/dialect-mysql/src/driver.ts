import {
  LithifyError,
  type LockOptions,
  type MigrationLock,
  type Param,
  type Row,
  type ServerInfo,
  type Session,
  type Statement,
  type TableRef,
  type TransactionOptions,
} from '@lithify/core'
import { lockRetries, type LockRetries } from '@lithify/core/dialect-kit'
import { acquire } from './lock.ts'
import type { MysqlOptions } from './options.ts'
import { Channel } from './session/channel.ts'
import { Chunk, chunkLength } from './session/chunk.ts'
import { open } from './session/open.ts'
import { reachOf } from './session/cluster.ts'
import { serverInfo } from './session/server.ts'
import { locate, type Target } from './session/target.ts'
import { urls } from './session/url.ts'

/**
 * Opens a session.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`, `LITHIFY_E_UNSUPPORTED`
 */
export async function connect(options: MysqlOptions): Promise<MysqlSession> {
  const target = locate(options)
  if (target.database === undefined) throw urls.invalid('The URL names no database.')
  return openSession(target, options)
}

/** @param cleanup What is to be done once the session is closed. */
export async function openSession(
  target: Target,
  options: MysqlOptions,
  cleanup?: () => Promise<void>,
): Promise<MysqlSession> {
  return new MysqlSession(new Channel(await open(target, options), target, options), options, cleanup)
}

/** One connection, which no one else uses. */
export class MysqlSession implements Session {
  readonly #channel: Channel
  readonly #cleanup: (() => Promise<void>) | undefined
  /** Whether the users as whom views and routines act are read too. */
  readonly definers: boolean
  readonly #retries: LockRetries
  /** Locks that are let go of when the transaction ends. */
  readonly #held: MigrationLock[] = []

  constructor(channel: Channel, options: MysqlOptions, cleanup: (() => Promise<void>) | undefined) {
    this.#channel = channel
    this.#cleanup = cleanup
    this.definers = options.definers === true
    this.#retries = lockRetries(options.tableLockRetries)
  }

  /** What is on the other side, for those parts of the dialect that have to know which of the two it is. */
  get server(): Channel['server'] {
    return this.#channel.server
  }

  /** What comes back as text, and what does not, is told in session/values.ts. */
  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    return (await this.#channel.query(sql, params)) as R[]
  }

  /** Queries that each answer once, a hundred in one message. The rows of each. */
  async queries(texts: readonly string[]): Promise<Row[][]> {
    const sets: Row[][] = []
    for (let at = 0; at < texts.length; at += 100) {
      const chunk = new Chunk(
        texts.slice(at, at + 100).map((text) => ({ text })),
        at,
      )
      sets.push(...(await this.#channel.queries(chunk)))
    }
    return sets
  }

  /** A session of the same user beside this one, for what this one's transaction keeps it from. */
  async beside<T>(work: (session: MysqlSession) => Promise<T>): Promise<T> {
    const { target, options } = this.#channel
    const other = await openSession(target, { ...options, readOnly: false })
    try {
      return await work(other)
    } finally {
      await other.close()
    }
  }

  /**
   * Many statements travel in one message: the server runs them one by one, each with its own effect, and stops at the first that fails. What
   * would end a transaction goes alone, so that nothing follows it.
   */
  async execute(statements: readonly Statement[]): Promise<void> {
    const { transaction, server } = this.#channel
    for (let at = 0; at < statements.length;) {
      const ends = transaction.open ? statements.findIndex(({ transactional }, index) => index >= at && transactional === false) : -1 // prettier-ignore
      const count = chunkLength(
        ends === -1 ? statements : statements.slice(0, Math.max(ends, at + 1)),
        at,
        server.maxPacket,
      )
      await this.#channel.send(new Chunk(statements.slice(at, at + count), at))
      at += count
    }
  }

  async transaction<T>(work: () => Promise<T>, { readOnly, keepSettings }: TransactionOptions = {}): Promise<T> {
    const { transaction, wire } = this.#channel
    if (transaction.open)
      throw new LithifyError('LITHIFY_E_INTERNAL', 'A transaction is open already, and MySQL does not nest them.')
    if (wire.inTransaction) throw unended()
    if (keepSettings !== true) await this.#channel.restoreSettings()
    if (readOnly === true) {
      await this.#channel.control('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
      await this.#channel.control('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
    } else await this.#channel.control('START TRANSACTION')
    transaction.begin()
    try {
      const result = await work()
      transaction.refuseWhenFailed()
      transaction.refuseWhenLost()
      await this.#channel.commit()
      return result
    } catch (error) {
      transaction.end()
      // The error that led here is the one to tell, whatever becomes of the rollback: the server does it in any case.
      if (this.#channel.usable) await this.#channel.control('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      transaction.end()
      if (keepSettings !== true) await this.#channel.restoreSettings().catch(() => undefined)
      for (const lock of this.#held.splice(0)) await lock.release().catch(() => undefined)
    }
  }

  async again(attempt: number): Promise<boolean> {
    if (attempt >= this.#retries.times || !this.#channel.usable) return false
    await this.#retries.pause(attempt)
    return true
  }

  /** GET_LOCK knows sessions only, so one that a transaction is to hold is let go of when that has ended. */
  async lock(key: string, options: LockOptions): Promise<MigrationLock> {
    const session = {
      id: this.#channel.wire.id,
      database: this.#channel.server.database ?? '',
      query: (sql: string, params: readonly Param[]) => this.query(sql, params),
      alive: () => this.#channel.usable,
    }
    const lock = await acquire(session, key, options)
    if (options.heldBy !== 'transaction') return lock
    this.#held.push(lock)
    return { release: async () => undefined }
  }

  /** Whether what one server knows of sessions keeps all runners apart: not where several servers take writes, nor behind a router of statements. */
  async pinned(): Promise<boolean> {
    const reach = await reachOf(this, this.#channel.server)
    if (reach === 'group') await this.#channel.readCommitted()
    return reach === 'server'
  }

  /** Where names without a database are looked for: at home, unless a statement has led the session elsewhere. */
  async currentDatabase(): Promise<string> {
    const { wire, server } = this.#channel
    if (!wire.schemaChanged) return server.database ?? ''
    const [row] = await this.query<{ db: string | null }>('SELECT DATABASE() AS db')
    return row?.db ?? ''
  }

  home(table: TableRef): TableRef {
    return { ...table, schema: table.schema ?? this.#channel.server.database }
  }

  async serverInfo(): Promise<ServerInfo> {
    const { server, target } = this.#channel
    return serverInfo(server, target, target.database ?? '')
  }

  async close(): Promise<void> {
    if (await this.#channel.close()) await this.#cleanup?.()
  }
}

function unended(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_TRANSACTION_CONTROL',
    'A statement has begun a transaction and nothing has ended it.',
    {
      hint: 'A migration with transaction:false that says BEGIN has to say COMMIT too.',
    },
  )
}
