import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { account } from '../account.ts'
import { newDataDirectory } from '../directories.ts'
import { guard, type Guard } from '../guard.ts'
import { freePort } from '../port.ts'
import { serverAtHand } from './at-hand.ts'
import { mysqlServers, type MysqlServerName } from './names.ts'
import { findPrograms, installedClients, type Programs } from './programs.ts'
import { copyData, placeFlags } from './template.ts'

export interface MysqlServer {
  /** Of a user who may do everything, without a database. */
  readonly url: string
  readonly port: number
  readonly name: MysqlServerName
  /** Its Unix socket. Absent for a server that somebody else runs. */
  readonly socket?: string | undefined
  /** The native clients, each with what stands before its arguments; empty where there is none. */
  readonly client: readonly string[]
  readonly dump: readonly string[]
  /** Ends it as a power cut would and starts it again, on the same port. Absent for a server that somebody else runs. */
  restart?(): Promise<void>
  stop(): Promise<void>
}

export interface MysqlOptions {
  readonly name: MysqlServerName
  /** Settings of its own. With any, no server at hand is used. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Switches TLS on, with this certificate and its key, in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
}

const user = { name: 'lithify', password: 'lithify' } as const

/** Nothing that a test writes has to survive a power cut, and nothing of what it does is slow because of it. */
const settings = {
  'bind-address': '127.0.0.1',
  'max-connections': '100',
  'skip-log-bin': '',
  'skip-name-resolve': '',
  'innodb-flush-log-at-trx-commit': '0',
  'innodb-buffer-pool-size': '64M',
  'performance-schema': '0',
}
const own = {
  mysql: { mysqlx: '0', 'secure-file-priv': 'NULL', 'innodb-redo-log-capacity': '8388608', 'innodb-doublewrite': '0' },
  mariadb: { 'innodb-log-file-size': '8M', 'innodb-doublewrite': '0' },
} as const

/**
 * Starts a server of that line, or finds one: see `serverAtHand`. It ends with `stop()`, and when this process does. Nothing comes back where
 * it cannot be had; tests then skip by name.
 */
export async function startMysql(options: MysqlOptions): Promise<MysqlServer | undefined> {
  const { name } = options
  if (options.settings === undefined && options.tls === undefined) {
    const url = await serverAtHand(name)
    if (url !== undefined) {
      const port = Number(new URL(url).port || 3306)
      return { url, port, name, ...installedClients(name), stop: async () => undefined }
    }
  }
  const programs = await findPrograms(name)
  return programs === undefined ? undefined : start(programs, options)
}

/** @param init Statements that the server runs each time that it starts, one in each line. */
export async function start(
  programs: Programs,
  options: MysqlOptions,
  init = users,
  attempts = 3,
): Promise<MysqlServer> {
  const { name } = options
  const { flavour } = mysqlServers[name]
  const directory = newDataDirectory()
  const data = join(directory, 'data')
  await copyData(programs, data, options.settings?.['lower-case-table-names'])
  const port = options.settings?.['port'] === undefined ? await freePort() : Number(options.settings['port'])
  const socket = join(directory, 's.sock')
  const all: Readonly<Record<string, string>> = {
    ...settings,
    ...own[flavour],
    port: String(port),
    socket,
    'pid-file': join(directory, 'pid'),
    'init-file': give(directory, 'init.sql', init),
    ...tlsSettings(directory, options),
    ...options.settings,
  }
  const flags = Object.entries(all).map(([key, value]) => `--${key}${value === '' ? '' : `=${value}`}`)
  const guarded = guard(directory, [...programs.server, ...placeFlags(programs, data), ...flags], 'KILL')
  try {
    await ready(directory, 1)
  } catch (error) {
    await guarded.stop()
    // Somebody took the port in the meantime.
    if (attempts > 1 && /bind on TCP|Address already in use/i.test(String(error)))
      return start(programs, options, init, attempts - 1)
    throw error
  }
  return {
    url: `${flavour}://${user.name}:${user.password}@127.0.0.1:${port}/`,
    port,
    name,
    socket,
    client: programs.client,
    dump: programs.dump,
    restart: () => restart(guarded, directory),
    stop: () => guarded.stop(),
  }
}

/** Who may do everything. */
export const users = `CREATE USER IF NOT EXISTS '${user.name}'@'%' IDENTIFIED BY '${user.password}';
GRANT ALL ON *.* TO '${user.name}'@'%' WITH GRANT OPTION;
`

async function restart(guarded: Guard, directory: string): Promise<void> {
  const starts = readiness(directory)
  guarded.restart()
  await ready(directory, starts + 1)
}

const log = (directory: string): string => {
  const file = join(directory, 'log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** How often it has said that it takes connections, at its port and not only at its socket. */
const readiness = (directory: string): number =>
  log(directory).match(/ready for connections\.\s[^]*?port: [1-9]/g)?.length ?? 0

async function ready(directory: string, times: number): Promise<void> {
  const deadline = Date.now() + 90_000
  while (readiness(directory) < times) {
    if (/\bAborting\b|error while loading/.test(log(directory)) || Date.now() > deadline)
      throw new Error(`The server did not start:\n${log(directory)}`)
    await sleep(20)
  }
}

/** The server takes no key that others may read. */
function tlsSettings(directory: string, { tls }: MysqlOptions): Record<string, string> {
  if (tls === undefined) return {}
  const certificate = give(directory, 'server.crt', tls.certificate)
  return { 'ssl-cert': certificate, 'ssl-key': give(directory, 'server.key', tls.key), 'ssl-ca': certificate }
}

/** Writes a file that belongs to the servers' account. */
export function give(directory: string, name: string, text: string, mode = 0o600): string {
  const file = join(directory, name)
  writeFileSync(file, text, { mode })
  if (account !== undefined) chownSync(file, account.uid, account.gid)
  return file
}
