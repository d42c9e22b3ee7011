import { LithifyError } from '@lithify/core'
import type { TransactionStatus } from './wire.ts'

/** What became of a transaction that `transaction()` has begun. */
export class TransactionState {
  #state: 'none' | 'open' | 'lost' = 'none'
  /** Why the server gave the transaction up. */
  #failure: unknown

  get open(): boolean {
    return this.#state === 'open'
  }

  begin(): void {
    this.#state = 'open'
    this.#failure = undefined
  }

  end(): void {
    this.#state = 'none'
  }

  /** Called after every exchange with the server, in which state that left it. */
  observe(status: TransactionStatus, failure?: unknown): void {
    if (this.#state !== 'open') return
    if (status === 'I') this.#state = 'lost'
    if (status === 'E') this.#failure ??= failure
  }

  /** What follows would run outside of any transaction. */
  refuseWhenLost(): void {
    if (this.#state !== 'lost') return
    throw new LithifyError('LITHIFY_E_TRANSACTION_CONTROL', 'The transaction has ended before its work was done.', {
      hint: 'A statement committed it or rolled it back. Leave BEGIN, COMMIT and ROLLBACK out of a migration that runs in a transaction.',
    })
  }

  /** A transaction in which a statement failed can only be rolled back; the server answers COMMIT by doing that, without an error. */
  refuseWhenFailed(status: TransactionStatus): void {
    if (status !== 'E') return
    throw (
      this.#failure ??
      new LithifyError('LITHIFY_E_STATEMENT', 'A statement of the transaction failed, so it cannot be committed.')
    )
  }
}
