import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
// By its path: a dependency on the package would be a circle, since its tests depend on this package.
import sqlite from '../../dialect-sqlite/src/index.ts'
import { testDialect } from '../src/index.ts'

testDialect({
  runs: Number(process.env['LITHIFY_TESTKIT_RUNS'] ?? 25),
  seed: Number(process.env['LITHIFY_TESTKIT_SEED'] ?? 1),
  test,
  factory() {
    const directory = mkdtempSync(join(tmpdir(), 'lithify-testkit-'))
    return {
      configured: sqlite({ filename: join(directory, 'test.db') }),
      cleanup: () => rmSync(directory, { recursive: true, force: true }),
    }
  },
  opaque: (table, { quote }) => [
    {
      kind: 'trigger',
      table: table.name,
      name: 'on insert',
      create: `CREATE TRIGGER "on insert" AFTER INSERT ON ${quote(table.name)} BEGIN SELECT 1; END`,
      drop: 'DROP TRIGGER "on insert"',
    },
  ],
})
