import { isLithifyError, type LithifyError } from '@lithify/core'

/** What it fails with, where that is an error of lithify's. */
export async function failure(action: () => unknown): Promise<LithifyError> {
  try {
    await action()
  } catch (error) {
    if (isLithifyError(error)) return error
    throw error
  }
  throw new Error('It did not fail.')
}
