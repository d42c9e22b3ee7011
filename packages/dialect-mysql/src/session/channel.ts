import { LithifyError, type Param, type Row } from '@lithify/core'
import { endsSession, errorNumber, statementError } from '../failure.ts'
import type { MysqlOptions } from '../options.ts'
import { Chunk } from './chunk.ts'
import { connectionLost } from './lost.ts'
import type { Server } from './server.ts'
import { applySettings, restoreSettings } from './settings.ts'
import type { Target } from './target.ts'
import { TransactionState } from './transaction-state.ts'
import { Interrupted, type Outcome, type Wire } from './wire.ts'

/** The way to the server and back: what fails comes back as an error of lithify's, and the state of the transaction is always known. */
export class Channel {
  readonly target: Target
  readonly wire: Wire
  server: Server
  readonly transaction = new TransactionState()
  readonly options: MysqlOptions
  #closed = false

  constructor(opened: { wire: Wire; server: Server }, target: Target, options: MysqlOptions) {
    this.wire = opened.wire
    this.server = opened.server
    this.target = target
    this.options = options
  }

  get usable(): boolean {
    return !this.#closed && this.wire.alive
  }

  async query(sql: string, params: readonly Param[]): Promise<Row[]> {
    return (await this.#exchange(new Chunk([{ text: sql }], 0), () => this.wire.run(sql, params, true))).rows
  }

  /** Queries that travel together: the rows of each. One that fails has changed nothing, so a transaction goes on all the same. */
  async queries(chunk: Chunk): Promise<readonly Row[][]> {
    return (await this.#exchange(chunk, () => this.wire.run(chunk.text, [], true), true)).sets
  }

  async send(chunk: Chunk): Promise<void> {
    await this.#exchange(chunk, () => this.wire.run(chunk.text))
  }

  /** One statement of our own. */
  control(sql: string): Promise<void> {
    return this.send(new Chunk([{ text: sql }], 0))
  }

  /** Commits, and tells a connection apart that broke at the worst of moments. */
  async commit(): Promise<void> {
    this.refuseWhenGone()
    this.transaction.end()
    try {
      await this.wire.run('COMMIT')
    } catch (error) {
      const cause = causeOf(error)
      throw this.isLost(cause)
        ? connectionLost(this.target, cause, { inTransaction: true, committing: true })
        : statementError(cause, { index: 0, text: 'COMMIT' })
    }
  }

  /** What one migration sets for its session is not to reach the next. */
  async restoreSettings(): Promise<void> {
    if (this.usable && !this.wire.inTransaction && (this.wire.changed.size > 0 || this.wire.schemaChanged))
      await restoreSettings(this.wire, this.server, this.options)
  }

  /** From now on, shows what other members of its group have committed before it answers: a lease or a journal that was written there is seen at once. */
  async readCommitted(): Promise<void> {
    if (this.server.isInGroup === true) return
    this.server = { ...this.server, isInGroup: true }
    await applySettings(this.wire, this.server, this.options)
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
  async #exchange(chunk: Chunk, action: () => Promise<Outcome>, harmless = false): Promise<Outcome> {
    this.refuseWhenGone()
    this.transaction.refuseWhenLost()
    const inTransaction = this.wire.inTransaction
    try {
      const result = await action()
      this.transaction.observe(this.wire.inTransaction, chunk.text)
      return result
    } catch (error) {
      const cause = causeOf(error)
      const part = chunk.locate(cause, error instanceof Interrupted ? error.completed : 0)
      if (this.isLost(cause)) throw connectionLost(this.target, cause, { part, inTransaction })
      const failure = statementError(cause, part)
      // A deadlock ends the transaction, and a statement of DDL that fails has committed before it did.
      if (this.transaction.open && errorNumber(cause) !== undefined) {
        await this.wire.refresh().catch(() => undefined)
        this.transaction.observe(this.wire.inTransaction, part.text, harmless ? undefined : failure)
      }
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
}

const causeOf = (error: unknown): unknown => (error instanceof Interrupted ? error.cause : error)
