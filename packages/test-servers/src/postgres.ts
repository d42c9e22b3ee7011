import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { account } from './account.ts'
import { serverAtHand } from './at-hand.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { newDataDirectory } from './directories.ts'
import { guard, type Guard } from './guard.ts'
import { freePort } from './port.ts'
import { copyData, superuser } from './template.ts'
import type { PostgresVersion } from './versions.ts'

export interface PostgresServer {
  /** Of a superuser, in the database `postgres`. */
  readonly url: string
  readonly port: number
  readonly version: PostgresVersion
  /** The directory of its Unix socket, on which no password is asked for. Absent for a server that somebody else runs. */
  readonly socketDirectory?: string | undefined
  /** Ends it as a power cut would and starts it again, on the same port. Absent for a server that somebody else runs. */
  restart?(): Promise<void>
  stop(): Promise<void>
}

export interface PostgresOptions {
  readonly version: PostgresVersion
  /** Settings of its own. With any, no server at hand is used. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Lines that come first in `pg_hba.conf`. */
  readonly access?: readonly string[] | undefined
  /** Switches TLS on, with this certificate and its key, in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
}

/** Nothing that a test writes has to survive a power cut. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  listen_addresses: '127.0.0.1',
  max_connections: '100',
  jit: 'off',
}

/**
 * Starts a server of that version, or finds one: see `serverAtHand`. It ends with `stop()`, and when this process does. Nothing comes back
 * where it cannot be had; tests then skip by name.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer | undefined> {
  const { version } = options
  if (options.settings === undefined && options.access === undefined && options.tls === undefined) {
    const url = await serverAtHand(version)
    if (url !== undefined) return { url, port: Number(new URL(url).port || 5432), version, stop: async () => undefined }
  }
  const binaries = await findBinaries(version)
  return binaries === undefined ? undefined : start(binaries, options)
}

async function start(binaries: Binaries, options: PostgresOptions, attempts = 3): Promise<PostgresServer> {
  const { version } = options
  const directory = newDataDirectory()
  const data = join(directory, 'data')
  await copyData(binaries, data)
  if (options.access !== undefined) await grant(join(data, 'pg_hba.conf'), options.access)
  const port = await freePort()
  const all = {
    ...settings,
    port: String(port),
    unix_socket_directories: directory,
    ...tlsSettings(data, options),
    ...options.settings,
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const guarded = guard(directory, [binaries.postgres, '-D', data, ...flags], 'QUIT')
  try {
    await ready(directory, data)
  } catch (error) {
    await guarded.stop()
    // Somebody took the port in the meantime.
    if (attempts > 1 && String(error).includes('could not bind')) return start(binaries, options, attempts - 1)
    throw error
  }
  const url = `postgres://${superuser.name}:${superuser.password}@127.0.0.1:${port}/postgres`
  return {
    url,
    port,
    version,
    socketDirectory: directory,
    restart: () => restart(guarded, directory, data),
    stop: () => guarded.stop(),
  }
}

async function restart(guarded: Guard, directory: string, data: string): Promise<void> {
  const before = postmaster(data)[0]
  const said = log(directory).length
  guarded.restart()
  while (postmaster(data)[0] === before) await sleep(10)
  await ready(directory, data, said)
}

/** The server writes into this file how far it is. */
function postmaster(data: string): readonly string[] {
  const file = join(data, 'postmaster.pid')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
}

/** @param said How much of the log is about an earlier start. */
async function ready(directory: string, data: string, said = 0): Promise<void> {
  const deadline = Date.now() + 60_000
  while (postmaster(data)[7]?.trim() !== 'ready') {
    const text = log(directory).slice(said)
    if (/FATAL|error while loading/.test(text) || Date.now() > deadline)
      throw new Error(`PostgreSQL did not start:\n${text}`)
    await sleep(20)
  }
}

function log(directory: string): string {
  const file = join(directory, 'log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** The server takes no key that others may read. */
function tlsSettings(data: string, { tls }: PostgresOptions): Record<string, string> {
  if (tls === undefined) return {}
  const [certificate, key] = [join(data, 'server.crt'), join(data, 'server.key')]
  writeFileSync(certificate, tls.certificate)
  writeFileSync(key, tls.key, { mode: 0o600 })
  if (account !== undefined) chownSync(key, account.uid, account.gid)
  return { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key }
}

async function grant(file: string, lines: readonly string[]): Promise<void> {
  await writeFile(file, `${lines.join('\n')}\n${readFileSync(file, 'utf8')}`)
}
