import type { Dialect } from '../dialect.ts'
import { LithifyError } from '../errors.ts'

/** One statement as a dump holds it. */
export function renderStatement(text: string, dialect: Pick<Dialect, 'delimited'>): string {
  const own = dialect.delimited?.(text)
  if (own !== undefined) return own
  // A comment that ends the text would swallow the delimiter. One too many line breaks does no harm.
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  return /--|#/.test(lastLine) ? `${text}\n;\n` : `${text};\n`
}

/**
 * Refuses statements that would not come back from the dump as those that they are. Only a text with a delimiter or an open comment of its own can
 * fail to: the body of a trigger, a view whose last comment the server did not mind being left open. They are looked at together, as a setting may
 * change how the next one is read.
 * @throws LithifyError `LITHIFY_E_DUMP_MISMATCH`
 */
export function refuseUnlessRead(
  dialect: Pick<Dialect, 'splitter' | 'delimited'>,
  texts: readonly string[],
  label: string,
): void {
  if (!texts.some((text) => /;|\/\*/.test(text))) return
  const splitter = dialect.splitter()
  let found = -1
  try {
    const script = texts.map((text) => renderStatement(text, dialect)).join('')
    found = splitter.push(script).length + splitter.end().length
  } catch {
    // Reported below: a text ends inside a string, a comment or a body.
  }
  if (found === texts.length) return
  const text = texts.join(';\n')
  throw new LithifyError(
    'LITHIFY_E_DUMP_MISMATCH',
    `The text of ${label} cannot be written to a dump: it does not read back as ${texts.length === 1 ? 'one statement' : `${texts.length} statements`}.`,
    {
      data: { object: label, text },
      hint: `This is a defect of lithify or of the dialect. Please report it with the text of ${label}.`,
    },
  )
}
