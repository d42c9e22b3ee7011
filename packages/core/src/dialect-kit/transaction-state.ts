import { LithifyError } from '../errors.ts'

/** In which state an exchange left the server. */
export interface Exchange {
  /** Whether it has a transaction open still. */
  readonly open: boolean
  /** What was sent, as far as it is known which of several statements it was. */
  readonly text?: string | undefined
  /** What failed, where that keeps the transaction from being committed. */
  readonly failure?: unknown
}

/** What became of a transaction that `transaction()` of a session has begun: a statement may end it, or make it fail. */
export class TransactionState {
  readonly #hint: string
  #state: 'none' | 'open' | 'lost' = 'none'
  #failure: unknown
  #endedBy: string | undefined

  /** @param hint What to do where a statement ended the transaction. */
  constructor(hint: string) {
    this.#hint = hint
  }

  get open(): boolean {
    return this.#state === 'open'
  }

  /** What made the transaction fail first, if anything did. */
  get failure(): unknown {
    return this.#failure
  }

  begin(): void {
    this.#set('open')
  }

  end(): void {
    this.#set('none')
  }

  #set(state: 'none' | 'open'): void {
    this.#state = state
    this.#failure = undefined
    this.#endedBy = undefined
  }

  /** To be called after every exchange with the server. */
  protected after({ open, text, failure }: Exchange): void {
    if (this.#state !== 'open') return
    this.#failure ??= failure
    if (open) return
    this.#state = 'lost'
    this.#endedBy = text
  }

  /** What follows would run outside of any transaction. */
  refuseWhenLost(): void {
    if (this.#state !== 'lost') return
    const by = this.#endedBy?.trim().split('\n', 1)[0]?.slice(0, 80)
    throw new LithifyError(
      'LITHIFY_E_TRANSACTION_CONTROL',
      `The transaction has ended before its work was done${by === undefined ? '.' : `: ${by}`}`,
      { hint: this.#hint, data: by === undefined ? {} : { text: this.#endedBy } },
    )
  }
}
