import type { Check, Column, Options, Plain, PrimaryKey, Table, Unique } from '@lithify/core'
import { identityName } from '../emit/generated-names.ts'
import { list, optional, schemaOf, text, type CatalogRow } from './catalog.ts'

/** What belongs to one relation. */
export interface Parts {
  readonly columns: readonly CatalogRow[]
  readonly constraints: readonly CatalogRow[]
  /** The columns that a parent forbids NULL in. */
  readonly parentNotNull: ReadonlySet<string>
  /** The sequences of identity columns, by column. */
  readonly identities: ReadonlyMap<string, CatalogRow>
}

/** Without what is `undefined`, `false` or empty. */
export function bag(options: Readonly<Record<string, Plain | undefined>>): { options?: Options } {
  const entries = Object.entries(options).filter(
    (entry): entry is [string, Plain] =>
      entry[1] !== undefined &&
      entry[1] !== null &&
      entry[1] !== false &&
      !(Array.isArray(entry[1]) && entry[1].length === 0),
  )
  return entries.length === 0 ? {} : { options: Object.fromEntries(entries) }
}

export const commentOf = (row: CatalogRow): { comment?: string } =>
  typeof row['comment'] === 'string' ? { comment: row['comment'] } : {}

export function tableOf(row: CatalogRow, parts: Parts): Table {
  const name = text(row['relname'])
  const child = row['parents'] !== null && row['partition'] !== true
  const primary = parts.constraints.find((constraint) => constraint['contype'] === 'p')
  const uniques = parts.constraints.filter((constraint) => constraint['contype'] === 'u')
  const checks = parts.constraints.filter(
    (constraint) => constraint['contype'] === 'c' && (constraint['local'] === true || !child),
  )
  return {
    kind: 'table',
    ...schemaOf(row['nspname']),
    name,
    columns: parts.columns.map((column) => columnOf(column, name, child, parts)),
    ...(primary === undefined ? {} : { primaryKey: keyOf(primary) }),
    uniques: uniques.map(keyOf),
    checks: checks.map(checkOf),
    ...commentOf(row),
    ...bag(tableOptions(row, parts)),
  }
}

function tableOptions(row: CatalogRow, { constraints }: Parts): Record<string, Plain | undefined> {
  const parents = (row['parents'] as readonly [string, string][] | null)?.map(([schema, name]) => refOf(schema, name))
  const partition = row['partition'] === true
  const clustered = constraints.find((constraint) => constraint['clustered'] === true)
  const replica = constraints.find((constraint) => constraint['replident'] === true)
  const replident = row['replident']
  return {
    unlogged: row['persistence'] === 'u',
    parameters: [...list(row['reloptions']), ...list(row['toast_options']).map((option) => `toast.${option}`)],
    accessMethod: row['amname'] === 'heap' ? undefined : optional(row['amname']),
    tablespace: optional(row['spcname']),
    ofType: optional(row['of_type']),
    partitionBy: optional(row['partkey']),
    partitionOf: partition && parents?.[0] !== undefined ? { ...parents[0], bound: text(row['bound']) } : undefined,
    inherits: partition ? undefined : parents,
    rowSecurity: row['rls'] === true,
    forceRowSecurity: row['force_rls'] === true,
    replicaIdentity: replident === 'f' ? 'full' : replident === 'n' ? 'nothing' : undefined,
    replicaIdentityKey: optional(replica?.['conname']),
    clusterOn: optional(clustered?.['conname']),
  }
}

const refOf = (schema: string, name: string): { schema?: string; name: string } & Record<string, Plain> => ({
  ...schemaOf(schema),
  name,
})

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' }
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' }

