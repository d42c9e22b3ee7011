import { randomBytes } from 'node:crypto'
import { testSquash } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { mysql } from '../../src/index.ts'
import { onBoth, rootOf, urlOf } from '../helpers.ts'

onBoth((server) => {
  testSquash({
    // Every migration costs round trips five times over, so CI has as few as are of every kind; SQLite has all 300.
    migrations: Number(process.env['LITHIFY_SQUASH_MIGRATIONS'] ?? 21),
    test: (name, run) => test(name, { timeout: 1_500_000 }, run),
    factory: async () => {
      const name = `squash_${randomBytes(6).toString('hex')}`
      const admin = await rootOf(server)
      await admin.execute([{ text: `CREATE DATABASE ${name} CHARACTER SET utf8mb4` }])
      return {
        configured: mysql({ url: `${urlOf(server)}${name}` }),
        cleanup: async () => {
          await admin.execute([{ text: `DROP DATABASE IF EXISTS ${name}` }])
          await admin.close()
        },
      }
    },
    trigger: (name, table) => [
      `create trigger ${name} before update on ${table} for each row set new.note = coalesce(new.note, 'touched')`,
      `drop trigger ${name}`,
    ],
    routine: (name) => [
      `create function ${name}(n int) returns int deterministic no sql return n + 1`,
      `drop function ${name}`,
    ],
  })
})
