import { setTimeout as sleep } from 'node:timers/promises'
import { startGalera, type Galera } from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failure } from '../helpers.ts'
import { bare, project, sqlFile, ups, type Project } from './project.ts'

let cluster: Galera | undefined

beforeAll(async () => {
  cluster = await startGalera()
  if (cluster === undefined) console.warn('A cluster of Galera cannot be had here: its tests are skipped')
}, 120_000)
afterAll(() => cluster?.stop())

const nodes = (database: string): string[] => cluster?.nodes.map(({ url }) => `${url}${database}`) ?? []
const config = { leaseMs: 4_000, lockTimeoutMs: 60_000 }

/** What was written on another node is there a moment later. */
const caughtUp = 'SET SESSION wsrep_sync_wait = 7; SELECT 1'

async function made(database: string, files: Parameters<typeof ups>[0]): Promise<Project> {
  const [first = '', ...others] = nodes('')
  await bare(first, `CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  for (const url of others) await bare(url, caughtUp)
  return project(undefined, ups(files), { url: `${first}${database}`, config })
}

/** Waits until the statement that sleeps has begun. */
async function sleeping(url: string): Promise<void> {
  const query = `SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO a SELECT 2%'`
  while ((await bare(url, query)).length === 0) await sleep(20)
}

describe('a cluster whose nodes all take writes', { timeout: 180_000 }, () => {
  test('eight runners on its nodes: each migration once', async ({ skip }) => {
    if (cluster === undefined) return skip('galera-4 cannot be had here')
    const tables = Object.fromEntries(
      Array.from({ length: 5 }, (_, n) => [
        `000${n}_t${n}`,
        `CREATE TABLE t${n} (id INT PRIMARY KEY);\nINSERT INTO t${n} VALUES (1);\nALTER TABLE t${n} ADD COLUMN v INT;`,
      ]),
    )
    const at = await made('crowd', tables)
    const urls = nodes('crowd')
    const runners = Array.from({ length: 8 }, async (_, which) => {
      const lithify = await at.open({ url: urls[which % urls.length] })
      return lithify.run({ frozen: true })
    })
    const results = await Promise.all(runners)
    expect(results.reduce((sum, { applied }) => sum + applied.length, 0)).toBe(5)
    expect(results.map(({ total }) => total)).toEqual(Array(8).fill(5))
    for (const url of urls) {
      expect(
        await bare(url, `${caughtUp}; SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS d FROM lithify_migrations`),
      ).toMatchObject({ 2: [{ n: 5, d: 5 }] })
    }
  })

  test('rows that another node has changed meanwhile are done again, all of them, once', async ({ skip }) => {
    if (cluster === undefined) return skip('galera-4 cannot be had here')
    const up = `UPDATE a SET v = v + 1 WHERE id = 1;\nINSERT INTO a SELECT 2 + SLEEP(2), 1;`
    const at = await made('conflict', {
      '1_a': 'CREATE TABLE a (id INT PRIMARY KEY, v INT);\nINSERT INTO a VALUES (1, 0);',
      '2_b': up,
    })
    const [first, second] = nodes('conflict')
    await (await at.open({ url: first as string })).run({ step: 1 })
    const running = (await at.open({ url: first as string, tableLockRetries: 3 })).run()
    await sleeping(first as string)
    await bare(second as string, `${caughtUp}; UPDATE a SET v = v + 10 WHERE id = 1`)
    expect((await running).applied).toHaveLength(1)
    expect(await bare(first as string, 'SELECT id, v FROM a ORDER BY id')).toEqual([
      { id: 1, v: 11 },
      { id: 2, v: 1 },
    ])
  })

  test('a node that dies in the middle of a run: another waits for the lease, says where it was, and finishes', async ({
    skip,
  }) => {
    if (cluster === undefined) return skip('galera-4 cannot be had here')
    const slow = `CREATE TABLE a (id INT PRIMARY KEY);
INSERT INTO a VALUES (1);
ALTER TABLE a ADD COLUMN v INT;
INSERT INTO a SELECT 2 + SLEEP(20), 0;
CREATE TABLE b (id INT PRIMARY KEY);`
    const at = await made('dying', { '1_a': slow })
    const [first, second] = nodes('dying')
    const doomed = await at.open({ url: first as string })
    const running = failure(() => doomed.run())
    await sleeping(first as string)
    await cluster.nodes[0]?.stop()
    expect(await running).toMatchObject({ code: 'LITHIFY_E_CONNECT', data: { lost: true } })
    const other = await at.open({ url: second as string })
    const told = await failure(() => other.run())
    expect(told.code).toBe('LITHIFY_E_UNFINISHED')
    expect(told.message).toContain(
      `3 statements are done; it had reached ${sqlFile('1_a')}:5:1, which did not take effect`,
    )
    at.write(ups({ '1_a': slow.replace('2 + SLEEP(20)', '2') }))
    expect((await other.run({ resume: true })).applied).toHaveLength(1)
    expect(await bare(second as string, 'SELECT id FROM a ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
    expect((await other.status()).unfinished).toBeUndefined()
    // Nothing keeps anybody off: the lease of the dead has ended, and that of the other was given back.
    expect((await (await at.open({ url: second as string })).run({ lockTimeoutMs: 2_000 })).total).toBe(1)
  })
})
