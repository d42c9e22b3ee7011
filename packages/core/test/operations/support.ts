import { expect } from 'vitest'
import { isLithifyError, MigrationBuilder, type Capabilities, type ErrorCode, type Operation } from '../../src/index.ts'
import { testDialect } from '../schema/test-dialect.ts'

/** The operations that an author's calls make. */
export function built(write: (m: MigrationBuilder) => void, claimed: Partial<Capabilities> = {}): Operation[] {
  const m = new MigrationBuilder(testDialect(claimed))
  write(m)
  return m.take()
}

/** That it is refused, with that code, and that the message says what it should. */
export function refused(work: () => unknown, message: RegExp, code: ErrorCode = 'LITHIFY_E_OPERATION'): void {
  let thrown: unknown
  try {
    work()
  } catch (error) {
    thrown = error
  }
  if (!isLithifyError(thrown)) throw new Error('nothing was refused', { cause: thrown })
  expect(thrown.code).toBe(code)
  expect(thrown.message).toMatch(message)
}
