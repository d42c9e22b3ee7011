import type { Dialect } from '../dialect.ts'
import { LithifyError } from '../errors.ts'

/** One statement as a dump holds it. */
export function renderStatement(text: string): string {
  // A comment that ends the text would swallow the delimiter. One too many line breaks does no harm.
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  return /--|#/.test(lastLine) ? `${text}\n;\n` : `${text};\n`
}

/**
 * Refuses a statement that would not come back from the dump as the one statement it is. Only a text with a delimiter or
 * an open comment of its own can fail to: the body of a trigger, a view whose last comment the server did not mind being left open.
 * @throws LithifyError `LITHIFY_E_DUMP_MISMATCH`
 */
export function refuseUnlessOne(dialect: Pick<Dialect, 'splitter'>, text: string, label: string): void {
  if (!/;|\/\*/.test(text)) return
  const splitter = dialect.splitter()
  let found = -1
  try {
    found = splitter.push(renderStatement(text)).length + splitter.end().length
  } catch {
    // Reported below: the text ends inside a string, a comment or a body.
  }
  if (found === 1) return
  throw new LithifyError(
    'LITHIFY_E_DUMP_MISMATCH',
    `The text of ${label} cannot be written to a dump: it does not read back as one statement.`,
    {
      data: { object: label, text },
      hint: `This is a defect of lithify or of the dialect. Please report it with the text of ${label}.`,
    },
  )
}
