import type { Statement } from '../dialect.ts'
import { isLithifyError } from '../errors.ts'
import type { Direction } from '../events.ts'
import type { CodeBody, MigrationBody, SqlBody } from '../migrations/migration-file.ts'
import { isJournaled, isJournaledWork } from '../journal/journaled.ts'
import { JournaledSink, type Resumption } from '../journal/journaled-sink.ts'
import { JournalTable } from '../journal/journal-table.ts'
import { MigrationBuilder } from '../operations/builder.ts'
import type { Operation } from '../operations/operation.ts'
import type { Context } from './context.ts'
import { joinHints, locateFailure, type ScriptOrigin } from './locate.ts'
import { atCommit, doesNothing, leftOpen, notAwaited, rolledBackToo, threw } from './migration-errors.ts'
import type { DoneMigration } from './results.ts'
import { retell } from './retell.ts'
import { Questions } from './questions.ts'
import { ReadAhead } from './read-ahead.ts'
import { noSchema, SchemaTracker } from './schema-tracker.ts'
import { splitStatements } from './script.ts'
import { ForeignKeyModeNeeded, StatementSink, type ForeignKeyMode, type MigrationSink } from './statement-sink.ts'

/** One migration, in one direction. */
export interface MigrationWork {
  readonly name: string
  /** As people are shown the file. */
  readonly label: string
  readonly direction: Direction
  /** What to run, or the operations that were derived for it. */
  readonly body: MigrationBody | { readonly kind: 'operations'; readonly operations: readonly Operation[] }
  readonly mayBeEmpty: boolean
  /** What shares its transaction and comes before it, where a whole run is one. */
  readonly together?: readonly string[] | undefined
  /** Of the file, for the journal of work that is not one transaction. */
  readonly checksum: string
  /** Where it goes on, where it was cut short. */
  readonly resumed?: Resumption | undefined
  /** What has read its script already, perhaps. */
  readonly ahead?: ReadAhead | undefined
  /** Writes the history, in the same transaction. */
  readonly record: (durationMs: number) => Promise<void>
}

/**
 * Runs a migration and records it: in one transaction, unless the migration asked for none.
 * @throws LithifyError what the server, the author's code or the checks on the way say; nothing is applied then, unless the migration runs
 * without a transaction.
 */
export async function executeMigration(context: Context, work: MigrationWork): Promise<DoneMigration> {
  const { connection, report } = context
  const { name, direction } = work
  const started = performance.now()
  report({ type: 'migrationStarted', connection: connection.name, name, direction })
  if (isJournaledWork(connection.dialect, work.body)) await journaled(context, work, started)
  else {
    try {
      await attempt(context, work, foreignKeysOf(context, work), started)
    } catch (error) {
      if (!(error instanceof ForeignKeyModeNeeded)) throw error
      await attempt(context, work, 'checkedAtCommit', started)
    }
  }
  const durationMs = Math.round(performance.now() - started)
  report({ type: 'migrationFinished', connection: connection.name, name, direction, durationMs })
  return { name, durationMs }
}

function foreignKeysOf({ connection }: Context, { body }: MigrationWork): ForeignKeyMode {
  const { foreignKeysCheckedAtCommit } = connection.dialect.capabilities
  return (foreignKeysCheckedAtCommit && body.kind === 'code' && body.foreignKeys) || 'enforced'
}

async function attempt(context: Context, work: MigrationWork, mode: ForeignKeyMode, started: number): Promise<void> {
  const sink = new StatementSink(context, work, mode)
  const { session } = context
  let isDone = false
  const whole = async (): Promise<void> => {
    const queried = await runBody(context, work, sink)
    if (sink.sent === 0 && !queried && !work.mayBeEmpty) throw doesNothing(work)
    const left = await session.reset?.()
    if (left?.rolledBack === true) throw leftOpen(work)
    await work.record(Math.round(performance.now() - started))
    isDone = true
  }
  try {
    await session.transaction(whole, { foreignKeys: mode })
  } catch (error) {
    throw isDone && isLithifyError(error) && error.data['deferred'] !== true ? atCommit(work, error) : error
  }
}

/**
 * Where DDL cannot be rolled back, and where the migration wants no transaction: how far it came is in the journal, and it is recorded when all of it
 * is done.
 */
