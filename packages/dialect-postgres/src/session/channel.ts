import { LithifyError, type Param, type Row } from '@lithify/core'
import { endsSession, statementError, type FailedPart } from '../failure.ts'
import type { PostgresOptions } from '../options.ts'
import { Batch } from './batch.ts'
import { Chunk } from './chunk.ts'
import { connectionLost } from './lost.ts'
import { resetSettings } from './settings.ts'
import type { Target } from './target.ts'
import { TransactionState } from './transaction-state.ts'
import type { Wire } from './wire.ts'

/** The way to the server and back: what fails comes back as an error of lithify's, and the state of the transaction is always known. */
export class Channel {
  readonly target: Target
  readonly wire: Wire
  readonly transaction = new TransactionState()
  readonly #options: PostgresOptions
  #closed = false
  #changed = false

  constructor(wire: Wire, target: Target, options: PostgresOptions) {
    this.wire = wire
    this.target = target
    this.#options = options
  }

  get usable(): boolean {
    return !this.#closed && this.wire.alive
  }

  async query(sql: string, params: readonly Param[]): Promise<Row[]> {
    const chunk = new Chunk([{ text: sql }], 0)
    if (sql.includes('\0'))
      throw statementError(new Error('A statement cannot hold a NUL character.'), {
        index: 0,
        text: sql,
        offset: sql.indexOf('\0'),
      })
    this.#changed ||= setsSomething.test(sql)
    return this.#exchange(
      () => this.wire.query(sql, params),
      (error) => chunk.locate(positionOf(error), 0, this.#countsBytes),
    )
  }

  async send(chunk: Chunk): Promise<void> {
    const batch = new Batch(chunk.text)
    try {
      await this.#exchange(
        () => this.wire.run(batch),
        (error) => chunk.locate(positionOf(error), batch.completed, this.#countsBytes),
      )
    } finally {
      this.#changed ||= batch.changesSettings
    }
  }

  /** One statement of our own. */
  control(sql: string): Promise<void> {
    return this.send(new Chunk([{ text: sql }], 0))
  }

  /** What one migration sets for its session is not to reach the next: an empty `search_path`, as dumps set it, least of all. */
  async restoreSettings(): Promise<void> {
    if (!this.#changed || !this.usable || this.wire.status !== 'I') return
    await this.control(resetSettings(this.#options))
    this.#changed = false
  }

  /** Whether an error means that there is no session any more. */
  isLost(error: unknown): boolean {
    return !this.wire.alive || endsSession(error)
  }

  async close(): Promise<boolean> {
    if (this.#closed) return false
    this.#closed = true
    await this.wire.end()
    return true
  }

  /** Whatever comes of it, the state of the transaction is known afterwards. */
  async #exchange<T>(action: () => Promise<T>, locateFailure: (error: unknown) => FailedPart): Promise<T> {
    this.refuseWhenGone()
    this.transaction.refuseWhenLost()
    const inTransaction = this.wire.status !== 'I'
    try {
      const result = await action()
      this.transaction.observe(this.wire.status)
      return result
    } catch (error) {
      const part = locateFailure(error)
      const failure = this.isLost(error)
        ? connectionLost(this.target, error, { part, inTransaction })
        : statementError(error, part)
      if (this.wire.alive) this.transaction.observe(this.wire.status, failure)
      throw failure
    }
  }

  /** There is nobody to talk to any more. */
  refuseWhenGone(): void {
    if (this.#closed) throw new LithifyError('LITHIFY_E_CONNECT', 'The session is closed.')
    if (this.wire.alive) return
    throw connectionLost(this.target, this.wire.lost ?? new Error('the server ended it'), {
      inTransaction: this.transaction.open,
    })
  }

  /** Positions in errors count bytes where the database has no encoding. */
  get #countsBytes(): boolean {
    return this.wire.parameters.get('server_encoding') === 'SQL_ASCII'
  }
}

const setsSomething = /^\s*set\b|set_config/i

const positionOf = (error: unknown): string | undefined => (error as { position?: string } | null)?.position
