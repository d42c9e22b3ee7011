import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { database } from '../helpers.ts'
import { named, project, sqlFile, tables, type Project } from '../runner/project.ts'
import { run, start, type Job } from '../runner/process.ts'
import { atGate, gate, slow, slowFile, started, type Way } from './suite.ts'

/** Long enough for a process that has to wait for a busy machine. */
export const leaseMs = 5_000

/** What is true of leases beyond what is true of every lock. */
export function leasesEnd({ title, version, options, connection }: Way): void {
  const job = (at: Project, more: Partial<Job> = {}): Job => ({
    root: at.root,
    options: options(at.url),
    connection,
    ...more,
  })
  const files = { ...tables(1), ...slowFile, ...tables(2, 3) }
  const waiter = { arguments: { lockTimeoutMs: 60_000 } }

  describe(`a lease, ${title}`, () => {
    test('of a killed holder is taken over when it has ended, and not before', { timeout: 120_000 }, async () => {
      const at = await project(files, { url: await database(version) })
      const open = await gate(at.url)
      const holder = start(job(at))
      await holder.saw(started(slow))
      const next = start(job(at, waiter))
      await next.saw(({ type }) => type === 'lockWaiting')
      holder.kill()
      const killed = performance.now()
      await open()
      await next.saw(({ type }) => type === 'lockAcquired')
      // It was renewed a third of its length before, at the earliest.
      const waited = performance.now() - killed
      expect(waited).toBeGreaterThan((leaseMs * 2) / 3 - 300)
      expect((await next.ended).error).toBeUndefined()
    })

    test('is renewed while a statement takes longer', { timeout: 120_000 }, async () => {
      const sleeps = { [sqlFile('0001_sleep')]: `-- migrate:up\nSELECT pg_sleep(${(leaseMs / 1000) * 2});\n` }
      const at = await project(sleeps, { url: await database(version) })
      const holder = start(job(at))
      await holder.saw(({ type }) => type === 'statements')
      const { error } = await run(job(at, { arguments: { lockTimeoutMs: leaseMs * 1.4 } }))
      expect(error).toMatchObject({ code: 'LITHIFY_E_LOCK_TIMEOUT' })
      expect(error?.message).toMatch(/\(pid \d+\), since 2\d{3}-.* until 2\d{3}-/)
      expect((await holder.ended).result?.applied).toHaveLength(1)
    })

    test('of a holder that was stopped and wakes up too late: it commits nothing', { timeout: 120_000 }, async () => {
      const at = await project(files, { url: await database(version) })
      const open = await gate(at.url)
      const holder = start(job(at))
      await atGate(at)
      holder.kill('SIGSTOP')
      const next = start(job(at, waiter))
      await open()
      await next.saw(started(slow))
      holder.kill('SIGCONT')
      const { error, result } = await next.ended
      expect(error).toBeUndefined()
      expect(result?.applied.map(({ name }) => name)).toEqual([slow, named('0003_t3'), named('0004_t4')])
      expect((await holder.ended).error).toMatchObject({ code: 'LITHIFY_E_LOCK_LOST' })
    })

    test(
      'of a holder that was stopped without a transaction: the next statement is not sent',
      { timeout: 120_000 },
      async () => {
        const outside = '-- migrate:up transaction:false\nSELECT pg_sleep(1);\nCREATE TABLE late (id integer);\n'
        const at = await project({ [sqlFile('0001_out')]: outside }, { url: await database(version) })
        const holder = start(job(at))
        // Behind a pooler its settings stand before it.
        const atWork = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%SELECT pg_sleep(1)%'`
        while ((await at.query(atWork)).length === 0) await sleep(20)
        holder.kill('SIGSTOP')
        // It may be at work on it still: nobody but a person can tell.
        const told = await run(job(at, waiter))
        expect(told.error).toMatchObject({ code: 'LITHIFY_E_UNFINISHED', data: { line: 2, effect: 'unknown' } })
        at.write({ [sqlFile('0001_out')]: outside.replace('late', 'in_time') })
        const said = { rolledBack: '0001_out', statement: true }
        expect((await run(job(at, { command: 'resolve', arguments: said }))).error).toBeUndefined()
        expect((await run(job(at, { arguments: { resume: true } }))).error).toBeUndefined()
        holder.kill('SIGCONT')
        expect((await holder.ended).error).toMatchObject({ code: 'LITHIFY_E_LOCK_LOST' })
        expect(await at.query(`SELECT to_regclass('late') AS late, to_regclass('in_time')::text AS it`)).toEqual([
          { late: null, it: 'in_time' },
        ])
      },
    )

    test('does not end because a clock is wrong', { timeout: 120_000 }, async () => {
      const at = await project(files, { url: await database(version), config: connection ?? {} })
      const open = await gate(at.url)
      const holder = start(job(at))
      await holder.saw(started(slow))
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * 86_400_000 })
      try {
        const lithify = await at.open(options(at.url))
        await expect(lithify.run({ lockTimeoutMs: 0 })).rejects.toMatchObject({ code: 'LITHIFY_E_LOCK_TIMEOUT' })
      } finally {
        vi.useRealTimers()
      }
      await sleep(100)
      await open()
      expect((await holder.ended).error).toBeUndefined()
    })

    test('leaves no trace in dumps, and stays through fresh', { timeout: 120_000 }, async () => {
      const at = await project(tables(2), { url: await database(version), config: connection ?? {} })
      const lithify = await at.open({ ...options(at.url), shadowUrl: at.url })
      await lithify.run()
      const { dumpPath } = await lithify.dump()
      expect(readFileSync(dumpPath, 'utf8')).not.toContain('lithify_lock')
      expect((await lithify.verify()).findings).toEqual([])
      const before = await at.query<{ fence: string }>('SELECT fence::text FROM lithify_lock')
      expect((await lithify.fresh({ confirm: () => true })).bootstrap?.migrations).toBe(2)
      expect((await lithify.verify()).findings).toEqual([])
      const after = await at.query<{ fence: string; token: string }>('SELECT fence::text, token FROM lithify_lock')
      expect(after).toEqual([{ fence: String(Number(before[0]?.fence) + 1), token: '' }])
      expect((await lithify.reset({ confirm: () => true })).rolledBack).toHaveLength(2)
    })
  })
}
