import { relative, sep } from 'node:path'

/** How people are shown a file: relative to the project root, with POSIX separators. */
export function labelOf(path: string, root: string): string {
  // As nearly all are: thousands of them, and `relative` takes longer than to read one.
  const label = isPlainlyBelow(path, root) ? path.slice(root.length + 1) : relative(root, path)
  return sep === '/' ? label : label.replaceAll(sep, '/')
}

/** Whether cutting the root off is all there is to do. */
function isPlainlyBelow(path: string, root: string): boolean {
  const isBelow = path.startsWith(root) && path.startsWith(sep, root.length)
  return isBelow && !path.includes(`${sep}.`) && !path.includes(sep + sep, root.length)
}
