import type { Param, Row } from '../dialect.ts'
import { isLithifyError, type LithifyError } from '../errors.ts'
import { announcementOf, creationsOf, groupOf } from './announcement.ts'
import type { JournalPosition } from './entry.ts'
import { Messages, type MessageOptions } from './messages.ts'
import { resumeCommand } from './refusals.ts'
import { mannerOf, type Manner, type PendingStatement } from './step.ts'

export type { RecordedWork } from './messages.ts'

interface RecorderOptions extends MessageOptions {
  /** Each statement stands for itself, because its author wants no transaction around it where there could be one. */
  readonly alone: boolean
}

/**
 * Sends statements so that the journal tells, whenever the process, the connection or the server dies, which of them took effect:
 *
 * - Rows are changed in a transaction, and its last act is to say in the journal that it is done: both are there or neither is.
 * - DDL takes effect by itself. Before it, the journal says what it is about to change and what that was; afterwards the catalog tells. Statements
 *   that each create something new are announced together; all others alone.
 * - A statement of which nobody can tell what it changes is announced, and said to be done behind it. So is each one that its author wants without a
 *   transaction: it means something else in one.
 */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #messages: Messages
  /** What was announced, and not said to be done. */
  #doubtful: { readonly pending: PendingStatement; readonly before: JournalPosition } | undefined

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#messages = new Messages(options)
  }

  async send(statements: readonly PendingStatement[]): Promise<void> {
    let left = statements
    while (left.length > 0) left = left.slice(await this.#sendSome(left))
  }

  /** A question of the author's that only reads. */
  read(sql: string, params: readonly Param[]): Promise<Row[]> {
    this.#messages.answered()
    return this.#options.session.query(sql, params)
  }

  /** A question of the author's that changes rows, or may. Answers what the server does. */
  async query(pending: PendingStatement, params: readonly Param[]): Promise<Row[]> {
    const messages = this.#messages
    const ask = async (): Promise<Row[]> => {
      const rows = await this.#options.session.query(pending.statement.text, params)
      messages.passed(pending, rows.length > 0)
      return rows
    }
    const manner = this.#mannerOf(pending)
    if (manner === 'begin' || manner === 'end') {
      await this.send([pending])
      return []
    }
    if (manner === 'rows') {
      await this.#openRows(pending)
      messages.answered()
      return ask()
    }
    await messages.closeRows()
    this.#doubtful = { pending, before: messages.at }
    await messages.send([messages.mark(await this.#announcement(pending))], [])
    const rows = await ask()
    await messages.done()
    this.#doubtful = undefined
    return rows
  }

  /** Everything was sent. Afterwards nothing is open that is ours. */
  async end(): Promise<void> {
    await this.#messages.closeRows()
  }

  /** The work has failed. What was not committed is not going to be. */
  async abandon(reason: unknown): Promise<void> {
    const messages = this.#messages
    if (this.#options.alone) return this.#settle(reason)
    const first = await messages.abandonRows(reason)
    // Something in it has committed: what it was, and what of the rows is there, nobody can tell.
    const ended = isLithifyError(reason) && reason.code === 'LITHIFY_E_TRANSACTION_CONTROL'
    if (!ended || first === undefined) return
    await messages.send([messages.mark(groupOf('unknown', [first]))], []).catch(() => undefined)
  }

  /** What the server has refused did not take effect, unless it may have committed a part before that. */
  async #settle(reason: unknown): Promise<void> {
    const { pending, before } = this.#doubtful ?? {}
    const text = pending?.statement.text ?? ''
    const isRefused = isLithifyError(reason) && reason.data['lost'] !== true && reason.data['text'] === text
    if (pending === undefined || !isRefused || this.#options.recovery.mayCommit?.(text) === true) return
    const messages = this.#messages
    await messages.send([messages.mark(groupOf('rows', [pending]), before)], []).catch(() => undefined)
  }

  /** What has become of the work when a statement of it fails. */
  hint(error: unknown, title: string): string {
    const index = (error as Partial<LithifyError> | undefined)?.data?.['index']
    const done = this.#messages.stays(typeof index === 'number' ? index : undefined)
    const next = resumeCommand(this.#options.work)
    if (done === 0) return `Nothing before it took effect. Mend the file, then:  ${next.replace(' --resume', '')}`
    const stay =
      done === 1
        ? 'The statement before it took effect and stays'
        : `The ${done} statements before it took effect and stay`
    const why = this.#options.alone
      ? ', because the migration runs without a transaction'
      : `: ${title} rolls back rows, but not DDL`
    return `${stay}${why}. Mend the file from here on, then:  ${next}`
  }

  /** Answers how many of the statements were sent. */
  async #sendSome(statements: readonly PendingStatement[]): Promise<number> {
    const [first] = statements as [PendingStatement]
    const messages = this.#messages
    const isPlain = mannerOf(first.statement) === 'rows'
    const use =
      messages.inTransaction && isPlain ? undefined : this.#options.recovery.sessionUse?.(first.statement.text)
    if (use === 'locks') {
      messages.passed(first, false)
      return 1
    }
    // It sets the session, and is sent again when there is another: nothing to write down.
    if (use === 'sets' && isPlain) return this.#send([], [first])
    const manner = this.#mannerOf(first)
    if (manner === 'begin') return this.#begin(first)
    if (manner === 'end') return this.#endOfAuthors(first)
    if (manner === 'rows') {
      await this.#openRows(first)
      return this.#send(
        [],
        leading(statements, (each) => mannerOf(each.statement) === 'rows'),
      )
    }
    await messages.closeRows()
    const changes = first.changes()
    if (changes === undefined) return this.#sendUnknown(first)
    if (changes.creates !== true) return this.#sendAlone(first)
    return this.#sendCreations(
      leading(statements, (each) => mannerOf(each.statement) === 'objects' && each.changes()?.creates === true),
    )
  }

  async #send(...message: Parameters<Messages['send']>): Promise<number> {
    await this.#messages.send(...message)
    return message[1].length
  }

  async #sendUnknown(pending: PendingStatement): Promise<number> {
    const messages = this.#messages
    const announcement = messages.mark(groupOf('unknown', [pending]))
    if (!this.#options.alone) return this.#send([announcement], [pending], () => [messages.mark(undefined)])
    this.#doubtful = { pending, before: messages.at }
    await messages.send([announcement], [pending])
    await messages.done()
    this.#doubtful = undefined
    return 1
  }

  async #sendAlone(pending: PendingStatement): Promise<number> {
    return this.#send([this.#messages.mark(await this.#announcement(pending))], [pending])
  }

  async #sendCreations(statements: readonly PendingStatement[]): Promise<number> {
    const { recovery, session } = this.#options
    const found = await creationsOf(statements, recovery, session)
    if (found === undefined) return this.#sendAlone(statements[0] as PendingStatement)
    return this.#send([this.#messages.mark(found.group)], found.together)
  }

  async #begin(pending: PendingStatement): Promise<number> {
    await this.#messages.closeRows()
    // It stays announced as what it is: rows that are there, with the mark, once the author commits.
    await this.#send([this.#messages.mark(groupOf('rows', [pending]))], [pending])
    this.#messages.isAuthors = true
    return 1
  }

  /** The end of the author's transaction. Said in it, where it is committed, that it is done. */
  async #endOfAuthors(pending: PendingStatement): Promise<number> {
    const messages = this.#messages
    await messages.closeRows()
    const commits = pending.statement.control === 'commit'
    const done = (): readonly [ReturnType<Messages['mark']>] => [messages.mark(undefined, pending.after)]
    await this.#send(commits && messages.isAuthors ? done() : [], [pending], commits ? undefined : done)
    messages.isAuthors = false
    return 1
  }

  async #openRows(first: PendingStatement): Promise<void> {
    if (!this.#messages.isAuthors) await this.#messages.openRows(first, groupOf('rows', [first]))
  }

  /** Rows that are in no transaction are as uncertain as what cannot be in one. */
  #mannerOf({ statement }: PendingStatement): Manner {
    const manner = mannerOf(statement)
    return manner === 'rows' && this.#options.alone && !this.#messages.isAuthors ? 'objects' : manner
  }

  #announcement(pending: PendingStatement): ReturnType<typeof announcementOf> {
    const { recovery, session } = this.#options
    return announcementOf(pending, recovery, session)
  }
}

function leading(
  statements: readonly PendingStatement[],
  test: (each: PendingStatement) => boolean,
): readonly PendingStatement[] {
  const end = statements.findIndex((each) => !test(each))
  return end === -1 ? statements : statements.slice(0, end)
}
