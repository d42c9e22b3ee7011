import type { Param, Row, Statement, TransactionOptions } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { Operation } from '../operations/operation.ts'
import { checkpoint, type Context } from './context.ts'
import type { MigrationWork } from './execute-migration.ts'
import { locateFailure, type ScriptOrigin } from './locate.ts'
import { whatNext } from './migration-errors.ts'

export type ForeignKeyMode = NonNullable<TransactionOptions['foreignKeys']>

/**
 * A statement turned up that is only safe while foreign keys are not enforced, in a transaction that enforces them. The
 * transaction is rolled back and the migration started again in the other mode: it cannot be changed in between.
 */
export class ForeignKeyModeNeeded extends Error {}

/** Where the statements of one migration go. */
export interface MigrationSink {
  /** How many statements the server has taken. */
  readonly sent: number
  send(statements: readonly Statement[], origin: ScriptOrigin): Promise<void>
  /** Its statements are asked for where they have to be sent. */
  operation(operation: Operation, emit: () => Promise<Statement[]>, origin: ScriptOrigin): Promise<void>
  query(sql: string, params?: readonly Param[]): Promise<Row[]>
  /** What to do after a failure. */
  hint(error?: unknown): string
}

/** Where the statements of one migration go: checked, counted, reported, sent, and traced to their place when they fail. */
export class StatementSink implements MigrationSink {
  /** How many statements the server has taken. */
  sent = 0
  readonly #context: Context
  readonly #work: MigrationWork
  /** The mode of the transaction around it. */
  readonly #mode: ForeignKeyMode

  constructor(context: Context, work: MigrationWork, mode: ForeignKeyMode) {
    this.#context = context
    this.#work = work
    this.#mode = mode
  }

  async send(statements: readonly Statement[], origin: ScriptOrigin): Promise<void> {
    if (statements.length === 0) return
    const { session, connection, report, signal } = this.#context
    this.#check(statements, origin)
    await checkpoint(signal)
    report({
      type: 'statements',
      connection: connection.name,
      name: this.#work.name,
      done: this.sent,
      sending: statements.length,
    })
    try {
      await session.execute(statements)
      this.sent += statements.length
    } catch (error) {
      throw locateFailure(error, statements, origin, this.hint())
    }
  }

  async operation(_operation: Operation, emit: () => Promise<Statement[]>, origin: ScriptOrigin): Promise<void> {
    await this.send(await emit(), origin)
  }

  query(sql: string, params?: readonly Param[]): Promise<Row[]> {
    return this.#context.session.query(sql, params)
  }

  hint(): string {
    return whatNext(this.#work)
  }

  #check(statements: readonly Statement[], origin: ScriptOrigin): void {
    const refused = statements.findIndex(
      (statement) => statement.control !== undefined || statement.transactional === false,
    )
    const statement = statements[refused]
    if (statement !== undefined) throw locateFailure(refuse(statement, refused), statements, origin) as LithifyError
    const wanted = statements.some((each) => each.foreignKeys === 'checkedAtCommit')
    if (
      wanted &&
      this.#mode === 'enforced' &&
      this.#context.connection.dialect.capabilities.foreignKeysCheckedAtCommit
    ) {
      throw new ForeignKeyModeNeeded()
    }
  }
}

function refuse(statement: Statement, index: number): LithifyError {
  const data = { index, text: statement.text }
  return statement.control !== undefined
    ? new LithifyError(
        'LITHIFY_E_TRANSACTION_CONTROL',
        'A migration runs in a transaction already, so it cannot begin or end one.',
        {
          data,
          hint: 'Take the statement out, or let the migration control its own transactions:  -- migrate:up transaction:false',
        },
      )
    : new LithifyError('LITHIFY_E_NOT_TRANSACTIONAL', 'This statement cannot run inside a transaction.', {
        data,
        hint: 'Put it into a migration of its own that runs without one:  -- migrate:up transaction:false',
      })
}
