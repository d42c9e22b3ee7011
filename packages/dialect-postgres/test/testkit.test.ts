import { randomBytes } from 'node:crypto'
import { testDialect } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { connect } from '../src/driver.ts'
import { postgres } from '../src/index.ts'
import { onNewest, serverUrl } from './helpers.ts'

/**
 * The server keeps the names of a view's columns in its query, and no list of them: `SELECT n AS first` is all that can be read back. To tell
 * that both are the same, the contract's `compare.query` would have to be given the columns too.
 */
const known = new Set(['features: views, on views too, with column names of their own'])

onNewest(() => {
  testDialect({
    test: (name, run) => (known.has(name) ? test.fails : test)(name, { timeout: 120_000 }, run),
    runs: Number(process.env['LITHIFY_TESTKIT_RUNS'] ?? 5),
    seed: Number(process.env['LITHIFY_TESTKIT_SEED'] ?? 1),
    factory: async () => {
      const name = `kit_${randomBytes(6).toString('hex')}`
      const admin = await connect({ url: serverUrl(18) })
      await admin.execute([{ text: `CREATE DATABASE ${name}` }])
      return {
        configured: postgres({ url: serverUrl(18).replace(/\/[^/]*$/, `/${name}`) }),
        cleanup: async () => {
          await admin.execute([{ text: `DROP DATABASE IF EXISTS ${name} WITH (FORCE)` }])
          await admin.close()
        },
      }
    },
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
    uncovered: { sql: `CREATE PUBLICATION kit_publication`, name: 'kit_publication' },
  })
})
