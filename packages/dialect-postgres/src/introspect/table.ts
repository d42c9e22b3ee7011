import type { Check, Column, Options, Plain, PrimaryKey, Table, Unique } from '@lithify/core'
import { generatedName, identityName } from '../emit/generated-names.ts'
import { above, hasOwnOrder, inheritedChecks, orAsNow, ownDefault } from './inherit.ts'
import { list, optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { columnNames, type KeyNames } from './keys.ts'

/** What belongs to one relation. */
export interface Parts {
  readonly columns: readonly CatalogRow[]
  readonly constraints: readonly CatalogRow[]
  readonly names: KeyNames
  /** The parents' columns, by name. */
  readonly parents: ReadonlyMap<unknown, readonly CatalogRow[]>
  readonly isPartition: boolean
  /** Of the table: what the sequences of its identity columns have by themselves. */
  readonly persistence: unknown
  /** The sequences of identity columns, by column. */
  readonly identities: ReadonlyMap<string, CatalogRow>
}

/** Without what is `undefined`, `false` or empty. */
export function bag(options: Readonly<Record<string, Plain | undefined>>): { options?: Options } {
  let kept: Record<string, Plain> | undefined
  for (const name of Object.keys(options)) {
    const value = options[name]
    if (value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0))
      continue
    kept ??= {}
    kept[name] = value
  }
  return kept === undefined ? {} : { options: kept }
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
    ...(primary === undefined ? {} : { primaryKey: keyOf(primary, parts) }),
    uniques: uniques.map((unique) => keyOf(unique, parts)),
    checks: checks.map(checkOf),
    ...commentOf(row),
    ...bag(tableOptions(row, parts)),
  }
}

function tableOptions(row: CatalogRow, parts: Parts): Record<string, Plain | undefined> {
  const { constraints } = parts
  const parents = (row['parents'] as readonly [string, string][] | null)?.map(([schema, name]) => refOf(schema, name))
  const partition = row['partition'] === true
  const ownOrder = parents !== undefined && !partition && hasOwnOrder(parts)
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
    ownOrder,
    inheritedChecks: ownOrder ? inheritedChecks(parts) : undefined,
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
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4', default: 'default' }

/** How a column of a table or a materialized view is stored and measured. */
export const storageOf = (row: CatalogRow, parents: readonly CatalogRow[] = []): Record<string, Plain | undefined> => ({
  storage: storages[text(orAsNow(row, parents, 'storage', text(row['usual_storage'])))],
  compression: compressions[text(orAsNow(row, parents, 'compression', 'default'))],
  statistics: typeof row['stattarget'] === 'number' ? row['stattarget'] : undefined,
  parameters: [...list(row['attoptions'])],
})

function columnOf(row: CatalogRow, table: string, child: boolean, parts: Parts): Column {
  const name = text(row['attname'])
  const expression = optional(row['expression'])
  const generated = text(row['generated'])
  const [collationSchema, collation] = (row['collation'] as [string, string] | null) ?? []
  const parents = above(row, child, parts)
  const notNull = notNullOf(row, table, parts)
  return {
    name,
    type: text(row['type']),
    nullable: row['notnull'] !== true,
    ...(expression !== undefined && generated === '' ? { default: expression } : {}),
    ...(expression !== undefined && generated !== '' ? { generated: { expression, stored: generated === 's' } } : {}),
    ...(collation === undefined ? {} : { collation }),
    ...commentOf(row),
    ...(isUsual(row, child) && notNull === undefined
      ? {}
      : bag({
          identity: identityOf(row, table, parts),
          collationSchema: collationSchema === 'pg_catalog' ? undefined : collationSchema,
          ...storageOf(row, parents),
          inherited: child && row['local'] !== true,
          ownNotNull:
            child &&
            row['local'] !== true &&
            row['notnull'] === true &&
            !parents.some((parent) => parent['notnull'] === true),
          ownDefault: ownDefault(row, parents),
          notNull,
        })),
  }
}

const special = ['collation', 'storage', 'compression', 'stattarget', 'attoptions'] as const

/** Whether a column surely has no options, as nearly all: then none are put together. */
const isUsual = (row: CatalogRow, child: boolean): boolean =>
  !child && row['identity'] === '' && special.every((part) => row[part] === null)

function identityOf(
  row: CatalogRow,
  table: string,
  { identities, persistence, isPartition }: Parts,
): Plain | undefined {
  const name = text(row['attname'])
  const kind = text(row['identity'])
  if (kind === '') return undefined
  const sequence = identities.get(name)
  // Since PostgreSQL 17 a partition has that of its table, and may not have one of its own when it is attached.
  if (sequence === undefined && isPartition) return undefined
  const sequenceName = text(sequence?.['relname'])
  return {
    generation: kind === 'a' ? 'always' : 'byDefault',
    ...(sequence === undefined || sequenceName === identityName(table, name) ? {} : { name: sequenceName }),
    ...(sequence === undefined ? {} : sequenceSettings(sequence, persistence)),
  }
}

const limits: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
}

/** The parameters of a sequence that are not what they would be by themselves. */
export function sequenceSettings(row: CatalogRow, persistence: unknown = 'p'): Record<string, string | boolean> {
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
    ...(row['persistence'] === persistence ? {} : { unlogged: row['persistence'] === 'u' }),
  }
}

/**
 * PostgreSQL 18 gives NOT NULL a name and more. The name that it would make up again is left out, as older servers have none. A partition's
 * is its parent's, unless it was a table before.
 */
function notNullOf(row: CatalogRow, table: string, { constraints, isPartition }: Parts): Plain | undefined {
  const found = constraints.find(
    (constraint) =>
      constraint['contype'] === 'n' &&
      constraint['key'] === `{${String(row['attnum'])}}` &&
      (constraint['local'] === true || isPartition),
  )
  if (found === undefined) return undefined
  const name = text(found['conname'])
  const comment = optional(found['comment'])
  const usual = comment === undefined && name === generatedName(table, text(row['attname']), 'not_null')
  const parts = {
    ...(usual ? {} : { name }),
    ...(found['noinherit'] === true ? { noInherit: true } : {}),
    ...(found['validated'] === true ? {} : { notValid: true }),
    ...(comment === undefined ? {} : { comment }),
  }
  return Object.keys(parts).length === 0 ? undefined : parts
}

function keyOf(row: CatalogRow, { names }: Parts): Unique & PrimaryKey {
  return {
    name: text(row['conname']),
    keys: columnNames(row['key'], row['conrelid'], names).map((column) => ({ column })),
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
    indexComment: optional(row['index_comment']),
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
