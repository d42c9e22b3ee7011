import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { freePort } from '../port.ts'
import { findPrograms } from './programs.ts'
import { start, users, type MysqlServer } from './server.ts'

export interface ReplicationGroup {
  /** Each takes writes. */
  readonly nodes: readonly Pick<MysqlServer, 'url'>[]
  stop(): Promise<void>
}

/** Starts a group of MySQL's own replication in which every member takes writes. Nothing comes back where it cannot be had; tests then skip by name. */
export async function startReplicationGroup(size = 2): Promise<ReplicationGroup | undefined> {
  const programs = await findPrograms('mysql9')
  if (programs === undefined) return undefined
  const plugins = join(programs.base, 'lib/mysql/plugin')
  if (!existsSync(join(plugins, 'group_replication.so'))) return undefined
  const group = randomUUID()
  const ports: number[] = []
  while (ports.length < size) {
    const port = await freePort()
    if (!ports.includes(port)) ports.push(port)
  }
  const nodes: MysqlServer[] = []
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.stop())))
  try {
    for (let at = 0; at < size; at++) {
      const options = { name: 'mysql9' as const, settings: settings(plugins, group, ports, at) }
      // Every member makes its own users: what one had done before it joined would keep it out.
      const node = await start(programs, options, `SET SESSION sql_log_bin = 0;\n${users}`)
      nodes.push(node)
      await enter(node, at === 0)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { nodes, stop }
}

const address = (port: number | undefined): string => `127.0.0.1:${port}`

function settings(plugins: string, group: string, ports: readonly number[], at: number): Record<string, string> {
  const own = {
    'group-name': group,
    'local-address': address(ports[at]),
    'group-seeds': ports.map(address).join(','),
    'single-primary-mode': 'OFF',
    'enforce-update-everywhere-checks': 'ON',
    'start-on-boot': 'OFF',
    // Otherwise a member needs a certificate to be given what it has missed.
    'recovery-get-public-key': 'ON',
  }
  return {
    'plugin-dir': plugins,
    'plugin-load-add': 'group_replication.so',
    'server-id': String(at + 1),
    'report-host': '127.0.0.1',
    'log-bin': 'binlog',
    'gtid-mode': 'ON',
    'enforce-gtid-consistency': 'ON',
    // The plugin keeps what it knows of the group there.
    'performance-schema': '1',
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`loose-group-replication-${key}`, value])),
  }
}

async function enter({ url }: MysqlServer, isFirst: boolean): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true })
  try {
    const { username, password } = new URL(url)
    const begin = isFirst
      ? 'SET GLOBAL group_replication_bootstrap_group = ON; START GROUP_REPLICATION; SET GLOBAL group_replication_bootstrap_group = OFF'
      : `START GROUP_REPLICATION USER = '${username}', PASSWORD = '${password}'`
    await connection.query(begin)
    for (const deadline = Date.now() + 60_000; ;) {
      const [rows] = await connection.query(
        'SELECT MEMBER_STATE AS state FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid',
      )
      const state = (rows as { state: string }[])[0]?.state
      if (state === 'ONLINE') return
      if (state !== 'RECOVERING' || Date.now() > deadline) throw new Error(`The member did not join: ${state}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } finally {
    connection.destroy()
  }
}
