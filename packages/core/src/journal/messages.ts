import type { Session, Statement } from '../dialect.ts'
import { isLithifyError, type LithifyError } from '../errors.ts'
import { thisProcess } from '../lock/holder.ts'
import { locateFailure } from '../runner/locate.ts'
import type { JournalEntry, JournaledGroup, JournalPosition } from './entry.ts'
import type { JournalTable } from './journal-table.ts'
import type { WholeRecovery } from './recovery.ts'
import { RowTransaction } from './row-transaction.ts'
import type { PendingStatement, SentStatement } from './step.ts'

export type RecordedWork = Pick<JournalEntry, 'name' | 'label' | 'direction' | 'checksum'>

export interface MessageOptions {
  readonly session: Session
  readonly table: JournalTable
  readonly recovery: WholeRecovery
  readonly work: RecordedWork
  /** Where the work goes on; there is a row for it already then. */
  readonly from?: JournalPosition | undefined
  readonly at: JournalPosition
  readonly hint: (error: unknown) => string
}

/** What goes to the server: statements, with what the journal says before and behind them, and again where the server gave them up for others. */
export class Messages {
  readonly #options: MessageOptions
  /** What is written in the journal. */
  #hasRow: boolean
  /** Behind the last statement that was sent. */
  #at: JournalPosition
  #rows: RowTransaction | undefined
  /** The author has begun a transaction, and everything since then is in it. */
  isAuthors = false
  /** How many steps were done when the last message, or the transaction, was begun. */
  #committed = 0
  /** How many statements of ours came first in the last message. */
  #announced = 0
  /** The journal cannot be written any more, and keeps saying what was reached last. */
  #isSilent = false

  constructor(options: MessageOptions) {
    this.#options = options
    this.#hasRow = options.from !== undefined
    this.#at = options.at
  }

  get at(): JournalPosition {
    return this.#at
  }

  get inTransaction(): boolean {
    return this.#rows !== undefined || this.isAuthors
  }

  /** How many steps are done and stay, when the statement of that index in the last message has failed. */
  stays(index: number | undefined): number {
    if (this.inTransaction) return this.#committed
    return index === undefined ? this.#at.steps : this.#committed + Math.max(0, index - this.#announced)
  }

  /** What goes before and what goes behind travels in the same message, where the server takes that. */
  async send(
    before: readonly Statement[],
    pending: readonly PendingStatement[],
    behind: () => readonly Statement[] = () => [],
  ): Promise<void> {
    if (!this.inTransaction) this.#committed = this.#at.steps
    const announced = this.#isSilent ? [] : before
    this.#announced = announced.length
    this.#at = pending.at(-1)?.after ?? this.#at
    const message = [...announced.map(ours), ...pending, ...(this.#isSilent ? [] : behind().map(ours))]
    this.#rows?.add(message)
    await this.#execute(message)
    // DDL inside the author's transaction has committed it.
    if (pending.some(({ statement }) => statement.transactional === false)) this.isAuthors = false
  }

  /**
   * Says that all is done so far. Whom a statement has made of the session may not be allowed to: then the journal goes on to say that this statement
   * was reached, and that nobody can tell what came of it.
   */
  async done(): Promise<void> {
    try {
      await this.send([this.mark(undefined)], [])
    } catch (error) {
      if (!isLithifyError(error) || error.code !== 'LITHIFY_E_PRIVILEGE') throw error
      this.#isSilent = true
    }
  }

  /** A question of the author's has been answered. */
  passed({ after }: PendingStatement, answered: boolean): void {
    this.#at = answered ? { ...after, answered: after.answered + 1 } : after
  }

  /** The author asks, and goes on by the answer. */
  answered(): void {
    this.#rows?.answered()
  }

  async openRows(first: PendingStatement, announcement: JournaledGroup): Promise<void> {
    if (this.#rows !== undefined) return
    await this.send([this.mark(announcement)], [])
    const { session, recovery } = this.#options
    this.#rows = await RowTransaction.begin({ session, recovery, before: this.#at, first })
  }

  async closeRows(): Promise<void> {
    if (this.#rows === undefined) return
    await this.send([this.mark(undefined)], [])
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#rows.commit()
        break
      } catch (error) {
        const again = isTransient(error) ? await this.#rows.again(error, attempt) : undefined
        if (again === undefined) throw error
        await this.#execute(again)
      }
    }
    this.#rows = undefined
  }

  /** What was not committed is not going to be. Answers the first statement of that, where there was any. */
  async abandonRows(reason: unknown): Promise<PendingStatement | undefined> {
    const rows = this.#rows
    if (rows === undefined) return undefined
    this.#rows = undefined
    this.#at = rows.before
    await rows.rollBack(reason)
    return rows.first
  }

  /** Says in the journal how far the work is, and what comes next. */
  mark(group: JournaledGroup | undefined, position = this.#at): Statement {
    const { session, table, work } = this.#options
    const entry = { name: work.name, position, group }
    if (this.#hasRow) return table.mark(session, entry)
    this.#hasRow = true
    return table.begin(session, { ...work, ...entry, owner: thisProcess() })
  }

  async #execute(message: readonly SentStatement[]): Promise<void> {
    const { session, hint } = this.#options
    let left = message
    for (let attempt = 0; ; attempt++) {
      try {
        return await session.execute(left.map(({ statement }) => statement))
      } catch (error) {
        const again = await this.#again(error, left, attempt)
        if (again === undefined) throw located(error, left, () => hint(error))
        left = again
      }
    }
  }

  /** What is to be sent again, where the server gave a statement up for the sake of others and that does no harm. */
  async #again(
    error: unknown,
    left: readonly SentStatement[],
    attempt: number,
  ): Promise<readonly SentStatement[] | undefined> {
    if (!isTransient(error) || this.isAuthors) return undefined
    if (this.#rows !== undefined) return this.#rows.again(error, attempt)
    const index = Number(error.data['index'])
    const failed = left[index]
    // Those before it have taken effect. Of what changes more than definitions, a part may have.
    if (failed === undefined || (failed.changes !== undefined && failed.changes() === undefined)) return undefined
    if ((await this.#options.session.again?.(attempt)) !== true) return undefined
    this.#committed += Math.max(0, index - this.#announced)
    this.#announced = Math.max(0, this.#announced - index)
    return left.slice(index)
  }
}

const ours = (statement: Statement): SentStatement => ({ statement })

const isTransient = (error: unknown): error is LithifyError => isLithifyError(error) && error.data['transient'] === true

function located(error: unknown, sent: readonly SentStatement[], hint: () => string): unknown {
  const index = isLithifyError(error) ? Number(error.data['index']) : 0
  const origin = sent[index]?.origin ?? sent.find((each) => each.origin !== undefined)?.origin
  return origin === undefined
    ? error
    : locateFailure(
        error,
        sent.map(({ statement }) => statement),
        origin,
        hint(),
      )
}
