import { LithifyError } from '@lithify/core'
import { TransactionState as State } from '@lithify/core/dialect-kit'
import type { TransactionStatus } from './wire.ts'

export class TransactionState extends State {
  /** Whether the server has answered anything since it was told to begin. */
  #began = false
  /** Why the server did not take the message that was to begin it. */
  #refusal: unknown

  constructor() {
    super(
      'A statement committed it or rolled it back. Leave BEGIN, COMMIT and ROLLBACK out of a migration that runs in a transaction.',
    )
  }

  override begin(): void {
    super.begin()
    this.#began = false
    this.#refusal = undefined
  }

  override end(): void {
    super.end()
    this.#refusal = undefined
  }

  /**
   * Called after every exchange with the server, in which state that left it. BEGIN travels with what comes first: a message that the server
   * cannot read is refused whole, and it begins nothing.
   */
  observe(status: TransactionStatus, failure?: unknown): void {
    if (!this.open) return
    if (status === 'I' && !this.#began) this.#refusal = failure
    this.#began = true
    const isKept = status === 'E' || this.#refusal !== undefined
    this.after({ open: status !== 'I', failure: isKept ? failure : undefined })
  }

  override refuseWhenLost(): void {
    if (this.#refusal !== undefined) throw this.#refusal
    super.refuseWhenLost()
  }

  /** A transaction in which a statement failed can only be rolled back; the server answers COMMIT by doing that, without an error. */
  refuseWhenFailed(status: TransactionStatus): void {
    if (status !== 'E') return
    throw (
      this.failure ??
      new LithifyError('LITHIFY_E_STATEMENT', 'A statement of the transaction failed, so it cannot be committed.')
    )
  }
}
