import type { Connection } from '../config/config.ts'
import * as files from '../migrations/label.ts'

/** A path as people are shown it: relative to the project root, with POSIX separators. */
export const labelOf = ({ root }: Pick<Connection, 'root'>, path: string): string => files.labelOf(path, root)
