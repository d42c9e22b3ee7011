import type { Statement } from '@lithify/core'
import type { FailedPart } from '../failure.ts'
import { splitter } from '../split.ts'

/** Bounds of one message. The server parses all of it before it runs the first statement. */
const limits = { statements: 500, characters: 1 << 19 }

/** What comes after such a setting is to be read as it says, so it cannot be in the same message. */
const changesReading = /^\s*set\s[^;]{0,20}standard_conforming_strings/i

/** Ends a statement also where its text ends in a comment. */
export const delimiter = '\n;\n'

/** Several statements as one message, and the way back from what the server says about it to the statement that failed. */
export class Chunk {
  readonly text: string
  readonly #statements: readonly Statement[]
  /** The index of the first one, among those that `execute` was given. */
  readonly #first: number
  /** Where each statement begins in the text. */
  readonly #starts: number[] = []
  /** How many statements come before those, for our own ends. */
  readonly #before: number

  constructor(
    statements: readonly Statement[],
    first: number,
    around: { before: readonly string[]; after: readonly string[] } = { before: [], after: [] },
  ) {
    this.#statements = statements
    this.#first = first
    this.#before = around.before.length
    const texts = statements.map(({ text }) => text)
    if (statements.length === 1 && this.#before === 0 && around.after.length === 0) {
      this.#starts.push(0)
      this.text = texts[0] as string
      return
    }
    let at = around.before.reduce((sum, text) => sum + text.length + delimiter.length, 0)
    for (const text of texts) {
      this.#starts.push(at)
      at += text.length + delimiter.length
    }
    this.text = [...around.before, ...texts, ...around.after].join(delimiter)
  }

  /**
   * @param position The server's: in characters, from 1.
   * @param completed How many statements were done.
   */
  locate(position: string | undefined, completed: number, bytes: boolean): FailedPart {
    const at = position === undefined ? undefined : toIndex(this.text, Number(position), bytes)
    const which = at === undefined ? this.#after(completed - this.#before) : this.#at(at)
    const text = this.#statements[which]?.text ?? ''
    const offset =
      at === undefined ? undefined : Math.min(Math.max(0, at - (this.#starts[which] as number)), text.length)
    return { index: this.#first + which, text, offset }
  }

  #at(index: number): number {
    const next = this.#starts.findIndex((start) => start > index)
    return Math.max(0, (next === -1 ? this.#starts.length : next) - 1)
  }

  /** A text that an author's operation carries may hold several statements, or only a comment. */
  #after(completed: number): number {
    let left = completed
    for (const [which, { text }] of this.#statements.entries()) {
      left -= countStatements(text)
      if (left < 0) return which
    }
    return this.#statements.length - 1
  }
}

/** How many of the statements from `first` on can travel together. What changes the transaction, or cannot be in one, goes alone. */
export function chunkLength(statements: readonly Statement[], first: number): number {
  let characters = 0
  let at = first
  for (; at < statements.length && at - first < limits.statements; at++) {
    const statement = statements[at] as Statement
    if (statement.control !== undefined || statement.transactional === false) break
    characters += statement.text.length
    if (at > first && characters > limits.characters) break
    if (changesReading.test(statement.text)) return at + 1 - first
  }
  return Math.max(1, at - first)
}

function countStatements(text: string): number {
  try {
    const found = splitter()
    return found.push(text).length + found.end().length
  } catch {
    return 1
  }
}

/** From the server's characters, or bytes where the database has no encoding, to UTF-16 code units from 0. */
function toIndex(text: string, position: number, bytes: boolean): number {
  if (bytes)
    return Buffer.from(text)
      .subarray(0, position - 1)
      .toString().length
  let index = 0
  for (let left = position - 1; left > 0 && index < text.length; left--) {
    index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1
  }
  return index
}
