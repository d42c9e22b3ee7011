import { pgbouncerProgram, startPgbouncer, type Pgbouncer } from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database, onNewest, serverUrl } from '../helpers.ts'
import { project, tables } from '../runner/project.ts'
import { run, type Job } from '../runner/process.ts'
import { leaseMs } from './leases.ts'

const twice = `SELECT name FROM lithify_migrations GROUP BY 1 HAVING count(*) > 1`
const strategies: readonly Job['connection'][] = [{ lock: 'advisory' }, { lock: 'lease', leaseMs }]

onNewest(() => {
  test('8 processes that disagree about the lock apply each migration once', { timeout: 180_000 }, async () => {
    const at = await project(tables(20), { url: await database() })
    const jobs = Array.from({ length: 8 }, (_, index): Job => {
      return { root: at.root, options: { url: at.url }, connection: strategies[index % 2] }
    })
    const ended = await Promise.all(jobs.map(run))
    expect(ended.flatMap(({ error }) => error ?? [])).toEqual([])
    expect(ended.reduce((sum, { result }) => sum + (result?.applied.length ?? 0), 0)).toBe(20)
    expect(await at.query(twice)).toEqual([])
  })

  describe.skipIf(pgbouncerProgram === undefined)('through pgbouncer', () => {
    let pooler: Pgbouncer
    beforeAll(async () => {
      pooler = await startPgbouncer({ url: serverUrl() })
    })
    afterAll(() => pooler.stop())

    test('8 processes, half of them through the pooler, apply each migration once', { timeout: 180_000 }, async () => {
      const at = await project(tables(20), { url: await database() })
      const urls = [at.url, pooler.through(at.url)] as const
      const jobs = Array.from({ length: 8 }, (_, index): Job => {
        return { root: at.root, options: { url: urls[index % 2] }, connection: { leaseMs } }
      })
      const ended = await Promise.all(jobs.map(run))
      expect(ended.flatMap(({ error }) => error ?? [])).toEqual([])
      expect(ended.reduce((sum, { result }) => sum + (result?.applied.length ?? 0), 0)).toBe(20)
      expect(await at.query(twice)).toEqual([])
    })

    test(
      'a config that is wrong about the pooler stops runners, and lets no two in',
      { timeout: 180_000 },
      async () => {
        const at = await project(tables(20), { url: await database() })
        const options = { url: pooler.through(at.url) }
        const job = {
          root: at.root,
          options,
          connection: { lock: 'advisory' },
          arguments: { lockTimeoutMs: 3_000 },
        } as const
        const ended = await Promise.all(Array.from({ length: 6 }, () => run(job)))
        const codes = ended.map(({ error }) => error?.code ?? 'done')
        const stopped = /^(?:done|LITHIFY_E_(?:LOCK_LOST|LOCK_TIMEOUT|UNSUPPORTED))$/
        expect(codes.filter((code) => !stopped.test(code))).toEqual([])
        expect(codes.filter((code) => code !== 'done')).not.toEqual([])
        // Whoever got somewhere says so, and nobody got there twice.
        const [made] = await at.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_tables WHERE tablename ~ '^t[0-9]+$'`,
        )
        const finished = ended.flatMap(({ events }) => events.filter(({ type }) => type === 'migrationFinished'))
        expect(finished).toHaveLength(made?.n ?? 0)
      },
    )
  })
})
