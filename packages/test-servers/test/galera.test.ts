import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { startGalera } from '../src/index.ts'

test(
  'a cluster of three nodes has on each what was written on another, and goes on without one',
  { timeout: 120_000 },
  async ({ skip }) => {
    const cluster = await startGalera()
    if (cluster === undefined) return skip('galera-4 cannot be had here')
    try {
      const [first, second, third] = await Promise.all(
        cluster.nodes.map(({ url }) => createConnection(url.replace(/^mariadb:/, 'mysql:'))),
      )
      // What was written on another node arrives a moment later: reads and writes wait for it.
      for (const node of [second, third]) await node?.query('SET SESSION wsrep_sync_wait = 7')
      await first?.query('CREATE DATABASE d')
      await first?.query('CREATE TABLE d.t (id INT PRIMARY KEY)')
      await second?.query('INSERT INTO d.t VALUES (1)')
      const [rows] = (await third?.query<RowDataPacket[]>('SELECT id FROM d.t')) ?? [[]]
      expect(rows).toEqual([{ id: 1 }])
      first?.destroy()
      await cluster.nodes[0]?.stop()
      await third?.query('INSERT INTO d.t VALUES (2)')
      await Promise.all([second?.end(), third?.end()])
    } finally {
      await cluster.stop()
    }
  },
)
