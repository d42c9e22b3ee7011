import { testSquash } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { onNewest, testDatabase } from '../helpers.ts'

onNewest(() => {
  testSquash({
    // Every migration costs round trips five times over, so CI has fewer of the same kinds; SQLite has all 300.
    migrations: Number(process.env['LITHIFY_SQUASH_MIGRATIONS'] ?? 60),
    test: (name, run) => test(name, { timeout: 1_500_000 }, run),
    factory: testDatabase,
    trigger: (name, table) => [
      `create trigger ${name} before update on ${table} for each row execute function suppress_redundant_updates_trigger()`,
      `drop trigger ${name} on ${table}`,
    ],
    routine: (name) => [
      `create function ${name}(n integer) returns integer language sql immutable as $$ select n + 1; $$`,
      `drop function ${name}(integer)`,
    ],
  })
})
