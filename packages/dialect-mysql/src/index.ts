import type { ConfiguredDialect } from '@lithify/core'
import { dialect } from './dialect.ts'
import type { MysqlOptions } from './options.ts'

/**
 * MySQL and MariaDB for a lithify config: `mysql({ url: 'mysql://user@localhost/app' })`. What the URL leaves out comes from the environment variables
 * of the mysql client. Nothing is opened, and the driver is not loaded, before the connection is used.
 */
export function mysql(options: MysqlOptions = {}): ConfiguredDialect {
  return { dialect, options }
}

export default mysql
export { dialect }
export type { MysqlOptions }
