import { open } from '@lithify/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mysql } from '../../src/index.ts'
import { failure, onBoth } from '../helpers.ts'
import { run } from './process.ts'
import { project, sqlFile, ups } from './project.ts'

const strategies = ['advisory', 'lease'] as const
const five = Object.fromEntries(
  Array.from({ length: 5 }, (_, n) => [
    `000${n}_t${n}`,
    `CREATE TABLE t${n} (id INT PRIMARY KEY);\nINSERT INTO t${n} VALUES (1);`,
  ]),
)

describe.each(strategies)('the lock as %s', (lock) => {
  onBoth((name) => {
    test('eight runners at once: each migration once', { timeout: 120_000 }, async () => {
      const at = await project(name, ups(five), { config: { lock, leaseMs: 5_000 } })
      const results = await Promise.all(Array.from({ length: 8 }, async () => (await at.open()).run({ frozen: true })))
      expect(results.reduce((sum, { applied }) => sum + applied.length, 0)).toBe(5)
      expect(await at.query('SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS d FROM lithify_migrations')).toEqual([
        { n: 5, d: 5 },
      ])
    })

    test(
      'a holder that is killed while a statement runs: the next waits, says where it was, and finishes',
      { timeout: 120_000 },
      async () => {
        const up = `CREATE TABLE a (id INT PRIMARY KEY);\nINSERT INTO a SELECT 1 + SLEEP(4);\nCREATE TABLE b (id INT);`
        const at = await project(name, ups({ '1_a': up }), { config: { lock, leaseMs: 3_000 } })
        const killed = await run({
          root: at.root,
          url: at.url,
          connection: { lock, leaseMs: 3_000 },
          killAtText: 'SLEEP(4)',
          inside: 200,
        })
        expect(killed.signal, killed.stderr).toBe('SIGKILL')
        const lithify = await at.open()
        const told = await failure(() => lithify.run({ lockTimeoutMs: 30_000 }))
        expect(told.message).toContain(`it had reached ${sqlFile('1_a')}:3:1, which did not take effect`)
        expect((await lithify.run({ resume: true })).applied).toHaveLength(1)
        expect(await at.query('SELECT id FROM a')).toEqual([{ id: 1 }])
      },
    )
  })
})

describe('a connection of a runner that is cut by the server', () => {
  onBoth((name) => {
    test.each(strategies)('%s: is told what the journal knows', { timeout: 60_000 }, async (lock) => {
      const up = 'CREATE TABLE a (id INT PRIMARY KEY);\nINSERT INTO a SELECT 1 + SLEEP(5);'
      const at = await project(name, ups({ '1_a': up }), { config: { lock, leaseMs: 2_000 } })
      const connections = { primary: { dialect: mysql({ url: at.url }), lock, leaseMs: 2_000 } }
      const lithify = await open({ connections }, { root: at.root })
      onTestFinished(() => lithify.close())
      const running = failure(() => lithify.run())
      for (let tries = 0; tries < 200; tries++) {
        const [found] = await at.query<{ id: number }>(
          `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE 'INSERT INTO a SELECT%'`,
        )
        if (found !== undefined) {
          await at.query(`KILL ${found.id}`)
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      const cut = await running
      expect(cut).toMatchObject({ code: 'LITHIFY_E_CONNECT', data: { lost: true } })
      expect(cut.hint).toContain('is in the journal')
      const again = await at.open()
      expect((await failure(() => again.run())).code).toBe('LITHIFY_E_UNFINISHED')
      expect((await again.run({ resume: true })).total).toBe(1)
    })
  })
})
