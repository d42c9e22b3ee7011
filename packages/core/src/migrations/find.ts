import { LithifyError, messageOf } from '../errors.ts'
import { isBaselineFile } from './baseline-file.ts'
import { hashFile } from './checksum.ts'
import type { MigrationDirectoryListing, MigrationFile } from './migration-file.ts'
import { checkMigrationName } from './migration-name.ts'
import { sortNames } from './natural.ts'
import { walk, type FoundFile } from './walk.ts'

const formats: Readonly<Record<string, MigrationFile['format']>> = {
  sql: 'sql',
  ts: 'code',
  mts: 'code',
  cts: 'code',
  js: 'code',
  mjs: 'code',
  cjs: 'code',
}
const declaration = /\.d\.[mc]?ts$/

/**
 * Finds the migrations of a connection, in the order in which they run, with their checksums.
 * @param root The project root, absolute. Names are relative to it.
 * @param directories Absolute, or relative to the root. One that does not exist holds nothing.
 * @throws LithifyError `LITHIFY_E_MIGRATION_DUPLICATE` when two files have one name, `LITHIFY_E_MIGRATION_NAME` when a name is
 * longer than 400 characters or cannot be used, `LITHIFY_E_MIGRATION_LOAD` when something cannot be read,
 * `LITHIFY_E_CONFIG_INVALID` when a directory is a file.
 */
export async function findMigrations(root: string, directories: readonly string[]): Promise<MigrationDirectoryListing> {
  const files = new Map<string, MigrationFile>()
  const folded = new Map<string, string>()
  const others: string[] = []
  const seen = new Set<string>()
  for (const found of walk(root, directories)) {
    const key = `${found.realPath}\n${found.fileName}`
    if (seen.has(key)) continue
    seen.add(key)
    const label = found.folder === '' ? found.fileName : `${found.folder}/${found.fileName}`
    const format = formatOf(found.fileName)
    if (format === undefined) {
      others.push(label)
      continue
    }
    const name = checkMigrationName(label.slice(0, label.lastIndexOf('.')), found.path)
    // Two names that differ in case alone are one file on Windows and macOS, and one row in a database that ignores case.
    const twin = folded.get(name.toLowerCase())
    if (twin !== undefined) throw duplicate(name, twin, label)
    folded.set(name.toLowerCase(), label)
    const { checksum, content } = read(found, format)
    const baseline = format === 'code' && isBaselineFile(name, found.path)
    const parts = { ...(content && { content }), ...(baseline && { baseline }) }
    files.set(name, { name, path: found.path, format, checksum, ...parts })
  }
  return {
    files: sortNames(files.keys()).map((name) => files.get(name) as MigrationFile),
    others: sortNames(others),
  }
}

/** `undefined` for a file that is no migration. */
export function formatOf(fileName: string): MigrationFile['format'] | undefined {
  const format = formats[fileName.slice(fileName.lastIndexOf('.') + 1)]
  return format === 'code' && declaration.test(fileName) ? undefined : format
}

/** The largest .sql file, in bytes, that is kept until it is run: there may be thousands of them. */
const keptBytes = 16 * 1024

function read({ path }: FoundFile, format: MigrationFile['format']): ReturnType<typeof hashFile> {
  try {
    return hashFile(path, format === 'sql' ? keptBytes : 0)
  } catch (cause) {
    throw new LithifyError('LITHIFY_E_MIGRATION_LOAD', `${path} cannot be read: ${messageOf(cause)}`, {
      data: { path },
      hint: 'Check its permissions.',
      cause,
    })
  }
}

function duplicate(name: string, ...twins: string[]): LithifyError {
  const files = sortNames(twins)
  return new LithifyError(
    'LITHIFY_E_MIGRATION_DUPLICATE',
    `Two files are the migration ${name}: ${files.join(' and ')}.`,
    {
      data: { name, files },
      hint: 'Remove or rename one of them. Compiled files do not belong in a migration directory.',
    },
  )
}
