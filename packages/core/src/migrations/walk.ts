import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

import { LithifyError, messageOf } from '../errors.ts'

/** A file below a migration directory. */
export interface FoundFile {
  /** As it was reached: through a symbolic link, this is the path of the link. */
  readonly path: string
  readonly fileName: string
  /** Where it really is. Two paths with one real path are one file. */
  readonly realPath: string
}

/**
 * Every file below some directories, those of a directory before those below its folders. Symbolic links are followed, a directory
 * that is reached twice is read once, and a directory that does not exist holds nothing. Names that start with a dot and
 * `node_modules` are left out. Synchronous, for speed.
 * @throws LithifyError `LITHIFY_E_MIGRATION_LOAD` when something cannot be read, `LITHIFY_E_CONFIG_INVALID` when a directory is a file.
 */
export function walk(directories: readonly string[]): FoundFile[] {
  const found: FoundFile[] = []
  const seen = new Set<string>()
  for (const directory of directories) {
    if (isDirectory(directory)) visit(directory, seen, found)
  }
  return found
}

function isDirectory(path: string): boolean {
  const stats = readable(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stats === undefined) return false
  if (stats.isDirectory()) return true
  throw new LithifyError('LITHIFY_E_CONFIG_INVALID', `The migration directory ${path} is a file.`, {
    data: { path },
    hint: 'Name the folder that holds the migrations in `migrations` of the config.',
  })
}

function visit(directory: string, seen: Set<string>, found: FoundFile[]): void {
  const real = readable(directory, () => realpathSync.native(directory))
  if (seen.has(real)) return
  seen.add(real)
  const folders: string[] = []
  const links: string[] = []
  for (const entry of readable(directory, () => readdirSync(directory, { withFileTypes: true }))) {
    const fileName = entry.name
    if (fileName.startsWith('.') || fileName === 'node_modules') continue
    const path = join(directory, fileName)
    const linked = entry.isSymbolicLink()
    const target: Pick<Dirent, 'isDirectory' | 'isFile'> = linked ? readable(path, () => statSync(path)) : entry
    if (target.isDirectory()) (linked ? links : folders).push(path)
    else if (target.isFile()) found.push({ path, fileName, realPath: linked ? realpathSync.native(path) : join(real, fileName) })
  }
  // A folder is known by its own name rather than by a link to it, so links come last.
  for (const path of [...folders, ...links]) visit(path, seen, found)
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new LithifyError('LITHIFY_E_MIGRATION_LOAD', `${path} cannot be read: ${messageOf(cause)}`, {
      data: { path },
      hint: 'Check the permissions, and that a symbolic link does not point nowhere.',
      cause,
    })
  }
}
