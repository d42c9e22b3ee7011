import type { LithifyError, Param } from '@lithify/core'
import { statementError } from '../failure.ts'

/** A statement that was accepted and not sent yet. */
export interface Deferred {
  readonly text: string
  readonly params: readonly Param[]
  /** It brings settings back under which what comes after it is to be read. */
  readonly restores?: boolean | undefined
  /** What its failure is reported as. */
  readonly failure: (error: unknown) => LithifyError
}

/** One whose failure is told as that of any statement, and as one that was not sent when it was asked for. */
export function deferred(text: string, params: readonly Param[], user: string): Deferred {
  return { text, params, failure: (error) => statementError(error, { index: 0, text, deferred: true }, user) }
}
