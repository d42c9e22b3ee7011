import { LithifyError } from '../errors.ts'

/** The same error, told with what only the caller knows. */
export function retell(
  error: LithifyError,
  more: { readonly message?: string; readonly data?: LithifyError['data']; readonly hint?: string | undefined },
): LithifyError {
  return new LithifyError(error.code, more.message ?? error.message, {
    data: { ...error.data, ...more.data },
    hint: more.hint ?? error.hint,
    cause: error.cause,
  })
}
