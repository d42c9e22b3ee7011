import type { Position, Statement, StatementFailure } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'

/** Where a script came from. */
export interface ScriptOrigin {
  /** As people are shown it: relative to the project root. */
  readonly label: string
  /** The line of the file on which the script begins, from 1. */
  readonly line: number
}

// Errors whose data name a statement of the batch.
const placed: ReadonlySet<string> = new Set([
  'LITHIFY_E_STATEMENT',
  'LITHIFY_E_PRIVILEGE',
  'LITHIFY_E_TRANSACTION_CONTROL',
  'LITHIFY_E_NOT_TRANSACTIONAL',
])

const excerptContext = 2
const excerptWidth = 120

/**
 * A failed statement's error with its place: `data` gains `file`, `line`, `column` and `excerpt` (lines ready to print, with a
 * caret). Anything but a failed statement or script comes back as it is.
 */
export function locateFailure(
  error: unknown,
  batch: readonly Statement[],
  origin: ScriptOrigin,
  hint?: string,
): unknown {
  if (!isLithifyError(error)) return error
  if (error.code === 'LITHIFY_E_SCRIPT')
    return located(error, error.data['position'] as Position | undefined, '', 0, origin, hint)
  // What came before, and was sent with these, is nowhere in the script.
  if (!placed.has(error.code) || error.data['deferred'] === true) return error
  const failure = error.data as unknown as StatementFailure
  const statement = batch[failure.index]
  return located(error, statement?.position, failure.text ?? statement?.text ?? '', failure.offset ?? 0, origin, hint)
}

function located(
  error: LithifyError,
  start: Position | undefined,
  text: string,
  offset: number,
  origin: ScriptOrigin,
  hint: string | undefined,
): LithifyError {
  const before = text.slice(0, offset).split('\n')
  const firstLine = origin.line + (start?.line ?? 1) - 1
  const firstColumn = start?.column ?? 1
  const line = firstLine + before.length - 1
  const column = (before.length === 1 ? firstColumn : 1) + (before.at(-1) ?? '').length
  const excerpt =
    text === '' ? [] : excerptOf(text, before.length - 1, column, { firstLine, firstColumn }, error.message)
  return new LithifyError(error.code, `${origin.label}:${line}:${column}: ${error.message}`, {
    data: { ...error.data, file: origin.label, line, column, excerpt, reason: error.message },
    hint: joinHints(error.hint, hint),
    cause: error,
  })
}

/** What the server advises comes first, then what has become of the work. */
export function joinHints(own: string | undefined, ours: string | undefined): string | undefined {
  if (own === undefined || ours === undefined) return own ?? ours
  return `${own}${/[.!?:;]$/.test(own) ? '' : '.'} ${ours}`
}

function excerptOf(
  text: string,
  failing: number,
  column: number,
  first: { readonly firstLine: number; readonly firstColumn: number },
  message: string,
): string[] {
  const lines = text
    .split('\n')
    .map((line, index) => (index === 0 ? ' '.repeat(first.firstColumn - 1) + line : line).replace(/\r$/, ''))
  const from = Math.max(0, failing - excerptContext)
  const gutter = String(first.firstLine + failing).length
  const shown = lines.slice(from, failing + 1).map((line, index) => {
    const number = String(first.firstLine + from + index).padStart(gutter)
    return `${from + index === failing ? '›' : ' '} ${number} │ ${line.length > excerptWidth ? `${line.slice(0, excerptWidth)}…` : line}`
  })
  // Tabs stay tabs, so that the caret stands where the terminal puts the failing character.
  const indent = (lines[failing] ?? '').slice(0, column - 1).replace(/[^\t]/g, ' ')
  const caret = indent.length <= excerptWidth ? `${indent}^ ` : ''
  return [...shown, `  ${' '.repeat(gutter)} │ ${caret}${message}`]
}
