import { LithifyError, isLithifyError, messageOf } from '../errors.ts'
import type { Direction } from '../events.ts'
import type { CodeBody, MigrationBody, SqlBody } from '../migrations/migration-file.ts'
import { readSqlBody } from '../migrations/read-section.ts'
import { MigrationBuilder } from '../operations/builder.ts'
import type { Operation } from '../operations/operation.ts'
import type { Context } from './context.ts'
import { locateFailure, type ScriptOrigin } from './locate.ts'
import type { DoneMigration } from './results.ts'
import { Questions } from './questions.ts'
import { noSchema, SchemaTracker } from './schema-tracker.ts'
import { once, readStatements } from './script.ts'
import { ForeignKeyModeNeeded, StatementSink, type ForeignKeyMode } from './statement-sink.ts'

/** One migration, in one direction. */
export interface MigrationWork {
  readonly name: string
  /** As people are shown the file. */
  readonly label: string
  readonly direction: Direction
  /** What to run, or the operations that were derived for it. */
  readonly body: MigrationBody | { readonly kind: 'operations'; readonly operations: readonly Operation[] }
  readonly mayBeEmpty: boolean
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
  if (work.body.kind !== 'operations' && !work.body.transaction) await attempt(context, work, undefined, started)
  else {
    try {
      await attempt(context, work, 'enforced', started)
    } catch (error) {
      if (!(error instanceof ForeignKeyModeNeeded)) throw error
      await attempt(context, work, 'checkedAtCommit', started)
    }
  }
  const durationMs = Math.round(performance.now() - started)
  report({ type: 'migrationFinished', connection: connection.name, name, direction, durationMs })
  return { name, durationMs }
}

async function attempt(
  context: Context,
  work: MigrationWork,
  mode: ForeignKeyMode | undefined,
  started: number,
): Promise<void> {
  const sink = new StatementSink(context, { name: work.name, direction: work.direction, transaction: mode })
  const whole = async (): Promise<void> => {
    const queried = await runBody(context, work, sink)
    if (sink.sent === 0 && !queried && !work.mayBeEmpty) throw doesNothing(work)
    await work.record(Math.round(performance.now() - started))
  }
  await (mode === undefined ? whole() : context.session.transaction(whole, { foreignKeys: mode }))
}

/** Sends all that the body says. Answers whether the author's code asked the database anything. */
async function runBody(context: Context, work: MigrationWork, sink: StatementSink): Promise<boolean> {
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

async function runSql(context: Context, body: SqlBody, work: MigrationWork, sink: StatementSink): Promise<void> {
  const origin = { label: work.label, line: body.line }
  try {
    for await (const batch of readStatements(context.connection.dialect, readSqlBody(body)))
      await sink.send(batch, origin)
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
        return context.session.query(sql, params)
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
  readonly #sink: StatementSink
  readonly #origin: ScriptOrigin
  readonly #tracker: SchemaTracker
  /** The first error, after which nothing is sent any more. */
  failure: unknown

  constructor(context: Context, sink: StatementSink, origin: ScriptOrigin) {
    this.#context = context
    this.#sink = sink
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
        for await (const batch of readStatements(dialect, once(operation.up)))
          await this.#sink.send(batch, this.#origin)
      } else {
        const schema = this.#tracker.needs(operation) ? await this.#tracker.current() : noSchema
        await this.#sink.send(dialect.emit(operation, schema), this.#origin)
      }
      this.#tracker.outdate()
    }
  }
}

function doesNothing(work: MigrationWork): LithifyError {
  return new LithifyError(
    'LITHIFY_E_MIGRATION_EMPTY',
    `${work.label}: this migration does nothing, so it was not recorded as applied.`,
    {
      data: { name: work.name, file: work.label },
      hint: 'Write what it is to do. Where doing nothing is meant, say so:  migration({ allowEmpty: true, … })',
    },
  )
}

function notAwaited(work: MigrationWork, unanswered: number): LithifyError {
  const queries = unanswered === 1 ? 'a query' : `${unanswered} queries`
  return new LithifyError(
    'LITHIFY_E_MIGRATION_INVALID',
    `${work.label}: ${work.direction}() ended while ${queries} had no answer yet, so it was rolled back.`,
    {
      data: { name: work.name, file: work.label, direction: work.direction },
      hint: `Wait for each:  async ${work.direction}(m) { const rows = await m.query('…') }`,
    },
  )
}

function threw(work: MigrationWork, error: unknown): LithifyError {
  const done = work.direction === 'up' ? 'applied (rolled back)' : 'rolled back'
  return new LithifyError(
    'LITHIFY_E_MIGRATION_THREW',
    `${work.label}: ${work.direction}() threw: ${messageOf(error)}`,
    {
      data: { name: work.name, file: work.label, direction: work.direction },
      hint: `Nothing of this migration was ${done}. Mend the file, then:  lithify ${work.direction === 'up' ? 'run' : 'rollback'}`,
      cause: error,
    },
  )
}
