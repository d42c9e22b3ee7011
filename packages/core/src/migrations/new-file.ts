import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { LithifyError } from '../errors.ts'
import { baseName } from './natural.ts'
import { slug } from './slug.ts'

/** Most file systems take names of 255 bytes; this leaves room for a revision and an extension. */
const longestSlug = 200

/**
 * The last part of the name of a new migration: `20261123101500_create_users`. Its revision is the moment in UTC, or one more than the
 * greatest known revision where that is later, so that a number never means two migrations.
 * @param known The names of all migrations there ever were: files, squashed ones, those in the lock file.
 * @throws LithifyError `LITHIFY_E_MIGRATION_NAME` when nothing of the title can be part of a file name, or it is too long.
 */
export function newMigrationName(now: Date, title: string, known: Iterable<string>): string {
  const part = slug(title)
  if (part === '' || part.length > longestSlug) {
    const problem =
      part === '' ? 'has no letter or digit that a file name can have' : `is longer than ${longestSlug} characters`
    throw new LithifyError('LITHIFY_E_MIGRATION_NAME', `The title "${title.slice(0, 80)}" ${problem}.`, {
      data: { title },
      hint: 'Say what the migration does in a few Latin letters:  lithify new create_users',
    })
  }
  let revision = BigInt(stamp(now))
  for (const name of known) {
    const digits = /^\d+/.exec(baseName(name))?.[0]
    if (digits !== undefined && BigInt(digits) >= revision) revision = after(digits)
  }
  return `${revision}_${part}`
}

/** One second later where the revision is a moment, one more otherwise. */
function after(digits: string): bigint {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)?.slice(1).map(Number)
  if (parts) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    const moment = Date.UTC(year, month - 1, day, hour, minute, second)
    if (stamp(new Date(moment)) === digits) return BigInt(stamp(new Date(moment + 1000)))
  }
  return BigInt(digits) + 1n
}

function stamp(date: Date): string {
  return date.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

export type NewMigrationFormat = 'ts' | 'mjs' | 'sql'

/** The text of a new migration that is still to be written. Running it as it is fails with `LITHIFY_E_MIGRATION_EMPTY`. */
export function renderEmptyMigration(format: NewMigrationFormat): string {
  if (format === 'sql') return '-- migrate:up\n\n\n-- migrate:down\n\n'
  return `import { migration } from 'lithify'

export default migration({
  up(m) {
    // m.createTable('users', (t) => { t.id(); t.string('email').notNull().unique() })
  },
  // The way back is derived from up. Write it where that cannot be done, or \`down: false\` where there is none:
  // down(m) {
  //   m.dropTable('users')
  // },
})
`
}

/**
 * Writes a new migration file, and never over another one.
 * @param directory Relative to the root, POSIX separators. It is made when it is missing.
 * @returns The absolute path.
 * @throws LithifyError `LITHIFY_E_MIGRATION_EXISTS`
 */
export async function writeNewMigration(
  root: string,
  directory: string,
  file: { readonly name: string; readonly format: NewMigrationFormat; readonly text: string },
): Promise<string> {
  const label = `${directory}/${file.name}.${file.format}`
  const path = join(root, label)
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(path, file.text, { flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new LithifyError('LITHIFY_E_MIGRATION_EXISTS', `${label} exists already.`, {
      data: { file: label },
      hint: 'Choose another title.',
      cause,
    })
  }
  return path
}
