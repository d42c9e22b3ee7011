import { LithifyError, type Options } from '@lithify/core'

/** The settings of the file that can be given to one that holds tables. */
const changeable = ['user_version', 'application_id']

/**
 * What is not named stays; `null` takes the default.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED` for what SQLite fixes when the first table is made.
 */
export function setDatabaseOptions(options: Options, before: Options): string[] {
  for (const [key, value] of Object.entries(options)) {
    if (changeable.includes(key) || (before[key] ?? null) === value) continue
    throw new LithifyError('LITHIFY_E_UNSUPPORTED', `The option ${key} cannot be changed in a migration.`, {
      hint: 'SQLite sets it when the file is new, or in a VACUUM outside of any transaction.',
    })
  }
  return changeable
    .filter((key) => key in options && (options[key] ?? 0) !== (before[key] ?? 0))
    .map((key) => `PRAGMA ${key} = ${integer(key, options[key] ?? 0)}`)
}

function integer(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 31) return value
  throw new LithifyError('LITHIFY_E_OPERATION', `The option ${key} has to be a whole number of 32 bits.`)
}
