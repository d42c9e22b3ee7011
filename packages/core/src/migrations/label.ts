import { relative, sep } from 'node:path'

/** How people are shown a file: relative to the project root, with POSIX separators. */
export function labelOf(path: string, root: string): string {
  const label = relative(root, path)
  return sep === '/' ? label : label.replaceAll(sep, '/')
}
