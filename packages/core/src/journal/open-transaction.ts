import type { Session } from '../dialect.ts'

/** A transaction that stays open while statements arrive: it is ended by a call rather than by the end of a function. */
export class OpenTransaction {
  readonly #ended: Promise<void>
  #commit!: () => void
  #rollBack!: (reason: unknown) => void

  private constructor(session: Session, isOpen: () => void) {
    const told = new Promise<void>((resolve, reject) => {
      this.#commit = resolve
      this.#rollBack = reject
    })
    this.#ended = session.transaction(
      () => {
        isOpen()
        return told
      },
      { keepSettings: true },
    )
    // Whoever ends it learns how it went; meanwhile nobody listens.
    this.#ended.catch(() => undefined)
  }

  static async begin(session: Session): Promise<OpenTransaction> {
    let isOpen!: () => void
    const opened = new Promise<void>((resolve) => (isOpen = resolve))
    const transaction = new OpenTransaction(session, isOpen)
    await Promise.race([opened, transaction.#ended])
    return transaction
  }

  commit(): Promise<void> {
    this.#commit()
    return this.#ended
  }

  /** The reason is told by who rolls it back. */
  async rollBack(reason: unknown): Promise<void> {
    this.#rollBack(reason)
    await this.#ended.catch(() => undefined)
  }
}
