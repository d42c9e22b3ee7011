import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const roots = [process.env['LITHIFY_CORPORA'], resolve(import.meta.dirname, '../../../../shared/corpora')]

/** A schema from the wild, where those are at hand. */
export function corpus(database: 'mysql' | 'postgres' | 'sqlite', name: string): string | undefined {
  const path = roots.flatMap((root) => (root === undefined ? [] : [join(root, database, name)])).find(existsSync)
  return path === undefined ? undefined : readFileSync(path, 'utf8')
}
