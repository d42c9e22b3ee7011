import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { newDirectory } from '../directories.ts'
import { freePort } from '../port.ts'
import { debianTree } from './debian-tree.ts'
import { findPrograms } from './programs.ts'
import { give, start, users, type MysqlServer } from './server.ts'

export interface Galera {
  /** Each takes writes. `stop` ends one as a power cut would. */
  readonly nodes: readonly Pick<MysqlServer, 'url' | 'stop'>[]
  stop(): Promise<void>
}

/**
 * What the server of a node runs to hand over its state to a new one. The new one begins with the same files, so that it only has to be told which state
 * that is.
 */
const transfer = (client: readonly string[]): string => `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --address) address=$2; shift ;;
    --gtid) gtid=$2; shift ;;
  esac
  shift
done
port=\${address##*:}
exec ${client.join(' ')} --no-defaults -h127.0.0.1 -P"\${port%%/*}" -ulithify -plithify -e "SET GLOBAL wsrep_start_position = '$gtid'"
`

const library = 'lib/galera/libgalera_smm.so'

/** Starts a cluster of MariaDB 10.11, all of it on this machine. Nothing comes back where it cannot be had; tests then skip by name. */
export async function startGalera(size = 3): Promise<Galera | undefined> {
  const programs = await findPrograms('mariadb10.11')
  const provider = programs && (await findProvider())
  if (programs === undefined || provider === undefined) return undefined
  const cluster = `lithify-${randomBytes(6).toString('hex')}`
  const ports: number[] = []
  while (ports.length < size * 3) {
    const port = await freePort()
    if (!ports.includes(port)) ports.push(port)
  }
  const nodes: MysqlServer[] = []
  const tools = newDirectory()
  give(tools, 'wsrep_sst_mysqldump', transfer(programs.client), 0o700)
  const path = ['/usr/bin/env', `PATH=${tools}:${process.env['PATH'] ?? ''}`]
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
    await rm(tools, { recursive: true, force: true })
  }
  try {
    for (let at = 0; at < size; at++) {
      const options = { name: 'mariadb10.11' as const, settings: settings(provider, cluster, ports, at) }
      // Every node makes its own users, before there is a cluster to tell.
      nodes.push(
        await start(
          { ...programs, server: [...path, ...programs.server] },
          options,
          `SET SESSION wsrep_on = OFF;\n${users}`,
        ),
      )
      await joined(nodes[at] as MysqlServer, at + 1)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { nodes, stop }
}

function settings(provider: string, cluster: string, ports: readonly number[], at: number): Record<string, string> {
  const talk = (node: number): string => `127.0.0.1:${ports[node * 3]}`
  const others = Array.from({ length: at }, (_, node) => talk(node))
  const port = ports[at * 3 + 2]
  const options = {
    'gmcast.listen_addr': `tcp://${talk(at)}`,
    'ist.recv_addr': `127.0.0.1:${ports[at * 3 + 1]}`,
    'gcache.size': '16M',
    // One that is dead is left out within seconds.
    'evs.suspect_timeout': 'PT2S',
    'evs.inactive_timeout': 'PT8S',
    'evs.keepalive_period': 'PT0.5S',
  }
  return {
    'wsrep-on': 'ON',
    'wsrep-provider': provider,
    'wsrep-provider-options': Object.entries(options)
      .map(([key, value]) => `${key}=${value}`)
      .join(';'),
    'wsrep-cluster-name': cluster,
    'wsrep-cluster-address': `gcomm://${others.join(',')}`,
    ...(at === 0 ? { 'wsrep-new-cluster': '' } : {}),
    'wsrep-node-address': '127.0.0.1',
    'wsrep-sst-method': 'mysqldump',
    'wsrep-sst-receive-address': `127.0.0.1:${port}`,
    port: String(port),
    'wsrep-sst-auth': 'lithify:lithify',
    'binlog-format': 'ROW',
    'innodb-autoinc-lock-mode': '2',
  }
}

async function findProvider(): Promise<string | undefined> {
  const installed = join('/usr', library)
  if (existsSync(installed)) return installed
  const tree = await debianTree('bookworm', ['galera-4'])
  const unpacked = tree === undefined ? undefined : join(tree, 'usr', library)
  return unpacked !== undefined && existsSync(unpacked) ? unpacked : undefined
}

/** Waits until it is one of so many, and takes writes. Until then it ends connections as it likes. */
async function joined({ url }: MysqlServer, size: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
    const state = await status(url).catch((error: unknown) => new Map([['error', String(error)]]))
    // It says how many there are only once it has seen somebody come or go.
    const members = state.get('wsrep_incoming_addresses')?.split(',').length
    if (state.get('wsrep_local_state_comment') === 'Synced' && state.get('wsrep_ready') === 'ON' && members === size)
      return
    if (Date.now() > deadline) throw new Error(`The node did not join: ${JSON.stringify([...state])}`)
  }
}

async function status(url: string): Promise<Map<string, string>> {
  const connection = await createConnection(url.replace(/^mariadb:/, 'mysql:'))
  connection.on('error', () => undefined)
  try {
    const [rows] = await connection.query("SHOW STATUS LIKE 'wsrep%'")
    return new Map((rows as { Variable_name: string; Value: string }[]).map((row) => [row.Variable_name, row.Value]))
  } finally {
    connection.destroy()
  }
}
