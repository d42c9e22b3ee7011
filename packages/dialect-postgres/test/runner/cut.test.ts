import type { RunOptions } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { database, failure, onNewest, serverUrl } from '../helpers.ts'
import { cuttingProxy, type Cut } from './cutting-proxy.ts'
import { runOn } from './go-on.ts'
import { bare, inScratch, named, project, sqlFile, ups, type Project } from './project.ts'

// The connection breaks at the first message of a run, then at its second, and so on to its last: once before the server gets it, once after the
// server has answered, so that the runner cannot know. Each time the error has to be true, and the next run has to finish.

const [one, three] = [named('1_tables'), named('3_code')]

const files = {
  ...ups({ '1_tables': 'CREATE TABLE a (id integer PRIMARY KEY, v text);\nCREATE TABLE b (id integer REFERENCES a);' }),
  [sqlFile('2_index')]: '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_v ON a (v);\n',
  [`${three}.mjs`]: `import { migration } from '@lithify/core'
    export default migration({ async up(m) {
      m.createTable('people', (t) => { t.id(); t.string('name') })
      await m.query("insert into people (name) values ('ann')")
      m.sql("insert into a values (1, 'x')") } })`,
}

interface State {
  readonly history: readonly string[]
  readonly whole: Readonly<Record<string, boolean>>
}

/** What is there, by the bare driver. */
async function state(at: Project, url: string): Promise<State> {
  const [found] = await at.query<{ a: boolean; b: boolean; people: boolean; history: boolean }>(
    `SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b, to_regclass('people') IS NOT NULL AS people,
      to_regclass('lithify_migrations') IS NOT NULL AS history`,
    [],
    url,
  )
  const { a = false, b = false, people = false, history = false } = found ?? {}
  expect(a).toBe(b)
  const rows = history
    ? await at.query<{ name: string }>('SELECT name FROM lithify_migrations ORDER BY id', [], url)
    : []
  if (people) {
    expect(await at.query('SELECT count(*)::int AS n FROM people', [], url)).toEqual([{ n: 1 }])
    expect(await at.query('SELECT count(*)::int AS n FROM a', [], url)).toEqual([{ n: 1 }])
  }
  return { history: rows.map(({ name }) => name), whole: { [one]: a, [three]: people } }
}

/** The run breaks there. Answers what it sent, where it did not. */
async function broken(
  at: Project,
  cut: Cut | undefined,
  options: RunOptions = {},
): Promise<readonly string[] | undefined> {
  at.remove('lithify.lock')
  return inScratch((url) => brokenIn(at, url, cut, options))
}

async function brokenIn(
  at: Project,
  url: string,
  cut: Cut | undefined,
  options: RunOptions,
): Promise<readonly string[] | undefined> {
  const proxy = await cuttingProxy(url, cut)
  const lithify = await at.open({ url: proxy.url, applicationName: 'the walker' })
  const where = `${typeof cut?.when === 'string' ? cut.when : 'terminated'} ${cut?.at}`
  if (cut === undefined) {
    await lithify.run(options)
    await lithify.close()
    return proxy.sent
  }
  const error = await failure(() => lithify.run(options))
  const after = await state(at, url)
  for (const [name, isThere] of Object.entries(after.whole)) expect(after.history.includes(name), where).toBe(isThere)
  expect(error.code, where).toBe('LITHIFY_E_CONNECT')
  expect(error.stack, where).not.toContain('undefined')
  const { applied, notApplied, name, committing } = error.data as Record<string, never> as {
    applied?: string[]
    notApplied?: string[]
    name?: string
    committing?: boolean
  }
  if (applied !== undefined) {
    expect(error.data['lost'], where).toBe(true)
    expect(error.hint, where).toMatch(/lithify run/)
    for (const each of applied) expect(after.history, where).toContain(each)
    const unsure = committing === true ? (options.singleTransaction === true ? (notApplied ?? []) : [name]) : []
    for (const each of notApplied ?? []) if (!unsure.includes(each)) expect(after.history, where).not.toContain(each)
  } else expect(after.history, where).toEqual([])
  const next = await at.open({ url })
  expect((await runOn(next, { url, index: 'a_v' }, { ...options, lockTimeoutMs: 10_000 })).total, where).toBe(
    options.singleTransaction === true ? 2 : 3,
  )
  expect((await next.verify()).findings, where).toEqual([])
  await next.close()
  return undefined
}

const terminate = async (): Promise<void> => {
  await bare(
    serverUrl(),
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'the walker'`,
  )
}

describe('a connection that breaks at every message', () => {
  onNewest(() => {
    test('of run: the error is true, transactions are whole, the next run finishes', { timeout: 600_000 }, async () => {
      const at = await project(files)
      const sent = (await broken(at, undefined)) as string[]
      const first = sent.findIndex((message) => message.includes('pg_try_advisory_lock'))
      // What releases the lock and says goodbye comes after the work.
      const last = sent.findLastIndex((message) => message.includes('COMMIT'))
      expect(last - first).toBeGreaterThan(15)
      for (let step = first; step <= last; step += 1) {
        for (const when of ['before', 'after'] as const) {
          await broken(at, { at: step, when })
        }
      }
    })

    test('or a backend that an administrator ends', { timeout: 600_000 }, async () => {
      const at = await project(files)
      const sent = (await broken(at, undefined)) as string[]
      const first = sent.findIndex((message) => message.includes('pg_try_advisory_lock'))
      const last = sent.findLastIndex((message) => message.includes('COMMIT'))
      for (let step = first; step <= last; step += 1) await broken(at, { at: step, when: terminate })
    })

    test('of a run in one transaction', { timeout: 600_000 }, async () => {
      const at = await project({ ...files })
      at.remove(sqlFile('2_index'))
      const sent = (await broken(at, undefined, { singleTransaction: true })) as string[]
      const first = sent.findIndex((message) => message.includes('BEGIN'))
      const last = sent.findLastIndex((message) => message.includes('COMMIT'))
      for (let step = first; step <= last; step += 1) {
        for (const when of ['before', 'after'] as const) {
          await broken(at, { at: step, when }, { singleTransaction: true })
        }
      }
    })

    test('around the COMMIT it is said that nobody knows, and the history does', async () => {
      const at = await project(ups({ '1_a': 'CREATE TABLE a (id integer);', '2_b': 'CREATE TABLE b (id integer);' }))
      const probe = await cuttingProxy(await database())
      await (await at.open({ url: probe.url })).run()
      const commit = probe.sent.findLastIndex((message) => message.includes('COMMIT'))
      for (const when of ['before', 'after'] as const) {
        at.remove('lithify.lock')
        const url = await database()
        const proxy = await cuttingProxy(url, { at: commit, when })
        const error = await failure(async () => (await at.open({ url: proxy.url })).run())
        expect(error).toMatchObject({
          code: 'LITHIFY_E_CONNECT',
          data: {
            lost: true,
            committing: true,
            name: named('2_b'),
            applied: [named('1_a')],
            notApplied: [named('2_b')],
          },
        })
        expect(error.hint).toContain(
          `Applied before it: ${named('1_a')}. It was lost during the COMMIT of ${named('2_b')}`,
        )
        const next = await (await at.open({ url })).run({ lockTimeoutMs: 10_000 })
        expect(next.applied.map(({ name }) => name)).toEqual(when === 'before' ? [named('2_b')] : [])
      }
    })
  })
})
