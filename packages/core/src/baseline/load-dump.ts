import type { Dialect, Session, Statement } from '../dialect.ts'
import { LithifyError, isLithifyError } from '../errors.ts'
import { checkpoint } from '../runner/context.ts'
import { locateFailure } from '../runner/locate.ts'
import { readStatements } from '../runner/script.ts'

export interface LoadOptions {
  readonly dialect: Dialect
  readonly session: Session
  readonly text: AsyncIterable<string>
  /** The dump as people are shown it. */
  readonly label: string
  readonly signal?: AbortSignal | undefined
  /** Looks at what was loaded. Throwing rolls everything back. */
  readonly beforeCommit?: (() => Promise<void>) | undefined
  readonly afterCommit?: (() => void) | undefined
  readonly onBatch?: ((done: number, sending: number) => void) | undefined
}

/**
 * Loads a dump in one transaction: the one that the dump itself opens and closes for the native client. Statements before its BEGIN
 * and after its COMMIT are run outside, as the native client runs them.
 * @throws LithifyError `LITHIFY_E_STATEMENT`, `LITHIFY_E_PRIVILEGE` and `LITHIFY_E_SCRIPT` with their place, `LITHIFY_E_BOOTSTRAP`, `LITHIFY_E_FOREIGN_KEYS`,
 * `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_UNSUPPORTED`
 */
export async function loadDump(options: LoadOptions): Promise<void> {
  const { dialect, session, label } = options
  if (!dialect.capabilities.transactionalDdl) throw notWhole(dialect, label)
  const script = new Script(readStatements(dialect, options.text))
  const sender = new Sender(options)
  try {
    const opening = await readOpening(script)
    await sender.send(opening.outside)
    await session.transaction(
      async () => {
        await sendBody(script, sender, opening.begun, label)
        await options.beforeCommit?.()
        await checkpoint(options.signal)
      },
      { foreignKeys: opening.foreignKeys },
    )
    options.afterCommit?.()
    for (let batch = await script.next(); batch !== undefined; batch = await script.next()) {
      await sender.send(batch.filter((statement) => !isHandled(statement)))
    }
  } catch (error) {
    throw isLithifyError(error) && error.code === 'LITHIFY_E_SCRIPT'
      ? locateFailure(error, [], { label, line: 1 })
      : error
  } finally {
    await script.close()
  }
}

interface Opening {
  readonly outside: readonly Statement[]
  readonly foreignKeys: 'enforced' | 'checkedAtCommit'
  /** The dump opens its transaction itself, so it has to close it too. */
  readonly begun: boolean
}

/** What comes before the transaction. It is a few settings, so it lies within the first batch. */
async function readOpening(script: Script): Promise<Opening> {
  const first = (await script.next()) ?? []
  const begin = first.findIndex((statement) => statement.control === 'begin')
  const opening =
    begin === -1 ? leading(first, (statement) => statement.transactional === false) : first.slice(0, begin)
  script.putBack(first.slice(begin === -1 ? opening.length : begin + 1))
  return {
    outside: opening.filter((statement) => !isHandled(statement)),
    foreignKeys: opening.some((statement) => statement.foreignKeys === 'checkedAtCommit')
      ? 'checkedAtCommit'
      : 'enforced',
    begun: begin !== -1,
  }
}

async function sendBody(script: Script, sender: Sender, begun: boolean, label: string): Promise<void> {
  for (let batch = await script.next(); batch !== undefined; batch = await script.next()) {
    const end = batch.findIndex((statement) => statement.control !== undefined)
    if (end === -1) {
      await sender.send(batch)
      continue
    }
    await sender.send(batch.slice(0, end))
    const control = batch[end] as Statement
    if (!begun || control.control !== 'commit') throw strayControl(control, label)
    script.putBack(batch.slice(end + 1))
    return
  }
  if (begun)
    throw new LithifyError('LITHIFY_E_BOOTSTRAP', `${label} begins a transaction and ends without its COMMIT.`, {
      data: { path: label },
    })
}

/** A setting that the session's own transaction takes care of. */
function isHandled(statement: Statement): boolean {
  return statement.foreignKeys === 'checkedAtCommit'
}

function leading(statements: readonly Statement[], test: (statement: Statement) => boolean): Statement[] {
  const end = statements.findIndex((statement) => !test(statement))
  return statements.slice(0, end === -1 ? undefined : end)
}

/** Batches, with the rest of one that was only used in part. */
class Script {
  readonly #batches: AsyncGenerator<Statement[]>
  #rest: Statement[] = []

  constructor(batches: AsyncGenerator<Statement[]>) {
    this.#batches = batches
  }

  async next(): Promise<Statement[] | undefined> {
    const rest = this.#rest
    this.#rest = []
    if (rest.length > 0) return rest
    const { done, value } = await this.#batches.next()
    return done === true ? undefined : value
  }

  putBack(statements: Statement[]): void {
    this.#rest = statements
  }

  /** Closes the file, also where the script was not read to its end. */
  async close(): Promise<void> {
    await this.#batches.return(undefined)
  }
}

/** Sends statements, counts them, and traces a failure to its line in the dump. */
class Sender {
  readonly #options: LoadOptions
  #done = 0

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async send(statements: readonly Statement[]): Promise<void> {
    if (statements.length === 0) return
    const { dialect, session, signal, label, onBatch } = this.#options
    await checkpoint(signal)
    await dialect.checkLoad?.(session, statements)
    onBatch?.(this.#done, statements.length)
    try {
      await session.execute(statements)
    } catch (error) {
      throw locateFailure(error, statements, { label, line: 1 })
    }
    this.#done += statements.length
  }
}

function strayControl(statement: Statement, label: string): LithifyError {
  const line = statement.position?.line ?? 1
  return new LithifyError(
    'LITHIFY_E_BOOTSTRAP',
    `${label}:${line}: a dump is one transaction, and this does not fit into it: ${statement.text}`,
    {
      data: { path: label, line, text: statement.text },
    },
  )
}

/** Such a load is journaled instead: see `load-journaled.ts`. */
function notWhole(dialect: Dialect, label: string): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    `${label} cannot be loaded as one transaction: ${dialect.title} cannot roll back DDL.`,
    { data: { path: label, dialect: dialect.name } },
  )
}
