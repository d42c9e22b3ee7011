import { LithifyError } from '../errors.ts'

/**
 * The value of an environment variable, read when it is needed and not when the config is evaluated, so that `--help` needs no
 * secret. An empty variable counts as unset, which is what an undefined secret becomes in most CI systems.
 * @returns A function that throws LithifyError `LITHIFY_E_CONFIG_ENV` when the variable is unset and there is no `fallback`.
 * @example
 * ```ts
 * import { env } from '@lithify/core'
 *
 * const url = env('DATABASE_URL', 'sqlite:app.db')
 * ```
 */
export function env(name: string, fallback?: string): () => string {
  return () => {
    const value = process.env[name] || fallback
    if (value !== undefined) return value
    throw new LithifyError('LITHIFY_E_CONFIG_ENV', `The environment variable ${name} is not set.`, {
      data: { variable: name },
      hint: `Set it for this command:  ${name}=… lithify …  (or in the file that your shell or CI reads)`,
    })
  }
}
