import { LithifyError } from '../errors.ts'

/**
 * The history table keeps names in a column of this many characters, on every database: SQL Server's index keys allow no more.
 */
export const longestName = 400

// Control characters would break the lock file's lines and every terminal; lone surrogates (Cs) and U+FFFD are what Node makes of a
// name that is no UTF-8; a backslash is a separator on Windows.
const unusable = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd\\]/u
const spaceAtAnEnd = /(?:^|\/)\s|\s(?:\/|$)/
// What nearly every name is made of: one look clears it.
const plain = /^[\w./-]*$/

/**
 * A name in the one spelling that is stored: NFC, because some file systems decompose accents.
 * @throws LithifyError `LITHIFY_E_MIGRATION_NAME` when it is longer than 400 characters or cannot be written on one line.
 */
export function checkMigrationName(raw: string, path: string): string {
  if (raw.length <= longestName && plain.test(raw)) return raw
  const name = raw.normalize('NFC')
  if (name.length > longestName) {
    throw new LithifyError(
      'LITHIFY_E_MIGRATION_NAME',
      `The migration name ${name.slice(0, 60)}… has ${name.length} characters; at most ${longestName} can be recorded.`,
      {
        data: { name, path, length: name.length, limit: longestName },
        hint: 'Rename the file.',
      },
    )
  }
  if (unusable.test(name) || spaceAtAnEnd.test(name)) {
    throw new LithifyError(
      'LITHIFY_E_MIGRATION_NAME',
      `The migration name ${JSON.stringify(name)} cannot be used: it has control characters, a backslash, bytes that are no UTF-8, or a space at an end.`,
      {
        data: { name, path },
        hint: 'Rename the file to letters, digits, "_", "-" and ".".',
      },
    )
  }
  return name
}
