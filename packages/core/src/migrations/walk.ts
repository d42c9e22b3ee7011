import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { resolve, sep } from 'node:path'

import { LithifyError, messageOf } from '../errors.ts'
import { labelOf } from './label.ts'

/** A file below a migration directory. */
export interface FoundFile {
  /** As it was reached: through a symbolic link, this is the path of the link. */
  readonly path: string
  /** Of its folder, relative to the project root, POSIX separators. Empty: the root itself. */
  readonly folder: string
  readonly fileName: string
  /** Where it really is. Two paths with one real path are one file. */
  readonly realPath: string
}

/**
 * Every file below some directories, absolute or relative to the project root: those of a directory before those below its folders. Symbolic links are followed, a directory
 * that is reached twice is read once, and a directory that does not exist holds nothing. Names that start with a dot and
 * `node_modules` are left out. Synchronous, for speed.
 * @throws LithifyError `LITHIFY_E_MIGRATION_LOAD` when something cannot be read, `LITHIFY_E_CONFIG_INVALID` when a directory is a file.
 */
export function walk(root: string, directories: readonly string[]): FoundFile[] {
  const found: FoundFile[] = []
  const seen = new Set<string>()
  for (const directory of directories) {
    const path = resolve(root, directory)
    if (isDirectory(path)) visit(path, labelOf(path, root), seen, found)
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

function visit(directory: string, label: string, seen: Set<string>, found: FoundFile[]): void {
  const real = readable(directory, () => realpathSync.native(directory))
  if (seen.has(real)) return
  seen.add(real)
  const folders: string[] = []
  const links: string[] = []
  // Put together by hand: `join` and `relative` for each of thousands of files would be most of the time.
  const at = directory.endsWith(sep) ? directory : directory + sep
  const realAt = real.endsWith(sep) ? real : real + sep
  for (const entry of readable(directory, () => readdirSync(directory, { withFileTypes: true }))) {
    const fileName = entry.name
    if (fileName.startsWith('.') || fileName === 'node_modules') continue
    const path = at + fileName
    const linked = entry.isSymbolicLink()
    const target: Pick<Dirent, 'isDirectory' | 'isFile'> = linked ? readable(path, () => statSync(path)) : entry
    if (target.isDirectory()) (linked ? links : folders).push(fileName)
    else if (target.isFile())
      found.push({ path, folder: label, fileName, realPath: linked ? realpathSync.native(path) : realAt + fileName })
  }
  // A folder is known by its own name rather than by a link to it, so links come last.
  for (const name of [...folders, ...links]) visit(at + name, label === '' ? name : `${label}/${name}`, seen, found)
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
