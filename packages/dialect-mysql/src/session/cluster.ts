import type { Row } from '@lithify/core'
import type { Server } from './server.ts'

interface Asking {
  query(sql: string): Promise<Row[]>
}

/** Servers behind which a statement may reach another server each time. */
const routers: ReadonlySet<string> = new Set(['Vitess'])

/**
 * What keeps runners apart. `server`: a lock of this server is one that every runner has to take. It is not where the server is part of a cluster whose members
 * all take writes, each of which has named locks of its own: Galera tells by `wsrep_on`, Group Replication (`group`) by its mode.
 */
export async function reachOf(
  session: Asking,
  { name }: Pick<Server, 'name'>,
): Promise<'server' | 'cluster' | 'group'> {
  if (routers.has(name)) return 'cluster'
  const rows = await session.query(
    `SHOW VARIABLES WHERE Variable_name IN ('wsrep_on', 'group_replication_single_primary_mode', 'group_replication_group_name')`,
  )
  const values = new Map(
    rows.map((row) => [String(row['Variable_name']).toLowerCase(), String(row['Value']).toUpperCase()]),
  )
  if (values.get('wsrep_on') === 'ON') return 'cluster'
  const inGroup = (values.get('group_replication_group_name') ?? '') !== ''
  return inGroup && values.get('group_replication_single_primary_mode') === 'OFF' ? 'group' : 'server'
}
