import { isAbsolute, posix, relative, sep } from 'node:path'

/**
 * A path of the config as the rest of lithify has it: relative to the root, POSIX separators, neither `./` before nor `/` behind. It stays outside
 * the root when it is written so. A backslash is a separator on every machine, because one config serves all of them.
 */
export function normalizePath(written: string, root: string): string {
  const path = isAbsolute(written) ? relative(root, written).replaceAll(sep, '/') : written
  return posix.normalize(path.replaceAll('\\', '/') || '.').replace(/(?<=.)\/$/, '')
}