function columnOf(row: CatalogRow, table: string, child: boolean, parts: Parts): Column {
  const name = text(row['attname'])
  const expression = optional(row['expression'])
  const generated = text(row['generated'])
  const [collationSchema, collation] = (row['collation'] as [string, string] | null) ?? []
  return {
    name,
    type: text(row['type']),
    nullable: row['notnull'] !== true,
    ...(expression !== undefined && generated === '' ? { default: expression } : {}),
    ...(expression !== undefined && generated !== '' ? { generated: { expression, stored: generated === 's' } } : {}),
    ...(collation === undefined ? {} : { collation }),
    ...commentOf(row),
    ...bag({
      identity: identityOf(row, table, parts),
      collationSchema: collationSchema === 'pg_catalog' ? undefined : collationSchema,
      storage: storages[text(row['storage'])],
      compression: compressions[text(row['compression'])],
      statistics: typeof row['stattarget'] === 'number' ? row['stattarget'] : undefined,
      parameters: [...list(row['attoptions'])],
      inherited: child && row['local'] !== true,
      ownNotNull: child && row['local'] !== true && row['notnull'] === true && !parts.parentNotNull.has(name),
      notNull: notNullOf(name, parts),
    }),
  }
}

function identityOf(row: CatalogRow, table: string, { identities }: Parts): Plain | undefined {
  const name = text(row['attname'])
  const kind = text(row['identity'])
  if (kind === '') return undefined
  const sequence = identities.get(name)
  const sequenceName = text(sequence?.['relname'])
  return {
    generation: kind === 'a' ? 'always' : 'byDefault',
    ...(sequence === undefined || sequenceName === identityName(table, name) ? {} : { name: sequenceName }),
    ...(sequence === undefined ? {} : sequenceSettings(sequence)),
  }
}

const limits: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
}

/** The parameters of a sequence that are not what they would be by themselves. */
export function sequenceSettings(row: CatalogRow): Record<string, string | boolean> {
  const part = (name: string): string => text(row[name])
  const up = !part('increment').startsWith('-')
  const largest = limits[part('type')] ?? ''
  const usual = up ? { min: '1', max: largest } : { min: `-${(BigInt(largest || '0') + 1n).toString()}`, max: '-1' }
  return {
    ...(part('increment') === '1' ? {} : { increment: part('increment') }),
    ...(part('min') === usual.min ? {} : { min: part('min') }),
    ...(part('max') === usual.max ? {} : { max: part('max') }),
    ...(part('start') === (up ? part('min') : part('max')) ? {} : { start: part('start') }),
    ...(part('cache') === '1' ? {} : { cache: part('cache') }),
    ...(row['cycle'] === true ? { cycle: true } : {}),
    ...(row['persistence'] === 'u' ? { unlogged: true } : {}),
  }
}

/** PostgreSQL 18 gives NOT NULL a name and more. Names that it made up are left out, as those of older servers. */
function notNullOf(column: string, { constraints }: Parts): Plain | undefined {
  const found = constraints.find(
    (constraint) =>
      constraint['contype'] === 'n' && list(constraint['columns'])[0] === column && constraint['local'] === true,
  )
  if (found === undefined) return undefined
  const name = text(found['conname'])
  const parts = {
    ...(/_not_null\d*$/.test(name) ? {} : { name }),
    ...(found['noinherit'] === true ? { noInherit: true } : {}),
    ...(found['validated'] === true ? {} : { notValid: true }),
    ...(typeof found['comment'] === 'string' ? { comment: found['comment'] } : {}),
  }
  return Object.keys(parts).length === 0 ? undefined : { ...parts, ...(parts.comment === undefined ? {} : { name }) }
}

function keyOf(row: CatalogRow): Unique & PrimaryKey {
  return {
    name: text(row['conname']),
    keys: list(row['columns']).map((column) => ({ column })),
    ...bag(keyOptions(row)),
  }
}

function keyOptions(row: CatalogRow): Record<string, Plain | undefined> {
  return {
    definition: optional(row['definition']),
    deferrable:
      row['deferrable'] === true ? (row['deferred'] === true ? 'initiallyDeferred' : 'initiallyImmediate') : undefined,
    parameters: [...list(row['reloptions'])],
    tablespace: optional(row['spcname']),
    comment: optional(row['comment']),
  }
}

function checkOf(row: CatalogRow): Check {
  return {
    name: text(row['conname']),
    expression: text(row['expression']),
    ...bag({
      notValid: row['validated'] !== true && row['enforced'] === true,
      notEnforced: row['enforced'] !== true,
      noInherit: row['noinherit'] === true,
      comment: optional(row['comment']),
    }),
  }
}
