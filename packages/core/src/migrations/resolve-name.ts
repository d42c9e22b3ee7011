import { LithifyError } from '../errors.ts'
import { baseName } from './natural.ts'
import { nearest } from './nearest.ts'

/**
 * The migration that someone means by a full name, a last part of it, or the end of one: `database/migrations/20261123101500_create_users`,
 * `20261123101500_create_users`, `20261123101500` or `create_users`, with or without the file's extension. The fullest match decides.
 * @throws LithifyError `LITHIFY_E_MIGRATION_NOT_FOUND` when there is none, or several.
 */
export function resolveName(input: string, names: readonly string[]): string {
  const written = input
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
  const bare = written.replace(/\.(?:sql|[mc]?[tj]s)$/, '')
  const ways: ((name: string) => boolean)[] = [
    (name) => name === written || name === bare,
    (name) => name.endsWith(`/${bare}`),
    (name) => baseName(name).startsWith(`${bare}_`),
    (name) => name.endsWith(`_${bare}`),
    (name) => name.endsWith(bare),
  ]
  for (const matches of bare === '' ? [] : ways) {
    const found = names.filter((name) => matches(name))
    if (found.length === 1) return found[0] as string
    if (found.length > 1) throw ambiguous(input, found)
  }
  const meant = nearest(bare, [
    ...names,
    ...names.map((name) => baseName(name)),
    ...names.map((name) => withoutRevision(name)),
  ])
  throw new LithifyError('LITHIFY_E_MIGRATION_NOT_FOUND', `No migration is called "${input}".`, {
    data: { input, ...(meant === undefined ? {} : { nearest: meant }) },
    hint: meant === undefined ? 'lithify status  lists them.' : `Did you mean ${meant}?`,
  })
}

function withoutRevision(name: string): string {
  return baseName(name).replace(/^\d+_/, '')
}

function ambiguous(input: string, matches: readonly string[]): LithifyError {
  const shown = matches.slice(0, 5).join(', ') + (matches.length > 5 ? ` and ${matches.length - 5} more` : '')
  return new LithifyError(
    'LITHIFY_E_MIGRATION_NOT_FOUND',
    `"${input}" could be ${matches.length} migrations: ${shown}.`,
    {
      data: { input, matches },
      hint: 'Write more of the name.',
    },
  )
}
