import type { ConfiguredDialect } from '@lithify/core'
import { postgres } from '@lithify/dialect-postgres'
import { withLithify } from '../with-lithify.ts'

const dialect = (database: string): ConfiguredDialect => postgres({ url: database })

/** Applies what is pending, or boots an empty database from its dump: `lithify run`. */
export const migrate = withLithify(dialect, (lithify) => lithify.run())

export const dump = withLithify(dialect, (lithify) => lithify.dump())
