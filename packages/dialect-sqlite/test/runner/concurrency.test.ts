import { describe, expect, it } from 'vitest'
import type { RunResult } from '@lithify/core'
import { run, start } from './process.ts'
import { failure, project, tables } from './project.ts'

const applied = (stdout: string): number => (JSON.parse(stdout) as { result: RunResult }).result.applied.length

describe('several runners on one database', () => {
  it.each([2, 8])(
    '%i processes apply each migration once, and all of them succeed',
    { timeout: 120_000 },
    async (runners) => {
      const at = project(tables(30))
      const ended = await Promise.all(Array.from({ length: runners }, () => run(at.root, 'app.db', 'run')))
      expect(ended.map(({ stderr }) => stderr).join('')).toBe('')
      expect(ended.map(({ stdout }) => applied(stdout)).reduce((sum, count) => sum + count, 0)).toBe(30)
      expect(at.query('select count(*) as n, count(distinct name) as d from lithify_migrations')).toEqual([
        { n: 30, d: 30 },
      ])
    },
  )

  it('eight processes boot an empty database from a dump once', { timeout: 120_000 }, async () => {
    const at = project(tables(10))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    await lithify.close()
    const ended = await Promise.all(Array.from({ length: 8 }, () => run(at.root, 'other.db', 'run')))
    const results = ended.map(({ stdout }) => (JSON.parse(stdout) as { result: RunResult }).result)
    expect(results.filter(({ bootstrap }) => bootstrap !== undefined)).toHaveLength(1)
    expect(results.every(({ total }) => total === 10)).toBe(true)
  })

  it('a killed holder leaves no lock', { timeout: 60_000 }, async () => {
    const at = project(tables(3))
    // In the middle of the work: the lock is held by then.
    expect((await run(at.root, 'app.db', 'run', 20)).signal).toBe('SIGKILL')
    const lithify = await at.open()
    expect((await lithify.run({ lockTimeoutMs: 0 })).total).toBe(3)
  })

  it('one that waits too long says who is in the way and what to do', { timeout: 60_000 }, async () => {
    const at = project(tables(1))
    const holder = await at.open()
    await holder.run()
    const session = await holder.connection.dialect.connect({ ...holder.connection.options, root: at.root })
    const lock = await session.lock(`lithify:${holder.connection.history.migrations.name}`, { timeoutMs: 0 })
    const waiter = await at.open()
    const error = await failure(waiter.run({ lockTimeoutMs: 50 }))
    expect(error.code).toBe('LITHIFY_E_LOCK_TIMEOUT')
    expect(error.hint).not.toBe('')
    await lock.release()
    expect((await waiter.run({ lockTimeoutMs: 0 })).total).toBe(1)
    await session.close()
  })

  it('waiting ends when it is aborted', { timeout: 60_000 }, async () => {
    const at = project(tables(1))
    const holder = await at.open()
    const session = await holder.connection.dialect.connect({ ...holder.connection.options, root: at.root })
    const lock = await session.lock(`lithify:${holder.connection.history.migrations.name}`, { timeoutMs: 0 })
    const waiter = await at.open()
    const started = Date.now()
    const error = await failure(waiter.run({ signal: AbortSignal.timeout(100), lockTimeoutMs: 30_000 }))
    expect(error.code).toBe('LITHIFY_E_INTERRUPTED')
    expect(Date.now() - started).toBeLessThan(10_000)
    await lock.release()
    await session.close()
  })

  it('a reader is not kept waiting by a runner', { timeout: 60_000 }, async () => {
    const at = project(tables(40))
    const running = start(at.root, 'app.db', 'run')
    const reader = await at.open()
    const seen = new Set<number>()
    for (let look = 0; look < 20; look += 1) seen.add((await reader.status()).counts.applied)
    const { stderr } = await running.ended
    expect(stderr).toBe('')
    await reader.close()
    expect((await (await at.open()).status()).counts.applied).toBe(40)
  })
})
