import type { Dialect, Statement } from '../dialect.ts'

// Bounds of one batch: enough to make round trips rare, small enough to keep memory flat and to stop soon when asked to.
const maximumStatements = 500
const maximumCharacters = 1 << 20

/**
 * The statements of a script, in batches of bounded size, read as the script arrives.
 * @throws LithifyError `LITHIFY_E_SCRIPT`
 */
export async function* readStatements(
  dialect: Pick<Dialect, 'splitter'>,
  source: AsyncIterable<string>,
): AsyncGenerator<Statement[]> {
  const splitter = dialect.splitter()
  const batches = new Batches()
  for await (const piece of source) yield* batches.take(splitter.push(piece))
  yield* batches.take(splitter.end())
  yield* batches.rest()
}

/**
 * The same for a script that is at hand whole: nothing of it is handed out before all of it is split.
 * @throws LithifyError `LITHIFY_E_SCRIPT`
 */
export function splitStatements(dialect: Pick<Dialect, 'splitter'>, text: string): Statement[][] {
  const splitter = dialect.splitter()
  const batches = new Batches()
  return [...batches.take([...splitter.push(text), ...splitter.end()]), ...batches.rest()]
}

class Batches {
  #batch: Statement[] = []
  #characters = 0

  /** The batches that are full with these statements. */
  take(statements: readonly Statement[]): Statement[][] {
    const full: Statement[][] = []
    for (const statement of statements) {
      this.#batch.push(statement)
      this.#characters += statement.text.length
      if (this.#batch.length < maximumStatements && this.#characters < maximumCharacters) continue
      full.push(this.#batch)
      this.#batch = []
      this.#characters = 0
    }
    return full
  }

  /** What is left over. */
  rest(): Statement[][] {
    return this.#batch.length === 0 ? [] : [this.#batch]
  }
}
