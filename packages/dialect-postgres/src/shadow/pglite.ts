import { LithifyError, messageOf } from '@lithify/core'
import { openSession, type PostgresSession } from '../driver.ts'
import type { InProcessPostgres, PostgresOptions } from '../options.ts'
import type { Target } from '../session/target.ts'
import { PgliteStream } from './pglite-stream.ts'

/**
 * An empty PostgreSQL inside this process: no server is needed, and none is asked. It is the version that PGlite is built from, with no
 * roles and no extensions but those that it was made with.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export async function pgliteShadow(
  make: 'pglite' | (() => Promise<InProcessPostgres>),
  options: PostgresOptions,
): Promise<PostgresSession> {
  const pglite = make === 'pglite' ? await started() : await make()
  try {
    return await openSession(targetOf(pglite, options), { ...options, readOnly: false }, () => pglite.close())
  } catch (error) {
    await pglite.close().catch(() => undefined)
    throw error
  }
}

async function started(): Promise<InProcessPostgres> {
  const { PGlite } = await import('@electric-sql/pglite').catch((error: unknown) => {
    throw new LithifyError('LITHIFY_E_CONFIG_INVALID', `PGlite cannot be loaded: ${messageOf(error)}`, {
      hint: "npm install --save-dev @electric-sql/pglite  or leave the option  shadow: 'pglite'  out, so that scratch databases are made on the server.",
      cause: error,
    })
  })
  return PGlite.create()
}

/** It has one user, asks for no password and is reached by no network. */
function targetOf(pglite: InProcessPostgres, { applicationName }: PostgresOptions): Target {
  return {
    host: 'pglite',
    port: 0,
    database: 'postgres',
    user: 'postgres',
    password: '',
    passfile: '',
    sslMode: 'disable',
    sslRootCert: undefined,
    sslCert: undefined,
    sslKey: undefined,
    channelBinding: false,
    applicationName: applicationName ?? 'lithify',
    // Nothing that could hang: it lives in this process.
    connectTimeoutMs: 0,
    serverOptions: undefined,
    stream: () => new PgliteStream(pglite),
  }
}
