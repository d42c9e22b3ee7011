import type { ConfiguredDialect } from '@lithify/core'
import { sqlite } from '@lithify/dialect-sqlite'
import { withLithify } from './with-lithify.ts'

const dialect = (database: string): ConfiguredDialect => sqlite({ filename: database })

/** Applies what is pending, or boots an empty database from its dump: `lithify run`. */
export const migrate = withLithify(dialect, (lithify) => lithify.run())

export const dump = withLithify(dialect, (lithify) => lithify.dump())

/** Writes lithify.lock, which a project has in version control. */
export const lock = withLithify(dialect, (lithify) => lithify.lockMigrations())
