import { accessSync, chownSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:net'
import { account } from './account.ts'
import { newDirectory } from './directories.ts'
import { guard } from './guard.ts'
import { freePort } from './port.ts'

export interface Pgbouncer {
  /** The URL of a database on the server, through the pooler. */
  through(url: string): string
  stop(): Promise<void>
}

export interface PgbouncerOptions {
  /** The URL of the server, with its user and password. */
  readonly url: string
  /** Default `transaction`: a session of the server for each transaction. */
  readonly poolMode?: 'session' | 'transaction' | undefined
  /** How many sessions of the server all clients of a database share. Default 4. */
  readonly poolSize?: number | undefined
}

/** The program, where this machine has it: Debian's package `pgbouncer`. */
export const pgbouncerProgram: string | undefined = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  .map((directory) => join(directory, 'pgbouncer'))
  .find(isProgram)

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts a pooler before a server. It ends with `stop()`, and when this process does. */
export async function startPgbouncer(options: PgbouncerOptions): Promise<Pgbouncer> {
  if (pgbouncerProgram === undefined) throw new Error('There is no pgbouncer on this machine.')
  const directory = newDirectory()
  const port = await freePort()
  const file = join(directory, 'pgbouncer.ini')
  writeFileSync(file, settings(options, port), { mode: 0o600 })
  if (account !== undefined) chownSync(file, account.uid, account.gid)
  const guarded = guard(directory, [pgbouncerProgram, file], 'KILL')
  try {
    await ready(port, join(directory, 'log'))
  } catch (error) {
    await guarded.stop()
    throw error
  }
  return {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).toString(),
    stop: () => guarded.stop(),
  }
}

/** It lets everybody in, and goes to the server as the user that the URL names. */
function settings({ url, poolMode = 'transaction', poolSize = 4 }: PgbouncerOptions, port: number): string {
  const { hostname, port: serverPort, username, password } = new URL(url)
  return `[databases]
* = host=${hostname} port=${serverPort || '5432'} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
default_pool_size = ${poolSize}
max_client_conn = 200
server_idle_timeout = 5
`
}

async function ready(port: number, log: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await answers(port))) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : ''
    if (/FATAL/.test(said) || Date.now() > deadline) throw new Error(`pgbouncer did not start:\n${said}`)
    await sleep(20)
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
