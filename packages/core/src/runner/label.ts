import { relative, sep } from 'node:path'
import type { Connection } from '../config/config.ts'

/** A path as people are shown it: relative to the project root, with POSIX separators. */
export function labelOf(connection: Pick<Connection, 'root'>, path: string): string {
  const label = relative(connection.root, path)
  return sep === '/' ? label : label.split(sep).join('/')
}