async function journaled(context: Context, work: MigrationWork, started: number): Promise<void> {
  const { connection, session } = context
  const sink = new JournaledSink(context, work, work.resumed)
  try {
    const queried = await runBody(context, work, sink)
    await sink.end()
    if (sink.sent === 0 && !queried && !work.mayBeEmpty && work.resumed === undefined) throw doesNothing(work)
    const left = await session.reset?.()
    if (left?.rolledBack === true) throw leftOpen(work)
    await session.transaction(async () => {
      await work.record(Math.round(performance.now() - started))
      await new JournalTable(connection).remove(session, work.name)
    })
  } catch (error) {
    // A transaction that the migration has begun itself and left open. The failure is what has to be told, also where the session is gone with it.
    const left = isJournaled(connection.dialect) ? undefined : await session.reset?.().catch(() => undefined)
    await sink.abandon(error)
    if (left?.rolledBack === true && isLithifyError(error)) throw rolledBackToo(work, error)
    const told = isLithifyError(error) && aboutCode.has(error.code)
    throw told
      ? retell(error, {
          hint: joinHints(error.code === 'LITHIFY_E_MIGRATION_THREW' ? undefined : error.hint, sink.hint()),
        })
      : error
  }
}

// What is told of the author's code speaks of transactions.
const aboutCode: ReadonlySet<string> = new Set(['LITHIFY_E_MIGRATION_THREW', 'LITHIFY_E_MIGRATION_INVALID'])

/** Sends all that the body says. Answers whether the author's code asked the database anything. */
async function runBody(context: Context, work: MigrationWork, sink: MigrationSink): Promise<boolean> {
  const { body } = work
  if (body.kind === 'sql') {
    await runSql(context, body, work, sink)
    return false
  }
  const sender = new OperationSender(context, sink, { label: work.label, line: 1 })
  if (body.kind === 'code') return runCode(context, body, work, sender)
  await sender.send(body.operations)
  return false
}

async function runSql(context: Context, body: SqlBody, work: MigrationWork, sink: MigrationSink): Promise<void> {
  const origin = { label: work.label, line: body.line }
  try {
    const ahead = work.ahead ?? new ReadAhead(context.connection.dialect)
    for await (const batch of ahead.statements(body)) await sink.send(batch, origin)
  } catch (error) {
    throw isLithifyError(error) && error.code === 'LITHIFY_E_SCRIPT' && error.data['file'] === undefined
      ? locateFailure(error, [], origin, sink.hint())
      : error
  }
}

async function runCode(
  context: Context,
  body: CodeBody,
  work: MigrationWork,
  sender: OperationSender,
): Promise<boolean> {
  const questions = new Questions()
  const builder: MigrationBuilder = new MigrationBuilder(context.connection.dialect, {
    query: (sql, params) =>
      questions.ask(async () => {
        await sender.send(builder.take())
        return sender.sink.query(sql, params)
      }),
  })
  let thrown: unknown
  try {
    await body.run(builder)
  } catch (error) {
    thrown = error
  }
  const unanswered = await questions.close()
  // The author's code may have caught it, but what it wanted sent was not sent.
  if (sender.failure !== undefined) throw sender.failure
  if (thrown !== undefined) throw isLithifyError(thrown) ? thrown : threw(work, thrown)
  if (unanswered > 0) throw notAwaited(work, unanswered)
  await sender.send(builder.take())
  return questions.asked
}

/** Turns operations into statements and sends them, in as few calls as the operations allow. */
class OperationSender {
  readonly #context: Context
  readonly sink: MigrationSink
  readonly #origin: ScriptOrigin
  readonly #tracker: SchemaTracker
  /** The first error, after which nothing is sent any more. */
  failure: unknown

  constructor(context: Context, sink: MigrationSink, origin: ScriptOrigin) {
    this.#context = context
    this.sink = sink
    this.#origin = origin
    this.#tracker = new SchemaTracker(context)
  }

  async send(operations: readonly Operation[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    try {
      await this.#send(operations)
    } catch (error) {
      this.failure = error
      throw error
    }
  }

  async #send(operations: readonly Operation[]): Promise<void> {
    const { dialect } = this.#context.connection
    for (const operation of operations) {
      if (operation.kind === 'sql') {
        for (const batch of splitStatements(dialect, operation.up)) await this.sink.send(batch, this.#origin)
      } else {
        const emit = async (): Promise<Statement[]> =>
          dialect.emit(operation, this.#tracker.needs(operation) ? await this.#tracker.current() : noSchema)
        await this.sink.operation(operation, emit, this.#origin)
      }
      this.#tracker.outdate()
    }
  }
}
