import { testDialect } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { onNewest, testDatabase } from './helpers.ts'

onNewest(() => {
  testDialect({
    test: (name, run) => test(name, { timeout: 120_000 }, run),
    runs: Number(process.env['LITHIFY_TESTKIT_RUNS'] ?? 5),
    seed: Number(process.env['LITHIFY_TESTKIT_SEED'] ?? 1),
    factory: testDatabase,
    opaque: (table, { quote }) => [
      {
        kind: 'trigger',
        name: 'kit_trigger',
        table: table.name,
        create: `CREATE TRIGGER kit_trigger BEFORE UPDATE ON public.${quote(table.name)} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
        drop: `DROP TRIGGER kit_trigger ON public.${quote(table.name)}`,
      },
      {
        kind: 'enum',
        name: 'kit_enum',
        create: `CREATE TYPE "public"."kit_enum" AS ENUM ('a', 'it''s')`,
        drop: 'DROP TYPE public.kit_enum',
        options: { labels: ['a', "it's"] },
      },
    ],
    module: new URL('../dist/index.js', import.meta.url),
    uncovered: { sql: `CREATE FOREIGN DATA WRAPPER kit_wrapper OPTIONS (password 'x')`, name: 'kit_wrapper' },
  })
})
