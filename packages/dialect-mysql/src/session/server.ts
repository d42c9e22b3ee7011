import type { ServerInfo } from '@lithify/core'
import type { Target } from './target.ts'
import type { Wire } from './wire.ts'

/** What is on the other side. */
export interface Server {
  readonly flavour: 'mysql' | 'mariadb'
  /** As its makers write it: `MySQL`, `MariaDB`, `Percona Server`, `TiDB` … */
  readonly name: string
  readonly version: string
  /** Major and minor number. */
  readonly line: readonly [number, number]
  /** The modes of the session as the server gave them, and with which it reads scripts here. */
  readonly sqlMode: string
  readonly maxPacket: number
  readonly database: string | undefined
  /** Names of tables have no case. */
  readonly folds: boolean
  /** A member of a group that replicates, in which all take writes, as far as that was found out. */
  readonly isInGroup?: boolean | undefined
}

/** What a comment holds that only MariaDB runs tells the two apart, whatever they are set to say of themselves. */
const question = `SELECT VERSION() AS version, @@version_comment AS comment, 0 /*M!100000 + 1 */ AS mariadb,
  @@SESSION.sql_mode AS sql_mode, @@max_allowed_packet AS packet, DATABASE() AS db, @@lower_case_table_names AS folds`

export async function readServer(wire: Wire): Promise<Server> {
  const [row] = (await wire.run(question, [], true)).rows
  const said = String(row?.['version'])
  const comment = String(row?.['comment'])
  const flavour = row?.['mariadb'] === 1 ? 'mariadb' : 'mysql'
  // `10.11.19-MariaDB-0+deb12u1`, `8.0.36-28`, `8.0.11-TiDB-v7.5.0`, and what proxies of old put before it: `5.5.5-10.11.19-MariaDB`.
  const version = /\d+\.\d+\.\d+/.exec(flavour === 'mariadb' ? said.replace(/^5\.5\.5-/, '') : said)?.[0] ?? said
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const database = row?.['db']
  return {
    flavour,
    name: nameOf(flavour, `${said} ${comment}`),
    version,
    line: [major, minor],
    sqlMode: String(row?.['sql_mode']),
    maxPacket: Number(row?.['packet']),
    database: typeof database === 'string' ? database : undefined,
    folds: Number(row?.['folds']) !== 0,
  }
}

const makers = [
  [/tidb/i, 'TiDB'],
  [/vitess|planetscale/i, 'Vitess'],
  [/percona/i, 'Percona Server'],
  [/aurora/i, 'Aurora MySQL'],
  [/oceanbase/i, 'OceanBase'],
  [/singlestore|memsql/i, 'SingleStore'],
] as const

function nameOf(flavour: Server['flavour'], said: string): string {
  if (flavour === 'mariadb') return 'MariaDB'
  return makers.find(([shape]) => shape.test(said))?.[1] ?? 'MySQL'
}

/** The oldest that are supported. Others that speak MySQL's language say versions of their own. */
const oldest = { mysql: [8, 0], mariadb: [10, 11] } as const

export function tooOld({ flavour, name, version, line }: Server): string | undefined {
  const [major, minor] = oldest[flavour]
  if (line[0] > major || (line[0] === major && line[1] >= minor)) return undefined
  return `The server is ${name} ${version}. lithify needs ${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${major}.${minor} or later.`
}

export function serverInfo({ name, version, line }: Server, { host, socket }: Target, database: string): ServerInfo {
  return { name, version, major: line.join('.'), database, host: socket ?? host }
}
