import { resolve } from 'node:path'

import { LithifyError, messageOf } from '../errors.ts'
import { checksumFile } from './checksum.ts'
import { labelOf } from './label.ts'
import type { MigrationDirectoryListing, MigrationFile } from './migration-file.ts'
import { checkMigrationName } from './migration-name.ts'
import { compareMigrationNames } from './natural.ts'
import { walk, type FoundFile } from './walk.ts'

const migration = /^(?<base>.+)\.(?:(?<sql>sql)|[mc]?[tj]s)$/
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
  const others: string[] = []
  const seen = new Set<string>()
  for (const found of walk(directories.map((directory) => resolve(root, directory)))) {
    const key = `${found.realPath}\n${found.fileName}`
    if (seen.has(key)) continue
    seen.add(key)
    const relativePath = labelOf(found.path, root)
    const match = declaration.test(found.fileName) ? null : migration.exec(found.fileName)
    if (match?.groups === undefined) {
      others.push(relativePath)
      continue
    }
    const name = checkMigrationName(relativePath.slice(0, relativePath.lastIndexOf('.')), found.path)
    // Two names that differ in case alone are one file on Windows and macOS, and one row in a database that ignores case.
    const folded = name.toLowerCase()
    const twin = files.get(folded)
    if (twin) throw duplicate(name, labelOf(twin.path, root), relativePath)
    files.set(folded, { name, path: found.path, format: match.groups['sql'] ? 'sql' : 'code', checksum: checksumOf(found) })
  }
  return {
    files: [...files.values()].toSorted((a, b) => compareMigrationNames(a.name, b.name)),
    others: others.toSorted(compareMigrationNames),
  }
}

function checksumOf({ path }: FoundFile): string {
  try {
    return checksumFile(path)
  } catch (cause) {
    throw new LithifyError('LITHIFY_E_MIGRATION_LOAD', `${path} cannot be read: ${messageOf(cause)}`, { data: { path }, hint: 'Check its permissions.', cause })
  }
}

function duplicate(name: string, ...twins: string[]): LithifyError {
  const files = twins.toSorted(compareMigrationNames)
  return new LithifyError('LITHIFY_E_MIGRATION_DUPLICATE', `Two files are the migration ${name}: ${files.join(' and ')}.`, {
    data: { name, files },
    hint: 'Remove or rename one of them. Compiled files do not belong in a migration directory.',
  })
}
