import { startPostgres } from '@lithify/test-servers'
import { expect, onTestFinished, test } from 'vitest'
import { failure, onEnds } from '../helpers.ts'
import { project } from './project.ts'

const tables = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `CREATE TABLE t${from + at} (id int PRIMARY KEY, name text);\n`).join('')

const advice = 'restart it:  ALTER SYSTEM SET max_locks_per_transaction = 2048'

onEnds((version) => {
  test(
    'a server that has no room for the locks of a transaction is to be given room',
    { timeout: 180_000 },
    async ({ skip }) => {
      // With settings, it is a server of its own. Twenty connections share a few hundred locks.
      const small = await startPostgres({
        version,
        settings: { max_locks_per_transaction: '10', max_connections: '20' },
      })
      if (small === undefined) return skip('a server of its own cannot be had here')
      onTestFinished(() => small.stop())
      const { url } = small

      const whole = await project({ 'database/migrations/0.sql': `-- migrate:up\n${tables(0, 1000)}` }, { url })
      const migrating = await failure(async () => (await whole.open()).run())
      expect(migrating).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '53200' } })
      expect(migrating.hint).toContain(advice)

      // The migrations fit, and the dump of what they made does not: it is one transaction.
      const parts = await project(
        Object.fromEntries(
          Array.from({ length: 20 }, (_, at) => [
            `database/migrations/${at}.sql`,
            `-- migrate:up\n${tables(at * 50, at * 50 + 50)}`,
          ]),
        ),
      )
      await (await parts.open()).run()
      await (await parts.open()).dump()
      const booting = await failure(async () => (await parts.open({ url })).run())
      expect(booting).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '53200' } })
      expect(booting.hint).toContain(advice)
      expect(booting.hint).toContain('as empty as it was')
      // That another dump would do better is not true.
      expect(booting.hint).not.toContain('lithify dump')
    },
  )
})
