import type { ConfiguredDialect } from '@lithify/core'
import { dialect } from './dialect.ts'
import type { SqliteOptions } from './options.ts'

/**
 * SQLite for a lithify config: `sqlite({ url: 'sqlite:app.db' })` or `sqlite({ filename: 'app.db' })`. Nothing is opened, and the driver is
 * not loaded, before the connection is used.
 */
export function sqlite(options: SqliteOptions = {}): ConfiguredDialect {
  return { dialect, options }
}

export default sqlite
export { dialect }
export type { SqliteOptions }
