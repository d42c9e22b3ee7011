import { extname } from 'node:path'
import type { NewMigrationFormat } from './new-file.ts'
import type { MigrationFile } from './migration-file.ts'

/** Migrations are written in the language that the project's config is written in, and in SQL where that is none. */
export function languageLike(configFile: string | undefined): NewMigrationFormat {
  if (configFile === undefined || configFile.endsWith('.json')) return 'sql'
  return /\.[mc]?ts$/.test(configFile) ? 'ts' : 'mjs'
}

/**
 * The language of a migration that has to be code, whatever the project's is: where some are in TypeScript already, one more can be read; else as the
 * config says, and where nothing does, as those are that are there.
 */
export function codeLanguage(files: readonly MigrationFile[], like: NewMigrationFormat | undefined): 'ts' | 'mjs' {
  const code = files.filter(({ format }) => format === 'code').map(({ path }) => extname(path))
  if (code.some((extension) => extension.endsWith('ts'))) return 'ts'
  if (like === 'ts' || like === 'mjs') return like
  return code.length > 0 ? 'mjs' : 'ts'
}
