import { expect, test } from 'vitest'
import { reachOf } from '../src/session/cluster.ts'

// What servers answer, as it was recorded from MySQL 9.7 alone and in a group, and from MariaDB 10.11 with and without Galera. Vitess is known by its name only:
// none can be had here.
const answers: readonly [string, string, Readonly<Record<string, string>>, string][] = [
  ['MySQL alone', 'MySQL', {}, 'server'],
  ['MariaDB alone', 'MariaDB', { wsrep_on: 'OFF' }, 'server'],
  ['a node of Galera', 'MariaDB', { wsrep_on: 'ON' }, 'cluster'],
  [
    'a plugin that is loaded and belongs to no group',
    'MySQL',
    { group_replication_group_name: '', group_replication_single_primary_mode: 'ON' },
    'server',
  ],
  [
    'a group with a primary',
    'MySQL',
    { group_replication_group_name: 'aaaaaaaa-aaaa', group_replication_single_primary_mode: 'ON' },
    'server',
  ],
  [
    'a group whose members all take writes',
    'MySQL',
    { group_replication_group_name: 'aaaaaaaa-aaaa', group_replication_single_primary_mode: 'OFF' },
    'group',
  ],
  ['Vitess', 'Vitess', {}, 'cluster'],
]

test.each(answers)('how far a lock of %s reaches', async (_, name, variables, reach) => {
  const rows = Object.entries(variables).map(([key, Value]) => ({ Variable_name: key, Value }))
  expect(await reachOf({ query: async () => rows }, { name })).toBe(reach)
})
