import type { PostgresOptions } from './options.ts'
import type { PostgresSession } from './driver.ts'
import { pgliteShadow } from './shadow/pglite.ts'
import { serverShadow } from './shadow/server.ts'

/**
 * An empty scratch database, and a session in it. Closing the session takes the database away.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_UNSUPPORTED`, `LITHIFY_E_CONFIG_INVALID`
 */
export function shadow(options: PostgresOptions): Promise<PostgresSession> {
  const { shadow: where = 'server' } = options
  return where === 'server' ? serverShadow(options) : pgliteShadow(where, options)
}
