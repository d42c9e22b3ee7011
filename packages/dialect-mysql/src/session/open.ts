import { LithifyError } from '@lithify/core'
import type { MysqlOptions } from '../options.ts'
import { serverCode } from '../failure.ts'
import { connectError, refusal } from './refusal.ts'
import { readServer, tooOld, type Server } from './server.ts'
import { applySettings } from './settings.ts'
import { encryptions, type Encryption } from './tls.ts'
import type { Target } from './target.ts'
import { Interrupted, Wire } from './wire.ts'

/**
 * Opens a connection, finds out what is on the other side, and brings the session into a known state.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_CONFIG_INVALID`
 */
export async function open(target: Target, options: MysqlOptions): Promise<{ wire: Wire; server: Server }> {
  const wire = await connect(target)
  try {
    const server = await readServer(wire)
    const old = tooOld(server)
    if (old !== undefined) throw connectError(target, old, 'Upgrade the server.')
    await applySettings(wire, server, options)
    return { wire, server }
  } catch (error) {
    await wire.end()
    throw error instanceof LithifyError ? error : refusal(target, error instanceof Interrupted ? error.cause : error)
  }
}

/** Tries each way to encrypt that `ssl-mode` allows. The first error that is about more than TLS is the one to tell. */
async function connect(target: Target): Promise<Wire> {
  const errors: unknown[] = []
  for (const ssl of encryptions(target)) {
    const wire = new Wire({ ...place(target), connectTimeout: target.connectTimeoutMs, ...secured(ssl) })
    try {
      await wire.connect()
      return wire
    } catch (error) {
      errors.push(error)
      void wire.end()
      if (!isAboutTls(error)) break
    }
  }
  throw refusal(target, errors.find((error) => !isAboutTls(error)) ?? errors[0])
}

const secured = (ssl: Encryption): { ssl?: NonNullable<Encryption> } => (ssl === undefined ? {} : { ssl })

function place({ host, port, socket, user, password, database }: Target): Record<string, string | number> {
  return {
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    user,
    password,
    ...(database === undefined ? {} : { database }),
  }
}

/** Whether it may work without TLS. */
const isAboutTls = (error: unknown): boolean => /SSL|TLS|CERT|EPROTO/.test(serverCode(error) ?? '')
