import { startReplicationGroup, type ReplicationGroup } from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { session } from '../helpers.ts'
import { bare, project, ups } from './project.ts'

let group: ReplicationGroup | undefined

beforeAll(async () => {
  group = await startReplicationGroup()
  if (group === undefined) console.warn('Group Replication cannot be had here: its tests are skipped')
}, 120_000)
afterAll(() => group?.stop())

const nodes = (database: string): string[] => group?.nodes.map(({ url }) => `${url}${database}`) ?? []

describe('a group of MySQL whose members all take writes', { timeout: 120_000 }, () => {
  test('eight runners on its members: each migration once', async ({ skip }) => {
    if (group === undefined) return skip('Group Replication cannot be had here')
    const tables = Object.fromEntries(
      Array.from({ length: 5 }, (_, n) => [
        `000${n}_t${n}`,
        `CREATE TABLE t${n} (id INT PRIMARY KEY);\nINSERT INTO t${n} VALUES (1);\nALTER TABLE t${n} ADD COLUMN v INT;`,
      ]),
    )
    await bare(nodes('')[0] as string, 'CREATE DATABASE crowd CHARACTER SET utf8mb4')
    const urls = nodes('crowd')
    const at = await project(undefined, ups(tables), {
      url: urls[0] as string,
      config: { leaseMs: 4_000, lockTimeoutMs: 60_000 },
    })
    const runners = Array.from({ length: 8 }, async (_, which) => {
      const lithify = await at.open({ url: urls[which % urls.length] })
      return lithify.run({ frozen: true })
    })
    const results = await Promise.all(runners)
    expect(results.reduce((sum, { applied }) => sum + applied.length, 0)).toBe(5)
    const question = `SET SESSION group_replication_consistency = 'BEFORE'; SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS d FROM lithify_migrations`
    for (const url of urls) expect(await bare(url, question)).toMatchObject({ 1: [{ n: 5, d: 5 }] })
    // Two of them have made the lease's table at the same time, which every member had to repeat.
    for (const url of nodes('performance_schema')) {
      const members = await bare(url, 'SELECT MEMBER_STATE AS state FROM replication_group_members')
      expect(members).toEqual([{ state: 'ONLINE' }, { state: 'ONLINE' }])
    }
  })
})

test('a lock of one server is not enough for such a group, and is for one that has a primary', async ({ skip }) => {
  if (group === undefined) return skip('Group Replication cannot be had here')
  const [url] = nodes('mysql')
  const opened = await session({ url })
  expect(await opened.pinned()).toBe(false)
  await opened.query('SELECT group_replication_switch_to_single_primary_mode() AS done')
  expect(await opened.pinned()).toBe(true)
})
