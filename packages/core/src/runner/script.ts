import type { Dialect, Statement } from '../dialect.ts'

// Bounds of one batch: enough to make round trips rare, small enough to keep memory flat and to stop soon when asked to.
const maximumStatements = 500
const maximumCharacters = 1 << 20

/** A script that is at hand whole, as {@link readStatements} takes it. */
export async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/**
 * The statements of a script, in batches of bounded size, read as the script arrives.
 * @throws LithifyError `LITHIFY_E_SCRIPT`
 */
export async function* readStatements(
  dialect: Pick<Dialect, 'splitter'>,
  source: AsyncIterable<string>,
): AsyncGenerator<Statement[]> {
  const splitter = dialect.splitter()
  let batch: Statement[] = []
  let characters = 0
  function* take(statements: readonly Statement[]): Generator<Statement[]> {
    for (const statement of statements) {
      batch.push(statement)
      characters += statement.text.length
      if (batch.length < maximumStatements && characters < maximumCharacters) continue
      yield batch
      batch = []
      characters = 0
    }
  }
  for await (const piece of source) yield* take(splitter.push(piece))
  yield* take(splitter.end())
  if (batch.length > 0) yield batch
}
