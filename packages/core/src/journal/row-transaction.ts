import type { Recovery, Session } from '../dialect.ts'
import type { JournalPosition } from './entry.ts'
import { OpenTransaction } from './open-transaction.ts'
import type { PendingStatement, SentStatement } from './step.ts'

/** What is kept to be sent once more, in characters. */
const longest = 16 << 20

/**
 * A transaction of ours in which rows are changed. It remembers what was sent in it, because the server may roll it back for the sake of another transaction:
 * all of it can be sent again then, as long as nobody knows yet what came of it.
 */
export class RowTransaction {
  /** Where the work was when it was begun. */
  readonly before: JournalPosition
  readonly first: PendingStatement
  readonly #session: Session
  readonly #recovery: Recovery
  #open: OpenTransaction
  /** `undefined`: it cannot be done again. */
  #sent: SentStatement[] | undefined = []
  #length = 0

  private constructor(open: OpenTransaction, begun: Begun) {
    this.#open = open
    this.#session = begun.session
    this.#recovery = begun.recovery
    this.before = begun.before
    this.first = begun.first
  }

  static async begin(begun: Begun): Promise<RowTransaction> {
    return new RowTransaction(await OpenTransaction.begin(begun.session), begun)
  }

  add(statements: readonly SentStatement[]): void {
    for (const { statement } of statements) this.#length += statement.text.length
    if (this.#length > longest) this.#sent = undefined
    this.#sent?.push(...statements)
  }

  /** What the server has answered is in the author's hands, and may be another answer the next time. */
  answered(): void {
    this.#sent = undefined
  }

  /** Rolls it back and begins it once more. Answers what is to be sent again: nothing where that would not be the same, and then it has ended. */
  async again(error: unknown, attempt: number): Promise<readonly SentStatement[] | undefined> {
    await this.rollBack(error)
    const sent = this.#sent
    if (sent === undefined || sent.some(({ statement }) => this.#dependsOnSession(statement.text))) return undefined
    if ((await this.#recovery.keepsRows?.(this.#session)) === true) return undefined
    if ((await this.#session.again?.(attempt)) !== true) return undefined
    this.#open = await OpenTransaction.begin(this.#session)
    return sent
  }

  commit(): Promise<void> {
    return this.#open.commit()
  }

  rollBack(reason: unknown): Promise<void> {
    return this.#open.rollBack(reason)
  }

  /** Variables of a session, and what it knows of its last statement, are not rolled back. */
  #dependsOnSession(text: string): boolean {
    const use = this.#recovery.sessionUse?.(text)
    return use === 'keeps' || use === 'asks'
  }
}

interface Begun {
  readonly session: Session
  readonly recovery: Recovery
  readonly before: JournalPosition
  readonly first: PendingStatement
}
