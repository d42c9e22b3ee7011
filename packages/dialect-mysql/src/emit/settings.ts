import type { Options, Schema } from '@lithify/core'
import { quoteString } from '../names.ts'

/** Settings of the session on which depends what the text of a view or routine means, and under which the server keeps it. */
const known = {
  sqlMode: 'sql_mode',
  charset: 'character_set_client',
  connection: 'collation_connection',
  timeZone: 'time_zone',
} as const

/** Statements under the settings that they need, and those of the session again. */
export function underSettings(statements: readonly string[], options: Options | undefined, schema: Schema): string[] {
  const wanted = Object.entries(known).flatMap(([key, name]) => {
    const value = options?.[key]
    return typeof value === 'string' ? [{ name, value }] : []
  })
  const changed = inDatabase(statements, options?.['databaseCollation'], schema.options['collation'])
  if (wanted.length === 0) return changed
  const kept = wanted.map(({ name }) => `@lithify_own_${name} = @@SESSION.${name}`)
  const set = wanted.map(({ name, value }) => `SESSION ${name} = ${quoteString(value)}`)
  const restored = wanted.map(({ name }) => `SESSION ${name} = @lithify_own_${name}`)
  return [`SET ${[...kept, ...set].join(', ')}`, ...changed, `SET ${restored.join(', ')}`]
}

/** What parameters and variables that say nothing of it have, a routine keeps from the database as it was. */
function inDatabase(statements: readonly string[], collation: unknown, own: unknown): string[] {
  if (typeof collation !== 'string' || typeof own !== 'string' || collation === own) return [...statements]
  return [`ALTER DATABASE COLLATE ${collation}`, ...statements, `ALTER DATABASE COLLATE ${own}`]
}
