import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Duplex } from 'node:stream'
import type { PostgresOptions } from '../options.ts'
import { parseUrl, urls, type Settings } from './url.ts'

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof sslModes)[number]

/** A server, a database in it, and how to get in. */
export interface Target {
  /** A name, an address, or the directory of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  /** Where the password is looked up when there is none. */
  readonly passfile: string
  readonly sslMode: SslMode
  /** Paths; `system` for the certificates that Node trusts. */
  readonly sslRootCert: string | undefined
  readonly sslCert: string | undefined
  readonly sslKey: string | undefined
  readonly channelBinding: boolean
  readonly applicationName: string
  readonly connectTimeoutMs: number
  /** Settings for the server: `-c name=value`. */
  readonly serverOptions: string | undefined
  /** What stands in for a socket, where the server is reached by none. */
  readonly stream?: (() => Duplex) | undefined
}

/** Key words of URLs, and the environment variables that stand in for them. */
const variables: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  channel_binding: 'PGCHANNELBINDING',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
}

/**
 * Where the options lead: the URL first, then libpq's environment variables, then libpq's defaults. Two differ from libpq's: the host
 * is `localhost` rather than a socket whose directory depends on how the server was built, and there is always a time limit.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function locate(options: PostgresOptions, environment: NodeJS.ProcessEnv = process.env): Target {
  const url = typeof options.url === 'function' ? options.url() : options.url
  if (url === undefined && environment['PGSERVICE'] !== undefined)
    throw urls.invalid('PGSERVICE is not supported. Give a URL.')
  const settings = fromEnvironment(url === undefined || url === '' ? {} : parseUrl(url), environment)
  const root = options.root ?? '.'
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : resolve(root, value)
  const user = settings['user'] ?? urls.systemUser()
  const rootCert = settings['sslrootcert']
  return {
    host: settings['hostaddr'] ?? settings['host'] ?? 'localhost',
    port: urls.wholeNumber('port', settings['port'] ?? '5432', 65_535),
    database: settings['dbname'] ?? user,
    user,
    password: settings['password'],
    passfile: path(settings['passfile']) ?? defaultPassfile(environment),
    sslMode: sslMode(settings),
    sslRootCert: rootCert === 'system' ? rootCert : path(rootCert),
    sslCert: path(settings['sslcert']),
    sslKey: path(settings['sslkey']),
    channelBinding: settings['channel_binding'] === 'require',
    applicationName:
      options.applicationName ?? settings['application_name'] ?? settings['fallback_application_name'] ?? 'lithify',
    connectTimeoutMs: options.connectTimeoutMs ?? timeout(settings['connect_timeout']),
    serverOptions: settings['options'],
  }
}

export const isSocket = (host: string): boolean => isAbsolute(host)

/** As people are shown it, and as errors carry it. Without the password. */
export function place({ host, port, database, user }: Target): {
  host: string
  port: number
  database: string
  user: string
} {
  return { host, port, database, user }
}

function fromEnvironment(settings: Settings, environment: NodeJS.ProcessEnv): Settings {
  const all: Record<string, string> = { ...settings }
  for (const [key, variable] of Object.entries(variables)) {
    const value = environment[variable]
    if (value === undefined || value === '' || all[key] !== undefined) continue
    // An address in the environment belongs to the host of the environment.
    if (key === 'hostaddr' && settings['host'] !== undefined) continue
    all[key] = value
  }
  return all
}

function sslMode(settings: Settings): SslMode {
  const mode =
    settings['sslmode'] ?? ({ true: 'require', false: 'disable' } as Settings)[settings['ssl'] ?? ''] ?? 'prefer'
  // What node-postgres calls `no-verify` is libpq's `require`.
  const found = sslModes.find((each) => each === (mode === 'no-verify' ? 'require' : mode))
  if (found === undefined) throw urls.invalid(`sslmode is ${sslModes.join(', ')}; not ${JSON.stringify(mode)}.`)
  return found
}

function timeout(seconds: string | undefined): number {
  if (seconds === undefined) return 10_000
  return urls.wholeNumber('connect_timeout', seconds, 1_000_000) * 1000
}

function defaultPassfile(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(environment['APPDATA'] ?? '.', 'postgresql', 'pgpass.conf')
  return join(homedir(), '.pgpass')
}
