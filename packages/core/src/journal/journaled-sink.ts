import type { Param, Row, Statement, StatementChanges } from '../dialect.ts'
import type { Operation } from '../operations/operation.ts'
import { checkpoint, type Context } from '../runner/context.ts'
import type { ScriptOrigin } from '../runner/locate.ts'
import type { MigrationSink } from '../runner/statement-sink.ts'
import { behind, hashOf, isAtStart, start, type JournaledGroup, type JournalPosition } from './entry.ts'
import { edited, leftBehind } from './refusals.ts'
import { Recorder, type RecordedWork } from './recorder.ts'
import { JournalTable } from './journal-table.ts'
import { isJournaled } from './journaled.ts'
import { changesOf, recoveryOf, type WholeRecovery } from './recovery.ts'
import { mannerOf, type PendingStatement } from './step.ts'

/** Where work goes on that was cut short. */
export interface Resumption {
  readonly position: JournalPosition
  /** The statements of the operation that is half done, as they were when it was begun. */
  readonly texts?: readonly string[] | undefined
  /** Of that operation. */
  readonly hash?: string | undefined
}

export function resumptionAt(position: JournalPosition, group: JournaledGroup | undefined): Resumption {
  return position.part === 0 ? { position } : { position, texts: group?.texts, hash: group?.statements[0]?.hash }
}

const readsOnly = /^\s*(?:select|values|show|explain|describe|table)\b/i

/** Where the statements of work go that is not one transaction. What was done before it was cut short is read over, and has to be the same. */
export class JournaledSink implements MigrationSink {
  sent = 0
  readonly #context: Context
  readonly #work: RecordedWork
  readonly #recovery: WholeRecovery
  /** DDL could be rolled back, and the author wants no transaction: each statement stands for itself, and nothing tells afterwards what came of it. */
  readonly #alone: boolean
  readonly #recorder: Recorder
  readonly #from: JournalPosition
  readonly #resumed: Resumption | undefined
  /** How far the work was read. */
  #cursor: JournalPosition = start
  /** Nothing was done in this session yet that a statement could ask it for. */
  #isFresh: boolean

