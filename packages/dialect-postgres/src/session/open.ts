import { setTimeout as sleep } from 'node:timers/promises'
import { LithifyError, messageOf } from '@lithify/core'
import type { PostgresOptions } from '../options.ts'
import { Batch } from './batch.ts'
import { passwordFromFile } from './passfile.ts'
import { codeOf, connectError, isNoTls, refusal } from './refusal.ts'
import { sessionSettings } from './settings.ts'
import type { Target } from './target.ts'
import { encryptions, type Encryption } from './tls.ts'
import { typeParsers } from './values.ts'
import { Wire } from './wire.ts'

/** The oldest PostgreSQL that is supported. */
const oldest = 14

/** How long to wait before a server that is just starting is asked again, in milliseconds. */
const pause = 200

/**
 * Opens a connection, and brings it into a known state.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`
 */
export async function open(target: Target, options: PostgresOptions): Promise<Wire> {
  const wire = await connect(target)
  try {
    checkVersion(target, wire)
    await wire.run(new Batch(sessionSettings(options)))
    return wire
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
      if (codeOf(error) !== '57P03' || performance.now() + pause > deadline)
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
  const code = codeOf(error)
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
