import { setTimeout as sleep } from 'node:timers/promises'
import type { LithifyEvent } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import type { PostgresOptions } from '../../src/index.ts'
import { database } from '../helpers.ts'
import { bare, named, project, sqlFile, tables, type Project } from '../runner/project.ts'
import { run, start, type Job } from '../runner/process.ts'

/** How runners get at their database: the same suite serves every lock and every way there. */
export interface Way {
  readonly title: string
  readonly version: PostgresVersion
  /** What the runners connect with, given the URL of the server itself. */
  readonly options: (url: string) => PostgresOptions
  /** What the config of their connection says beside it. */
  readonly connection?: Job['connection']
  /** How long a waiter may have to wait for the lock of a runner that is gone, in milliseconds. */
  readonly takesOverWithin: number
  /** Whether the connection of one runner is a backend of its own, which can be cut. */
  readonly ownBackends: boolean
}

const applied = `SELECT name, count(*)::int AS n FROM public.lithify_migrations GROUP BY 1 HAVING count(*) > 1`

export const slow = named('0002_slow')

/** A migration in whose middle its runner waits until a gate is opened. */
export const slowFile = {
  [sqlFile('0002_slow')]: '-- migrate:up\nCREATE TABLE slow (id integer);\nSELECT pg_advisory_xact_lock(42);\n',
}

/** Closes the gate. It is opened by what comes back. */
export async function gate(url: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('SELECT pg_advisory_lock(42)')
  return () => client.end()
}

/** Waits until somebody stands before it: what comes before in the migration is done then. */
export async function atGate(at: Project): Promise<void> {
  const query = `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 42 AND NOT l.granted`
  while ((await at.query(query)).length === 0) await sleep(20)
}

export const started =
  (name: string) =>
  (event: LithifyEvent): boolean =>
    event.type === 'migrationStarted' && event.name === name

export function runnersAtOnce({ title, version, options, connection, takesOverWithin, ownBackends }: Way): void {
  const job = (at: Project, more: Partial<Job> = {}): Job => ({
    root: at.root,
    options: options(at.url),
    connection,
    ...more,
  })

  /** Each migration is there once, and no lock is left. */
  async function whole(at: Project, total: number): Promise<void> {
    expect(await at.query(applied)).toEqual([])
    const last = await run(job(at, { arguments: { lockTimeoutMs: takesOverWithin } }))
    expect(last.error).toBeUndefined()
    expect(last.result).toMatchObject({ applied: [], total })
  }

  describe(title, () => {
    test('8 processes: each migration is applied once, and all succeed', { timeout: 180_000 }, async () => {
      const at = await project(tables(30), { url: await database(version) })
      const ended = await Promise.all(Array.from({ length: 8 }, () => run(job(at))))
      expect(ended.map(({ error, stderr }) => error ?? stderr).filter((said) => said !== '')).toEqual([])
      expect(ended.reduce((sum, { result }) => sum + (result?.applied.length ?? 0), 0)).toBe(30)
      await whole(at, 30)
    })

    test('8 processes boot an empty database from a dump once', { timeout: 180_000 }, async () => {
      const source = await project(tables(5), { url: await database(version) })
      await (await source.open()).run()
      await (await source.open()).dump()
      const at = await project({}, { url: await database(version) })
      const ended = await Promise.all(Array.from({ length: 8 }, () => run(job(source, { options: options(at.url) }))))
      expect(ended.flatMap(({ error }) => error ?? [])).toEqual([])
      expect(ended.filter(({ result }) => result?.bootstrap !== undefined)).toHaveLength(1)
      expect(await at.query('SELECT count(*)::int AS n FROM lithify_migrations')).toEqual([{ n: 5 }])
    })

    test('a killed holder: a waiter goes on where it was', { timeout: 120_000 }, async () => {
      const at = await project({ ...tables(1), ...slowFile, ...tables(2, 3) }, { url: await database(version) })
      const open = await gate(at.url)
      const holder = start(job(at))
      await holder.saw(started(slow))
      const waiter = start(job(at, { arguments: { lockTimeoutMs: takesOverWithin + 30_000 } }))
      await waiter.saw(({ type }) => type === 'lockWaiting')
      holder.kill()
      expect((await holder.ended).signal).toBe('SIGKILL')
      await open()
      const { result, error } = await waiter.ended
      expect(error).toBeUndefined()
      expect(result?.applied.map(({ name }) => name)).toEqual([slow, named('0003_t3'), named('0004_t4')])
      await whole(at, 4)
    })

    test.runIf(ownBackends)(
      'a holder whose connection is cut applies nothing more, and a waiter goes on where it was',
      { timeout: 120_000 },
      async () => {
        const at = await project({ ...tables(1), ...slowFile, ...tables(2, 3) }, { url: await database(version) })
        const open = await gate(at.url)
        const holder = start(job(at, { options: { ...options(at.url), applicationName: 'the holder' } }))
        await holder.saw(started(slow))
        const waiter = start(job(at, { arguments: { lockTimeoutMs: takesOverWithin + 30_000 } }))
        await waiter.saw(({ type }) => type === 'lockWaiting')
        await bare(
          at.url,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'the holder' AND datname = current_database()`,
        )
        await open()
        const cut = await holder.ended
        expect(cut.error).toMatchObject({ code: 'LITHIFY_E_CONNECT', data: { lost: true } })
        expect(cut.events.filter(({ type }) => type === 'migrationStarted')).toHaveLength(2)
        const { result, error } = await waiter.ended
        expect(error).toBeUndefined()
        expect(result?.applied.map(({ name }) => name)).toEqual([slow, named('0003_t3'), named('0004_t4')])
        await whole(at, 4)
      },
    )

    test('one that may not wait says who is in the way, and the holder finishes', { timeout: 120_000 }, async () => {
      const at = await project({ ...tables(1), ...slowFile }, { url: await database(version) })
      const open = await gate(at.url)
      const holder = start(job(at))
      await holder.saw(started(slow))
      const { error } = await run(job(at, { arguments: { lockTimeoutMs: 0 } }))
      expect(error).toMatchObject({ code: 'LITHIFY_E_LOCK_TIMEOUT' })
      expect(error?.hint).toBeTypeOf('string')
      await open()
      expect((await holder.ended).result?.applied).toHaveLength(2)
      await whole(at, 2)
    })
  })
}
