import type { ConfiguredDialect } from '@lithify/core'
import { mysql } from '@lithify/dialect-mysql'
import { withLithify } from '../with-lithify.ts'

const dialect = (database: string): ConfiguredDialect => mysql({ url: database })

/** Applies what is pending, or boots an empty database from its dump: `lithify run`. */
export const migrate = withLithify(dialect, (lithify) => lithify.run())

export const dump = withLithify(dialect, (lithify) => lithify.dump())
