import { readFileSync } from 'node:fs'
import { LithifyError, messageOf } from '../errors.ts'

/**
 * Reads a certificate or key that a connection names.
 * @param what The setting that names it.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function readCertificate(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new LithifyError('LITHIFY_E_CONFIG_INVALID', `The ${what} ${path} cannot be read: ${messageOf(error)}.`, {
      hint: `Correct the ${what} of the connection.`,
      data: { path },
      cause: error,
    })
  }
}
