import { LithifyError, type Param } from '@lithify/core'
import { quoteString } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'

/** What stands between the parameters of a statement, and which one comes after each part but the last. */
interface Template {
  readonly parts: readonly string[]
  readonly numbers: readonly number[]
}

const templates = new Map<string, Template>()

/**
 * A statement with its parameters written into it, as the server would read them: literals without a type. It travels with others in one message of
 * text, which costs both ends less than a message with parameters does.
 */
export function inlined(text: string, params: readonly Param[]): string {
  if (params.length === 0) return text
  let template = templates.get(text)
  // Those of one run are few, and the same for each migration.
  if (template === undefined) templates.set(text, (template = templateOf(text)))
  const { parts, numbers } = template
  return parts.reduce((result, part, at) => result + literal(params[(numbers[at - 1] as number) - 1]) + part)
}

function templateOf(text: string): Template {
  const found = tokenize(text).filter(({ type }) => type === 'param')
  const starts = [0, ...found.map(({ end }) => end)]
  return {
    parts: starts.map((start, at) => text.slice(start, found[at]?.start)),
    numbers: found.map(({ value }) => Number(value.slice(1))),
  }
}

/** In parentheses, so that what comes before and after it cannot become part of it. */
function literal(value: Param | undefined): string {
  if (value === null) return '(NULL)'
  if (value === undefined) throw new LithifyError('LITHIFY_E_INTERNAL', 'A parameter of a statement is missing.')
  const isBytes = value instanceof Uint8Array
  // A text of the protocol ends there.
  if (typeof value === 'string' && value.includes('\0'))
    throw new LithifyError('LITHIFY_E_STATEMENT', 'A value of text cannot hold a NUL character.')
  return `(${quoteString(isBytes ? `\\x${Buffer.from(value).toString('hex')}` : String(value))})`
}
