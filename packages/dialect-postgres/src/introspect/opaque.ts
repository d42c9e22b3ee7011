import type { OpaqueObject, Plain } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { sequenceText } from '../emit/sequence.ts'
import { quote, quoteString } from '../names.ts'
import { optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { bag, commentOf, sequenceSettings } from './table.ts'

interface Parts {
  readonly kind: string
  readonly namespace?: unknown
  readonly table?: string
  readonly name: string
  readonly create: string
  readonly drop: string
  readonly also?: readonly string[]
  readonly options?: Readonly<Record<string, Plain | undefined>>
}

export function opaque(
  row: CatalogRow,
  { kind, namespace, table, name, create, drop, also, options }: Parts,
): OpaqueObject {
  return {
    kind,
    ...(namespace === undefined ? {} : schemaOf(namespace)),
    ...(table === undefined ? {} : { table }),
    name,
    create,
    drop,
    ...commentOf(row),
    ...bag({ ...options, also: also === undefined ? undefined : [...also] }),
  }
}

export function namespaceOf(row: CatalogRow): OpaqueObject | undefined {
  const name = text(row['name'])
  if (row['kind'] === 'extension') {
    const { comment: _, ...plain } = row
    const said = row['comment'] === row['usual'] ? { ...plain, oid: row.oid } : row
    const schema = text(row['schema'])
    const where = schema === 'pg_catalog' || schema === '' ? '' : ` WITH SCHEMA ${quote(schema)}`
    return opaque(said, {
      kind: 'extension',
      name,
      create: `CREATE EXTENSION IF NOT EXISTS ${quote(name)}${where}`,
      drop: `DROP EXTENSION ${quote(name)}`,
    })
  }
  if (name !== 'public') {
    return opaque(row, {
      kind: 'schema',
      name,
      // Hosting providers put schemas into new databases.
      create: `CREATE SCHEMA IF NOT EXISTS ${quote(name)}`,
      drop: `DROP SCHEMA ${quote(name)}`,
    })
  }
  // It is there in every new database, with this comment.
  if (row['comment'] === 'standard public schema') return undefined
  const { comment: _, ...plain } = row
  return opaque(
    { ...plain, oid: row.oid },
    {
      kind: 'comment',
      name: 'schema public',
      create: `COMMENT ON SCHEMA public IS ${optional(row['comment']) === undefined ? 'NULL' : quoteString(text(row['comment']))}`,
      drop: `COMMENT ON SCHEMA public IS 'standard public schema'`,
    },
  )
}

export function sequenceOf(row: CatalogRow): OpaqueObject {
  const name = text(row['relname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  return opaque(row, {
    kind: 'sequence',
    namespace: row['nspname'],
    name,
    create: sequenceText(place, text(row['type']), sequenceSettings(row)),
    // It goes with the table whose column owns it.
    drop: `DROP SEQUENCE IF EXISTS ${place}`,
  })
}

/** That a sequence goes with a column is said once both are there: each needs the other. */
export function sequenceOwner(row: CatalogRow, host: { schema?: string | undefined; name: string }): OpaqueObject {
  const { comment: _, ...plain } = row
  const sequence = { ...schemaOf(row['nspname']), name: text(row['relname']) }
  const start = `ALTER SEQUENCE ${qualified(sequence)} OWNED BY`
  return {
    ...opaque(
      { ...plain, oid: row.oid },
      {
        kind: 'sequenceOwner',
        namespace: host.schema ?? 'public',
        table: host.name,
        name: sequence.name,
        create: `${start} ${qualified(host)}.${quote(text(row['column']))}`,
        drop: `${start} NONE`,
      },
    ),
    dependsOn: [{ kind: 'sequence', ...sequence }],
  }
}

export function functionOf(row: CatalogRow): OpaqueObject {
  const kind = row['prokind'] === 'p' ? 'procedure' : 'function'
  const name = `${text(row['quoted'])}(${text(row['arguments'])})`
  const place = `${quote(text(row['nspname']))}.${name}`
  const create = text(row['definition'])
    .trimEnd()
    .replace(/^CREATE OR REPLACE /, 'CREATE ')
  return opaque(row, { kind, namespace: row['nspname'], name, create, drop: `DROP ${kind.toUpperCase()} ${place}` })
}

export const states: Readonly<Record<string, string>> = { D: 'DISABLE', R: 'ENABLE REPLICA', A: 'ENABLE ALWAYS' }

/** A trigger, rule, policy or extended statistics. */
export function hostedOf(row: CatalogRow, host: { schema?: string | undefined; name: string }): OpaqueObject {
  const kind = text(row['kind'])
  const name = text(row['name'])
  const table = qualified(host)
  const state = states[text(row['enabled'])]
  const definition = text(row['definition']).replace(/;\s*$/, '')
  if (kind === 'statistics') {
    const place = qualified({ ...schemaOf(row['nspname']), name })
    const target = row['details']
    return opaque(row, {
      kind,
      namespace: row['nspname'],
      name,
      create: definition,
      drop: `DROP STATISTICS ${place}`,
      also: typeof target === 'number' ? [`ALTER STATISTICS ${place} SET STATISTICS ${target}`] : [],
    })
  }
  // Not for partitions too: each of them says its own.
  const start = `ALTER TABLE ONLY ${table}`
  if (kind === 'partitionTrigger') {
    return opaque(row, {
      kind,
      namespace: host.schema ?? 'public',
      table: host.name,
      name,
      create: `${start} ${state ?? 'ENABLE'} TRIGGER ${quote(name)}`,
      drop: `${start} ENABLE TRIGGER ${quote(name)}`,
    })
  }
  return opaque(row, {
    kind,
    namespace: host.schema ?? 'public',
    table: host.name,
    name,
    create: kind === 'policy' ? policyText(row, name, table) : definition,
    drop: `DROP ${kind.toUpperCase()} ${quote(name)} ON ${table}`,
    also: state === undefined ? [] : [`${start} ${state} ${kind.toUpperCase()} ${quote(name)}`],
  })
}

const commands: Readonly<Record<string, string>> = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE' }

interface PolicyDetails {
  readonly permissive: boolean
  readonly command: string
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}

function policyText(row: CatalogRow, name: string, table: string): string {
  const { permissive, command, roles, using, check } = row['details'] as PolicyDetails
  return [
    `CREATE POLICY ${quote(name)} ON ${table}`,
    ...(permissive ? [] : ['AS RESTRICTIVE']),
    ...(commands[command] === undefined ? [] : [`FOR ${commands[command]}`]),
    ...(roles.length === 1 && roles[0] === 'PUBLIC' ? [] : [`TO ${roles.join(', ')}`]),
    ...(using === null ? [] : [`USING (${using})`]),
    ...(check === null ? [] : [`WITH CHECK (${check})`]),
  ].join(' ')
}
