import { setTimeout as sleep } from 'node:timers/promises'
import { LithifyError, messageOf } from '@lithify/core'
import { systemCode } from '@lithify/core/dialect-kit'
import type { PostgresOptions } from '../options.ts'
import { passwordFromFile } from './passfile.ts'
import { connectError, isNoTls, refusal } from './refusal.ts'
import { firstQuery } from './settings.ts'
import type { Target } from './target.ts'
import { encryptions, type Encryption } from './tls.ts'
import { typeParsers } from './values.ts'
import { Wire } from './wire.ts'

/** The oldest PostgreSQL that is supported. */
const oldest = 14

/** How long to wait before a server that is just starting is asked again, in milliseconds. */
const pause = 200

export interface Opened {
  readonly wire: Wire
  /**
   * Whether each transaction may have another session of the server. A server names the process that serves a connection, and it is the one that
   * answers; a pooler makes up a name, since it has to know whose statement is to be cancelled. That tells a pooler, not its mode: in
   * session mode what is done for the other costs little.
   */
  readonly pooled: boolean
}

/**
 * Opens a connection, and brings it into a known state.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`
 */
export async function open(target: Target, options: PostgresOptions): Promise<Opened> {
  const wire = await connect(target)
  try {
    checkVersion(target, wire)
    // One that lives in this process has a single session.
    const backend = target.stream === undefined ? (wire.backend ?? -1) : undefined
    const [row] = await wire.query(firstQuery(options, backend), [])
    return { wire, pooled: row?.['own'] !== true }
  } catch (error) {
    await wire.end()
    throw error instanceof LithifyError ? error : refusal(target, error)
  }
}

/** A server that is starting, or playing back its log after a crash, says so: it is waited for. */
async function connect(target: Target): Promise<Wire> {
  const deadline = performance.now() + target.connectTimeoutMs
  for (;;) {
    try {
      return await attempt(target)
    } catch (error) {
      if (systemCode(error) !== '57P03' || performance.now() + pause > deadline)
        throw isOurs(error) ? error : refusal(target, error)
    }
    await sleep(pause)
  }
}

const isOurs = (error: unknown): boolean => error instanceof LithifyError

/** Tries each way to encrypt that `sslmode` allows. The first error that is about more than TLS is the one to tell. */
async function attempt(target: Target): Promise<Wire> {
  const errors: unknown[] = []
  for (const ssl of encryptions(target)) {
    const wire = new Wire(configOf(target, ssl))
    try {
      await wire.connect()
      return wire
    } catch (error) {
      errors.push(error)
      void wire.end().catch(() => undefined)
      if (!mayDependOnTls(error)) break
    }
  }
  throw errors.find((error) => !isNoTls(messageOf(error))) ?? errors[0]
}

/** Whether the other way to encrypt may get in. `pg_hba.conf` can ask for TLS, or for none. */
function mayDependOnTls(error: unknown): boolean {
  const code = systemCode(error)
  if (code === '28000') return /pg_hba\.conf/.test(messageOf(error))
  return isNoTls(messageOf(error)) || (code !== undefined && /SSL|TLS|CERT|EPROTO/.test(code))
}

function configOf(target: Target, ssl: Encryption): ConstructorParameters<typeof Wire>[0] {
  return {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    password: () => password(target),
    ssl,
    enableChannelBinding: target.channelBinding,
    application_name: target.applicationName,
    connectionTimeoutMillis: target.connectTimeoutMs,
    keepAlive: true,
    types: typeParsers,
    ...(target.stream === undefined ? {} : { stream: target.stream }),
    ...(target.serverOptions === undefined ? {} : { options: target.serverOptions }),
  }
}

/** Asked for only when the server wants one. */
async function password(target: Target): Promise<string> {
  if (target.password !== undefined) return target.password
  const { password: found, refused } = await passwordFromFile(target)
  if (found !== undefined) return found
  const hint = refused ?? `Give it in the URL, in PGPASSWORD or in ${target.passfile}.`
  throw Object.assign(new Error(hint), { code: 'NO_PASSWORD' })
}

function checkVersion(target: Target, wire: Wire): void {
  const version = wire.parameters.get('server_version') ?? ''
  if (Number.parseInt(version, 10) >= oldest) return
  const name = wire.parameters.has('crdb_version')
    ? `CockroachDB, which calls itself PostgreSQL ${version}`
    : `PostgreSQL ${version}`
  throw connectError(
    target,
    `The server is ${name}. lithify needs PostgreSQL ${oldest} or later.`,
    'Upgrade the server.',
  )
}