  constructor(context: Context, work: RecordedWork, resumed: Resumption | undefined) {
    const { connection, session } = context
    this.#context = context
    this.#work = work
    this.#resumed = resumed
    this.#from = resumed?.position ?? start
    this.#isFresh = !isAtStart(this.#from)
    this.#recovery = recoveryOf(connection)
    this.#alone = !isJournaled(connection.dialect)
    this.#recorder = new Recorder({
      session,
      table: new JournalTable(connection),
      recovery: this.#recovery,
      work,
      alone: this.#alone,
      from: resumed?.position,
      at: this.#from,
      hint: (error) => this.hint(error),
    })
    if (this.#from.steps === 0) this.#reach()
  }

  async send(statements: readonly Statement[], origin: ScriptOrigin): Promise<void> {
    const pending: PendingStatement[] = []
    for (const statement of statements) {
      const hash = hashOf(statement.text)
      const after = behind(this.#cursor, hash)
      if (this.#cursor.steps < this.#from.steps) await this.#readOver(statement, after)
      else {
        pending.push({ statement, origin, hash, after, changes: this.#changesOf(statement.text) })
        this.#cursor = after
      }
    }
    await this.#send(pending)
  }

  /** One step. The schema that it is written for is not the one that is there any more once it is done, so it is not written again then. */
  async operation(operation: Operation, emit: () => Promise<Statement[]>, origin: ScriptOrigin): Promise<void> {
    const hash = hashOf(JSON.stringify(operation))
    const after = behind(this.#cursor, hash)
    if (this.#cursor.steps < this.#from.steps) return this.#reach(after)
    const { statements, part } = this.#halfDone(hash) ?? { statements: await emit(), part: 0 }
    const texts = statements.length > 1 ? statements.map(({ text }) => text) : undefined
    const pending = statements.slice(part).map((statement, at): PendingStatement => {
      const next = part + at + 1
      return {
        statement,
        origin,
        hash,
        texts,
        after: next < statements.length ? { ...this.#cursor, part: next } : after,
        changes:
          this.#context.connection.dialect.recovery === undefined && statements.length === 1 && !this.#alone
            ? () => changesOf(operation)
            : this.#changesOf(statement.text),
      }
    })
    this.#cursor = after
    await this.#send(pending)
  }

  /** What only reads is asked again when work is resumed. What has changed rows is not, and answered none then. */
  async query(sql: string, params: readonly Param[] = []): Promise<Row[]> {
    const { connection } = this.#context
    if (readsOnly.test(sql)) return this.#recorder.read(sql, params)
    const hash = hashOf(sql, ...params.map((param) => `${typeof param} ${String(param)}`))
    const after = behind(this.#cursor, hash)
    const splitter = connection.dialect.splitter()
    const [found] = [...splitter.push(sql), ...splitter.end()]
    const statement: Statement = { ...found, text: sql, position: undefined }
    if (this.#cursor.steps < this.#from.steps) {
      if (this.#from.answered > 0) throw leftBehind(this.#work, sql, 'answered with rows, which are not there any more')
      await this.#readOver(statement, after)
      return []
    }
    this.#check(statement)
    const origin = { label: this.#work.label, line: 1 }
    const pending = { statement, origin, hash, after, changes: this.#changesOf(sql) }
    const rows = await this.#recorder.query(pending, params)
    this.#cursor = rows.length === 0 ? after : { ...after, answered: after.answered + 1 }
    this.sent += 1
    return rows
  }

  /** All was read. It may be that there was less than was done already. */
  async end(): Promise<void> {
    if (this.#cursor.steps < this.#from.steps) throw edited(this.#work)
    await this.#recorder.end()
  }

  abandon(reason: unknown): Promise<void> {
    return this.#recorder.abandon(reason)
  }

  hint(error?: unknown): string {
    return this.#recorder.hint(error, this.#context.connection.dialect.title)
  }

  async #send(pending: readonly PendingStatement[]): Promise<void> {
    if (pending.length === 0) return
    const { connection, report, signal } = this.#context
    await checkpoint(signal)
    if (this.#isFresh) for (const { statement } of pending) this.#check(statement)
    const { name } = this.#work
    report({ type: 'statements', connection: connection.name, name, done: this.sent, sending: pending.length })
    await this.#recorder.send(pending)
    this.sent += pending.length
  }

  async #readOver(statement: Statement, after: JournalPosition): Promise<void> {
    const use = this.#recovery.sessionUse?.(statement.text)
    if (use === 'keeps') throw leftBehind(this.#work, statement.text, 'left something in its session, which is gone')
    this.#reach(after)
    if (use === 'sets' || use === 'becomes') await this.#context.session.execute([statement])
  }

  /** Found out once, and only where it is asked for. */
  #changesOf(text: string): () => StatementChanges | undefined {
    let found: { readonly changes: StatementChanges | undefined } | undefined
    return () => (found ??= { changes: this.#alone ? undefined : this.#recovery.changes(text) }).changes
  }

  #reach(position = this.#cursor): void {
    this.#cursor = position
    if (position.steps !== this.#from.steps) return
    if (position.chain !== this.#from.chain) throw edited(this.#work)
    this.#cursor = { ...position, answered: this.#from.answered }
  }

  #halfDone(hash: string): { statements: readonly Statement[]; part: number } | undefined {
    const { part, steps } = this.#from
    if (part === 0 || this.#cursor.steps !== steps) return undefined
    const { texts = [], hash: expected } = this.#resumed ?? {}
    if (hash !== expected) throw edited(this.#work)
    const splitter = (text: string): Statement[] => {
      const parts = this.#context.connection.dialect.splitter()
      return [...parts.push(text), ...parts.end()]
    }
    return { statements: texts.map((text) => ({ ...splitter(text)[0], text, position: undefined })), part }
  }

  /** What the first statements ask their session for was left in another. */
  #check(statement: Statement): void {
    if (!this.#isFresh) return
    const use = this.#recovery.sessionUse?.(statement.text)
    if (use === 'asks')
      throw leftBehind(this.#work, statement.text, 'asks for what an earlier one left in its session, which is gone')
    if (use === undefined && mannerOf(statement) === 'rows') this.#isFresh = false
  }
}
