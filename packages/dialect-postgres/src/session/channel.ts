import { LithifyError, type Param, type Row } from '@lithify/core'
import { endsSession, sqlState, statementError, type FailedPart } from '../failure.ts'
import type { PostgresOptions } from '../options.ts'
import { Batch } from './batch.ts'
import { Chunk } from './chunk.ts'
import { deferred as deferral, type Deferred } from './deferred.ts'
import { connectionLost } from './lost.ts'
import { mayChangeSettings, pristine, resetStatements, transactionSettings } from './settings.ts'
import type { Opened } from './open.ts'
import type { Target } from './target.ts'
import { together } from './together.ts'
import { TransactionState } from './transaction-state.ts'
import type { TransactionStatus, Wire } from './wire.ts'

/** What is special about a statement that is put off; `failure` answers nothing for what is the statement's own fault. */
interface Special {
  readonly restores?: boolean
  readonly failure?: (error: unknown) => LithifyError | undefined
}

/** The way to the server and back: what fails comes back as an error of lithify's, and the state of the transaction is always known. */
export class Channel {
  readonly target: Target
  readonly wire: Wire
  /** Each transaction may have another session of the server. */
  readonly pooled: boolean
  readonly transaction = new TransactionState()
  readonly #options: PostgresOptions
  #closed = false
  #changed = false
  /** What begins the transaction, until that is sent: with its first statements. */
  #opening: readonly string[] = []
  /** What is to be sent with whatever comes next, at the latest with the COMMIT. */
  #deferred: Deferred[] = []

  constructor({ wire, pooled }: Opened, target: Target, options: PostgresOptions) {
    this.wire = wire
    this.pooled = pooled
    this.target = target
    this.#options = options
  }

  get usable(): boolean {
    return !this.#closed && this.wire.alive
  }

  /** The state of the transaction, also where what begins it has yet to be sent. */
  get status(): TransactionStatus {
    return this.#opening.length > 0 ? 'T' : this.wire.status
  }

  async query(sql: string, params: readonly Param[]): Promise<Row[]> {
    this.#changed ||= mayChangeSettings(sql)
    return this.ask(sql, params)
  }

  /** A query of our own, which changes no setting. */
  async ask(sql: string, params: readonly Param[]): Promise<Row[]> {
    const chunk = new Chunk([{ text: sql }], 0)
    if (sql.includes('\0'))
      throw statementError(
        new Error('A statement cannot hold a NUL character.'),
        { index: 0, text: sql, offset: sql.indexOf('\0') },
        this.target.user,
      )
    await this.flush()
    return this.#exchange(
      () => this.wire.query(sql, params),
      (error) => chunk.locate(positionOf(error), 0, this.#countsBytes),
    )
  }

  /** @param chunk Begins with what `takeOpening` has answered. */
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
    const batch = new Batch(sql)
    return this.#exchange(
      () => this.wire.run(batch),
      () => ({ index: 0, text: sql }),
    )
  }

  /** What is put around statements of a transaction so that they have their settings, and leave nothing behind. */
  get frame(): { readonly before: readonly string[]; readonly after: readonly string[] } {
    if (!this.pooled) return { before: [], after: [] }
    return { before: transactionSettings(this.#options), after: pristine }
  }

  /** Begins a transaction: with its first statements, since a message for BEGIN alone would be one more to wait for. */
  begin(sql: string): void {
    this.refuseWhenGone()
    this.transaction.refuseWhenLost()
    this.#opening = [sql, ...this.frame.before]
  }

  /** Accepts a statement for later, in the transaction that is open. */
  defer(text: string, params: readonly Param[], { restores, failure }: Special = {}): void {
    this.refuseWhenGone()
    this.transaction.refuseWhenLost()
    const usual = deferral(text, params, this.target.user)
    this.#deferred.push({ ...usual, restores, failure: (error) => failure?.(error) ?? usual.failure(error) })
  }

  /** What is on hold, for whoever sends it. */
  takeHeld(): { readonly opening: readonly string[]; readonly deferred: readonly Deferred[] } {
    const held = { opening: this.#opening, deferred: this.#deferred }
    this.#opening = []
    this.#deferred = []
    return held
  }

  /** What begins the transaction, for the message that it can travel with. What was deferred needs one of its own before. */
  async takeOpening(travels: boolean): Promise<readonly string[]> {
    if (!travels || this.#deferred.length > 0) await this.flush()
    return this.takeHeld().opening
  }

  /** Sends what is on hold, for what cannot travel with it. */
  async flush(): Promise<void> {
    if (this.#opening.length === 0 && this.#deferred.length === 0) return
    const { opening, deferred } = this.takeHeld()
    if (deferred.length === 0) return this.control(opening.join(';'))
    const message = together(opening, deferred, [])
    const failed = (): Deferred | undefined => deferred[message.completed - opening.length]
    await this.#exchange(
      () => this.wire.run(message),
      () => ({ index: 0, text: failed()?.text ?? opening.join(';') }),
      (error) => failed()?.failure(error),
    )
  }

  /** What one migration sets for its session is not to reach the next: an empty `search_path`, as dumps set it, least of all. */
  async restoreSettings(): Promise<void> {
    if (!this.#changed || !this.usable || this.wire.status === 'E') return
    if (this.transaction.open) {
      const texts = this.pooled ? [...this.frame.after, ...this.frame.before] : resetStatements(this.#options)
      for (const text of texts) this.defer(text, [], { restores: true })
    } else if (!this.pooled) await this.control(resetStatements(this.#options).join(';'))
    this.#changed = false
  }

  /** Ends a transaction that `transaction()` has not begun. Answers whether there was one. */
  async endStrayTransaction(): Promise<boolean> {
    if (this.transaction.open || !this.usable || this.wire.status === 'I') return false
    await this.control('ROLLBACK')
    return true
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
  async #exchange<T>(
    action: () => Promise<T>,
    locateFailure: (error: unknown) => FailedPart,
    failureOf?: (error: unknown) => LithifyError | undefined,
  ): Promise<T> {
    this.refuseWhenGone()
    this.transaction.refuseWhenLost()
    const inTransaction = this.transaction.open || this.wire.status !== 'I'
    try {
      const result = await action()
      this.transaction.observe(this.wire.status)
      return result
    } catch (error) {
      const part = locateFailure(error)
      const failure = this.isLost(error)
        ? connectionLost(this.target, error, { part, inTransaction })
        : (failureOf?.(error) ?? statementError(error, part, this.target.user))
      if (this.wire.alive) this.transaction.observe(this.wire.status, failure)
      // Everything fails in a transaction in which something failed: the first failure is the one to tell.
      throw sqlState(error) === '25P02' ? (this.transaction.failure ?? failure) : failure
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

const positionOf = (error: unknown): string | undefined => (error as { position?: string } | null)?.position
