import assert from 'node:assert/strict'
import { isLithifyError, messageOf, type ErrorCode, type LithifyError } from '@lithify/core'

/** That it fails with one of the codes that the contract states. Answers the error. */
export async function failsWith(codes: ErrorCode | readonly ErrorCode[], work: () => unknown): Promise<LithifyError> {
  const expected: readonly ErrorCode[] = typeof codes === 'string' ? [codes] : codes
  let thrown: unknown
  try {
    await work()
  } catch (error) {
    thrown = error
  }
  assert.ok(thrown !== undefined, `it did not fail with ${expected.join(' or ')}, it did not fail at all`)
  assert.ok(isLithifyError(thrown), `it failed with something that is no LithifyError: ${messageOf(thrown)}`)
  assert.ok(
    expected.includes(thrown.code),
    `it failed with ${thrown.code} instead of ${expected.join(' or ')}: ${thrown.message}`,
  )
  return thrown
}

/** Whether an operation is refused because it cannot be done here, rather than because something is broken. */
export function isRefusal(error: unknown): boolean {
  return (
    isLithifyError(error) && ['LITHIFY_E_OPERATION', 'LITHIFY_E_UNSUPPORTED', 'LITHIFY_E_REPLAY'].includes(error.code)
  )
}

export function isUnsupported(error: unknown): boolean {
  return isLithifyError(error) && error.code === 'LITHIFY_E_UNSUPPORTED'
}

export function isStatementError(error: unknown): boolean {
  return isLithifyError(error) && error.code === 'LITHIFY_E_STATEMENT'
}
