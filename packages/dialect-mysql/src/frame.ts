import { isForeignKey, isTable, type Schema } from '@lithify/core'

/**
 * What opens and closes a dump: the settings under which it was written, and those of the session again. Client and server understand every
 * line, MySQL and MariaDB both. Values without a time zone of their own are in UTC.
 */
export function frame(schema: Schema): { before: string[]; after: string[] } {
  const { options } = schema
  const [loosened, restored] = needsLooseKeys(schema) ? looseKeys : [[], []]
  const [explicit, implicit] = needsExplicitTimestamps(schema) ? explicitTimestamps : [[], []]
  const settings = Object.entries({
    // An engine that is not there is an error, and no reason to take another one.
    sql_mode: `'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'`,
    default_storage_engine: 'InnoDB',
    time_zone: `'+00:00'`,
    foreign_key_checks: '0',
    unique_checks: '0',
  })
  const kept = [...connection, ...settings.map(([name]) => name)]
  const names = typeof options['names'] === 'string' ? ` COLLATE ${options['names']}` : ''
  return {
    before: [
      `SET ${kept.map((name) => `@lithify_${name} = @@SESSION.${name}`).join(', ')}`,
      `SET NAMES utf8mb4${names}`,
      `SET ${settings.map(([name, value]) => `SESSION ${name} = ${value}`).join(', ')}`,
      ...loosened,
      ...explicit,
      ...database(options),
    ],
    after: [...implicit, ...restored, `SET ${kept.map((name) => `SESSION ${name} = @lithify_${name}`).join(', ')}`],
  }
}

/** MySQL lets a foreign key refer to columns that are no key of their own, and since 8.4 only where it is asked to. MariaDB runs no such comment. */
const looseKeys = [
  [
    '/*!80400 SET @lithify_restrict_fk = @@SESSION.restrict_fk_on_non_standard_key, SESSION restrict_fk_on_non_standard_key = 0 */',
  ],
  ['/*!80400 SET SESSION restrict_fk_on_non_standard_key = @lithify_restrict_fk */'],
] as const

const needsLooseKeys = (schema: Schema): boolean =>
  schema
    .objects()
    .filter(isForeignKey)
    .some(({ references }) => {
      const parent = schema.table({ schema: references.schema, name: references.table })
      const keys = [parent?.primaryKey, ...(parent?.uniques ?? [])]
      const names = references.columns.map((column) => column.toLowerCase()).join('\0')
      return !keys.some((key) => key?.keys.map(({ column = '' }) => column.toLowerCase()).join('\0') === names)
    })

/** Where the server is set so, a timestamp that says nothing of its default gets one by itself. Not every user may set that, so it is left alone where it is right. */
const explicitTimestamps = [
  [
    'SET @lithify_explicit_defaults = @@SESSION.explicit_defaults_for_timestamp',
    ...prepared(`IF(@lithify_explicit_defaults, 'DO 0', 'SET SESSION explicit_defaults_for_timestamp = 1')`),
  ],
  prepared(`IF(@lithify_explicit_defaults, 'DO 0', 'SET SESSION explicit_defaults_for_timestamp = 0')`),
] as const

function prepared(expression: string): string[] {
  return [
    `SET @lithify_statement = ${expression}`,
    'PREPARE lithify_statement FROM @lithify_statement',
    'EXECUTE lithify_statement',
    'DEALLOCATE PREPARE lithify_statement',
  ]
}

const needsExplicitTimestamps = (schema: Schema): boolean =>
  schema.objects().some((object) => {
    if (object.kind === 'tableAsShown') return 'create' in object && /\btimestamp\b/i.test(object.create)
    if (!isTable(object)) return false
    return object.columns.some(
      (column) =>
        /^timestamp\b/i.test(column.type) &&
        !column.nullable &&
        column.default === undefined &&
        column.generated === undefined &&
        column.options?.['row'] === undefined,
    )
  })

/** What SET NAMES sets. */
const connection = ['character_set_client', 'character_set_results', 'collation_connection']

/** Tables that say nothing of it, those of later migrations too, and routines have what the database has. */
function database({ charset, collation }: Schema['options']): string[] {
  if (typeof charset !== 'string' || typeof collation !== 'string') return []
  return [`ALTER DATABASE CHARACTER SET ${charset} COLLATE ${collation}`]
}
