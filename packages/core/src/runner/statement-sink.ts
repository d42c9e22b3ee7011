import type { Statement, TransactionOptions } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { Direction } from '../events.ts'
import { checkpoint, type Context } from './context.ts'
import { locateFailure, type ScriptOrigin } from './locate.ts'

export type ForeignKeyMode = NonNullable<TransactionOptions['foreignKeys']>

/**
 * A statement turned up that is only safe while foreign keys are not enforced, in a transaction that enforces them. The
 * transaction is rolled back and the migration started again in the other mode: it cannot be changed in between.
 */
export class ForeignKeyModeNeeded extends Error {}

export interface SinkOptions {
  readonly name: string
  readonly direction: Direction
  /** The mode of the transaction around it; `undefined` where there is none. */
  readonly transaction: ForeignKeyMode | undefined
}

/** Where the statements of one migration go: checked, counted, reported, sent, and traced to their place when they fail. */
export class StatementSink {
  /** How many statements the server has taken. */
  sent = 0
  readonly #context: Context
  readonly #options: SinkOptions

  constructor(context: Context, options: SinkOptions) {
    this.#context = context
    this.#options = options
  }

  async send(statements: readonly Statement[], origin: ScriptOrigin): Promise<void> {
    if (statements.length === 0) return
    const { session, connection, report, signal } = this.#context
    const { name, transaction } = this.#options
    if (transaction !== undefined) this.#check(statements, transaction, origin)
    await checkpoint(signal)
    report({ type: 'statements', connection: connection.name, name, done: this.sent, sending: statements.length })
    try {
      await session.execute(statements)
      this.sent += statements.length
    } catch (error) {
      throw locateFailure(error, statements, origin, this.hint(error))
    }
  }

  /** What to do after a failure. */
  hint(error?: unknown): string {
    const { direction, transaction } = this.#options
    const command = direction === 'up' ? 'lithify run' : 'lithify rollback'
    if (transaction !== undefined) {
      return `Nothing of this migration was ${direction === 'up' ? 'applied' : 'rolled back'}${direction === 'up' ? ' (rolled back)' : ''}. Mend the file, then:  ${command}`
    }
    const failed = (error as LithifyError | undefined)?.data?.['index']
    const done = this.sent + (typeof failed === 'number' ? failed : 0)
    const stay =
      done === 0
        ? 'No statement of it took effect.'
        : `${done === 1 ? 'The statement' : `The ${done} statements`} before it took effect and ${done === 1 ? 'stays' : 'stay'}, because the migration runs without a transaction.`
    return `${stay} Mend the file so that it goes on from there, then:  ${command}`
  }

  #check(statements: readonly Statement[], mode: ForeignKeyMode, origin: ScriptOrigin): void {
    const refused = statements.findIndex(
      (statement) => statement.control !== undefined || statement.transactional === false,
    )
    const statement = statements[refused]
    if (statement !== undefined) throw locateFailure(refuse(statement, refused), statements, origin) as LithifyError
    const wanted = statements.some((each) => each.foreignKeys === 'checkedAtCommit')
    if (wanted && mode === 'enforced' && this.#context.connection.dialect.capabilities.foreignKeysCheckedAtCommit) {
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
