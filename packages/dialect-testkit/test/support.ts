import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialect } from '@lithify/core'
// By its path: a dependency on the package would be a circle, since its tests depend on this package.
import { dialect, sqlite } from '../../dialect-sqlite/src/index.ts'
import { testDialect, type TestDatabase, type TestDialectOptions } from '../src/index.ts'

export { dialect }

/** A database in a file of its own, by the dialect as it is or as a test bent it. */
export function database(bent: Dialect = dialect): TestDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'lithify-testkit-'))
  const { options } = sqlite({ filename: join(directory, 'test.db') })
  return {
    configured: { dialect: bent, options },
    cleanup: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A trigger on the table that is given. */
export const opaque: TestDialectOptions['opaque'] = (table, { quote }) => [
  {
    kind: 'trigger',
    table: table.name,
    name: 'on insert',
    create: `CREATE TRIGGER "on insert" AFTER INSERT ON ${quote(table.name)} BEGIN SELECT 1; END`,
    drop: 'DROP TRIGGER "on insert"',
  },
]

/** The tests that the kit registers, by name, to be run one by one. */
export function registered(
  options: Partial<TestDialectOptions> = {},
): Map<string, (...context: unknown[]) => Promise<void>> {
  const tests = new Map<string, (...context: unknown[]) => Promise<void>>()
  testDialect({
    factory: () => database(),
    ...options,
    test(name, run) {
      if (tests.has(name)) throw new Error(`two tests of the name ${name}`)
      tests.set(name, run)
    },
  })
  return tests
}
