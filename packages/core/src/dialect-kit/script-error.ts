import type { Position } from '../dialect.ts'
import { LithifyError } from '../errors.ts'

/** What is wrong with a script, and where. */
export function scriptError(message: string, position: Position, hint?: string): LithifyError {
  return new LithifyError('LITHIFY_E_SCRIPT', message, { data: { position }, hint })
}
