import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDialect } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { sqlite } from '../src/index.ts'

testDialect({
  test,
  runs: Number(process.env['LITHIFY_TESTKIT_RUNS'] ?? 25),
  seed: Number(process.env['LITHIFY_TESTKIT_SEED'] ?? 1),
  factory: () => {
    const directory = mkdtempSync(join(tmpdir(), 'lithify-testkit-'))
    return {
      configured: sqlite({ filename: join(directory, 'test.db') }),
      cleanup: () => rmSync(directory, { recursive: true, force: true }),
    }
  },
  opaque: (table, { quote }) => [
    {
      kind: 'trigger',
      name: 'kit_trigger',
      table: table.name,
      create: `CREATE TRIGGER kit_trigger AFTER INSERT ON ${quote(table.name)} BEGIN SELECT CASE WHEN 1 THEN ';' END; SELECT 2; END`,
      drop: 'DROP TRIGGER kit_trigger',
      dependsOn: [{ kind: 'table', name: table.name }],
    },
    {
      kind: 'virtualTable',
      name: 'kit_search',
      create: 'CREATE VIRTUAL TABLE kit_search USING fts5(body)',
      drop: 'DROP TABLE kit_search',
    },
  ],
  module: new URL('../dist/index.js', import.meta.url),
  databaseOptions: [{ user_version: 3 }, { application_id: 7 }],
  scripts: [
    {
      script: "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT ';'; END; SELECT 1",
      statements: ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT ';'; END", 'SELECT 1'],
    },
    {
      script: 'SELECT [a;b], `c;d` /* ; */; SELECT 2 -- ;',
      statements: ['SELECT [a;b], `c;d` /* ; */', 'SELECT 2 -- ;'],
    },
  ],
})
