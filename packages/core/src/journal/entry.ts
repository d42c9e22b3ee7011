import { createHash } from 'node:crypto'
import type { ObjectRef } from '../schema/model.ts'

/** What is being done: a migration in one of its directions, or the load of a dump. */
export type JournaledDirection = 'up' | 'down' | 'load'

/** How far a piece of work has come. */
export interface JournalPosition {
  /** How many steps are done: statements of a script, operations of a migration in code. */
  readonly steps: number
  /** How many statements of the step after them are done, where an operation makes several. */
  readonly part: number
  /** Over the texts of the steps that are done: whether a file is the same as far as it was run. */
  readonly chain: string
  /** How many of them were queries of the author's whose answers had rows. They cannot be answered a second time. */
  readonly answered: number
}

/** A statement that is about to be sent. */
export interface JournaledStatement {
  /** Its beginning, for people. */
  readonly text: string
  /** In its file, where it is known. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Of the whole step. */
  readonly hash: string
  /** Where the work is once it is done. */
  readonly after: JournalPosition
  /** What it changes, each with what it was before; absent where there was none. */
  readonly objects?: readonly { readonly ref: ObjectRef; readonly before?: string | undefined }[] | undefined
  /** Sending it again does no harm. */
  readonly repeatable?: boolean | undefined
}

/** What was sent, or is about to be, and of which the journal does not say yet that it is done. */
export interface JournaledGroup {
  /**
   * - `rows`: a transaction, whose commit says in the journal that it is done
   * - `objects`: DDL whose effect is seen in the catalog
   * - `unknown`: one statement of which nothing can be told
   */
  readonly kind: 'rows' | 'objects' | 'unknown'
  readonly statements: readonly JournaledStatement[]
  /** Every statement of the operation that they belong to, where it makes several: once it is half done, nobody could tell them anew. */
  readonly texts?: readonly string[] | undefined
}

/** A piece of work that was begun and is not finished. */
export interface JournalEntry {
  /** The migration's name, or the path of the dump. */
  readonly name: string
  /** As people are shown its file. */
  readonly label: string
  readonly direction: JournaledDirection
  /** The file's checksum when it was begun. */
  readonly checksum: string
  readonly position: JournalPosition
  readonly group: JournaledGroup | undefined
  /** Who began it, for people. */
  readonly owner: string
}

export const start: JournalPosition = { steps: 0, part: 0, chain: '', answered: 0 }

export const isAtStart = ({ steps, part }: JournalPosition): boolean => steps === 0 && part === 0

export function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}\0`).update(part)
  return hash.digest('hex').slice(0, 40)
}

/** Behind one more step. */
export function behind(position: JournalPosition, hash: string, answered = 0): JournalPosition {
  const { steps, chain } = position
  return { steps: steps + 1, part: 0, chain: hashOf(chain, hash), answered: position.answered + answered }
}
