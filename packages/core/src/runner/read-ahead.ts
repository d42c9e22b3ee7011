import type { Dialect, Statement } from '../dialect.ts'
import type { MigrationBody, SqlBody } from '../migrations/migration-file.ts'
import { readSqlBody } from '../migrations/read-section.ts'
import { readStatements, splitStatements } from './script.ts'

/** The statements of a script in batches; `undefined` where nobody has looked yet, or it cannot be split. */
type Read = readonly Statement[][] | undefined

/**
 * Splits the script of the next migration while the server works on the one before it. Only small scripts, whose text is at hand; one that cannot be
 * split fails where it is run, as it would have.
 */
export class ReadAhead {
  readonly #dialect: Pick<Dialect, 'splitter'>
  readonly #wanted = new Map<SqlBody, Read>()

  constructor(dialect: Pick<Dialect, 'splitter'>) {
    this.#dialect = dialect
  }

  /** Reads a script as soon as there is nothing else to do. A driver that never waits leaves no such moment: then it is read when it is run. */
  prepare(body: MigrationBody | undefined): void {
    if (body?.kind !== 'sql' || body.text === undefined) return
    const { text } = body
    this.#wanted.set(body, undefined)
    setImmediate(() => {
      if (!this.#wanted.has(body)) return
      try {
        this.#wanted.set(body, splitStatements(this.#dialect, text))
      } catch {
        // Told when it is run.
      }
    })
  }

  /**
   * The statements of a script, in batches of bounded size.
   * @throws LithifyError `LITHIFY_E_SCRIPT`
   */
  async *statements(body: SqlBody): AsyncGenerator<readonly Statement[]> {
    const read = this.#wanted.get(body)
    this.#wanted.delete(body)
    if (read !== undefined) yield* read
    else if (body.text === undefined) yield* readStatements(this.#dialect, readSqlBody(body))
    else yield* splitStatements(this.#dialect, body.text)
  }
}
