import type { ConfiguredDialect } from '@lithify/core'
import { dialect } from './dialect.ts'
import type { InProcessPostgres, PostgresOptions } from './options.ts'

/**
 * PostgreSQL for a lithify config: `postgres({ url: 'postgres://user@localhost/app' })`. Without a URL, libpq's environment variables say
 * where the database is. Nothing is opened, and the driver is not loaded, before the connection is used.
 */
export function postgres(options: PostgresOptions = {}): ConfiguredDialect {
  return { dialect, options }
}

export default postgres
export { dialect }
export type { InProcessPostgres, PostgresOptions }
