import { resolve } from 'node:path'
import type { MysqlOptions } from '../options.ts'
import { parseUrl, urls, type Settings } from './url.ts'

const sslModes = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const
type SslMode = (typeof sslModes)[number]

/** A server, a database in it, and how to get in. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The path of a Unix socket, which is used instead of host and port. */
  readonly socket: string | undefined
  /** Absent: none, which only work on the server itself needs. */
  readonly database: string | undefined
  readonly user: string
  readonly password: string
  readonly sslMode: SslMode
  /** Paths. */
  readonly sslCa: string | undefined
  readonly sslCert: string | undefined
  readonly sslKey: string | undefined
  readonly connectTimeoutMs: number
}

/**
 * Where the options lead: the URL first, then the environment variables of the mysql client, then its defaults. One differs: `localhost` is
 * reached by TCP, unless a socket is named.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function locate(options: MysqlOptions, environment: NodeJS.ProcessEnv = process.env): Target {
  const url = typeof options.url === 'function' ? options.url() : options.url
  const settings = url === undefined || url === '' ? {} : parseUrl(url)
  const variable = (name: string): string | undefined => environment[name] || undefined
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : resolve(options.root ?? '.', value)
  const host = settings['host'] ?? variable('MYSQL_HOST')
  return {
    host: host ?? 'localhost',
    port: urls.wholeNumber('port', settings['port'] ?? variable('MYSQL_TCP_PORT') ?? '3306', 65_535),
    socket: path(settings['socket']) ?? (host === undefined ? path(variable('MYSQL_UNIX_PORT')) : undefined),
    database: settings['database'],
    user: settings['user'] ?? urls.systemUser(),
    password: settings['password'] ?? environment['MYSQL_PWD'] ?? '',
    sslMode: sslMode(settings),
    sslCa: path(settings['ssl-ca']),
    sslCert: path(settings['ssl-cert']),
    sslKey: path(settings['ssl-key']),
    connectTimeoutMs: options.connectTimeoutMs ?? timeout(settings['connect-timeout']),
  }
}

/** Where it is, in one word. */
export const placeOf = ({ host, port, socket }: Target): string => socket ?? `${host}:${port}`

/** As errors carry it. Without the password. */
export function place({ host, port, socket, database, user }: Target): Record<string, unknown> {
  return { ...(socket === undefined ? { host, port } : { socket }), database, user }
}

/** The words of PostgreSQL's clients, of node-mysql and of Prisma mean something here too. */
function sslMode(settings: Settings): SslMode {
  const written = settings['ssl-mode'] ?? modeOf(settings)
  const name = written.toUpperCase().replaceAll('-', '_')
  const alias: Readonly<Record<string, SslMode>> = {
    DISABLE: 'DISABLED', ALLOW: 'PREFERRED', PREFER: 'PREFERRED', REQUIRE: 'REQUIRED', VERIFY_FULL: 'VERIFY_IDENTITY',
  } // prettier-ignore
  const found = alias[name] ?? sslModes.find((mode) => mode === name)
  if (found === undefined) throw urls.invalid(`ssl-mode is ${sslModes.join(', ')}; not ${JSON.stringify(written)}.`)
  return found
}

function modeOf(settings: Settings): string {
  const { ssl, 'ssl-accept': accept } = settings
  if (accept !== undefined) return accept === 'strict' ? 'VERIFY_IDENTITY' : 'REQUIRED'
  if (ssl === undefined) return 'PREFERRED'
  if (/^(?:false|0|no)$/i.test(ssl)) return 'DISABLED'
  return /"rejectUnauthorized"\s*:\s*true/.test(ssl) ? 'VERIFY_IDENTITY' : 'REQUIRED'
}

function timeout(seconds: string | undefined): number {
  if (seconds === undefined) return 10_000
  const value = Number(seconds)
  if (!(value >= 0 && value < 1_000_000))
    throw urls.invalid(`The connect-timeout is no such number: ${JSON.stringify(seconds)}.`)
  return value * 1000
}
