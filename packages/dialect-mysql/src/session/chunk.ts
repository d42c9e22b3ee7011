import { messageOf, type Statement } from '@lithify/core'
import { errorNumber, type FailedPart } from '../failure.ts'
import { splitter } from '../split.ts'
import { locateFailure } from './locate-failure.ts'

/** Bounds of one message, besides the server's own. */
const limits = { statements: 500, characters: 1 << 18 }

/**
 * Statements that may answer more than once, so that nobody could count which one failed. And those that begin with a comment: a server to which all
 * of it is a comment takes that alone, and not before a semicolon.
 */
const alone = /^\s*(?:\/\*|#|--|(?:call|execute|begin\s+not|if|case|loop|while|repeat|for|\w+\s*:)\b)/i

/** What has a body. MySQL keeps it with all that stands before the next statement of the message, so nothing may follow it. */
const last = /^\s*(?:create|alter)\b[^(]*?\b(?:function|procedure|trigger|event|package)\b/i

/** Ends a statement also where its text ends in a comment. */
const delimiter = '\n;\n'

/** Several statements as one message, and the way back from what the server says about it to the statement that failed. */
export class Chunk {
  readonly text: string
  readonly #statements: readonly Statement[]
  /** The index of the first one, among those that `execute` was given. */
  readonly #first: number

  constructor(statements: readonly Statement[], first: number) {
    this.#statements = statements
    this.#first = first
    this.text = joined(statements)
  }

  /** @param completed How many answers were complete. */
  locate(error: unknown, completed: number): FailedPart {
    const which = this.#after(completed)
    const text = this.#statements[which]?.text ?? ''
    const behind = joined(this.#statements.slice(which))
    const offset = errorNumber(error) === 1064 ? locateFailure(messageOf(error), behind, text.length) : undefined
    return { index: this.#first + which, text, ...(offset === undefined ? {} : { offset }) }
  }

  /** A text that an author's operation carries may hold several statements. */
  #after(completed: number): number {
    if (this.#statements.length === 1) return 0
    let left = completed
    for (const [which, { text }] of this.#statements.entries()) {
      left -= countStatements(text)
      if (left < 0) return which
    }
    return this.#statements.length - 1
  }
}

/** Under a delimiter of its own, a statement may end with a semicolon, and to MySQL another one behind it is a fault. */
function joined(statements: readonly Statement[]): string {
  return statements
    .map(({ text }, at) => (at === statements.length - 1 ? text : `${text}${endsItself(text) ? '\n' : delimiter}`))
    .join('')
}

const endsItself = (text: string): boolean => /;\s*$/.test(text) && !/(?:--|#)[^\n]*$/.test(text.trimEnd())

/** How many of the statements from `first` on can travel together. */
export function chunkLength(statements: readonly Statement[], first: number, maxPacket: number): number {
  // A character has four bytes at most.
  const characters = Math.min(limits.characters, Math.floor(maxPacket / 4) - 1024)
  let size = 0
  let at = first
  for (; at < statements.length && at - first < limits.statements; at++) {
    const { text, control } = statements[at] as Statement
    size += text.length + delimiter.length
    if (control !== undefined || alone.test(text) || (at > first && size > characters)) break
    if (last.test(text)) return at - first + 1
  }
  return Math.max(1, at - first)
}

function countStatements(text: string): number {
  if (!text.includes(';')) return 1
  try {
    const found = splitter()
    return Math.max(1, found.push(text).length + found.end().length)
  } catch {
    return 1
  }
}
