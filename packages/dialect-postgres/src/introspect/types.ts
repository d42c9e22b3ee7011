import type { OpaqueObject } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { quote, quoteString } from '../names.ts'
import { optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { opaque } from './opaque.ts'

type Place = readonly [schema: string, name: string]

const placeText = ([schema, name]: Place): string => `${quote(schema)}.${quote(name)}`
const collate = (collation: unknown): string =>
  collation === null || collation === undefined ? '' : ` COLLATE ${placeText(collation as Place)}`

/** A type that users make; nothing for the types that come with a table, an array or a range. */
export function typeOf(row: CatalogRow, columns: readonly CatalogRow[]): OpaqueObject | undefined {
  const name = text(row['typname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const make = (
    kind: string,
    create: string,
    more: { also?: readonly string[]; word?: string; labels?: readonly string[] } = {},
  ): OpaqueObject =>
    opaque(row, {
      kind,
      namespace: row['nspname'],
      name,
      create,
      drop: `DROP ${more.word ?? 'TYPE'} ${place}`,
      ...(more.also === undefined ? {} : { also: more.also }),
      ...(more.labels === undefined ? {} : { options: { labels: [...more.labels] } }),
    })
  switch (row['typtype']) {
    case 'e': {
      const labels = (row['labels'] as readonly string[] | null) ?? []
      return make('enum', `CREATE TYPE ${place} AS ENUM (${labels.map(quoteString).join(', ')})`, { labels })
    }
    case 'd':
      return make('domain', ...domain(row, place))
    case 'r':
      return make('rangeType', `CREATE TYPE ${place} AS RANGE (${rangeParts(row).join(', ')})`)
    case 'c':
      return row['relkind'] === 'c' ? make('compositeType', ...composite(columns, place)) : undefined
    default:
      return undefined
  }
}

function composite(columns: readonly CatalogRow[], place: string): [string, { also: string[] }] {
  const parts = columns.map(
    (column) => `${quote(text(column['attname']))} ${text(column['type'])}${collate(column['collation'])}`,
  )
  const also = columns.flatMap((column) =>
    typeof column['comment'] === 'string'
      ? [`COMMENT ON COLUMN ${place}.${quote(text(column['attname']))} IS ${quoteString(column['comment'])}`]
      : [],
  )
  return [`CREATE TYPE ${place} AS (${parts.join(', ')})`, { also }]
}

type DomainCheck = readonly [
  oid: number,
  name: string,
  definition: string,
  validated: boolean,
  type: string,
  comment: string | null,
]

export const domainChecks = (row: CatalogRow): readonly DomainCheck[] =>
  (row['checks'] as readonly DomainCheck[] | null) ?? []

function domain(row: CatalogRow, place: string): [string, { also: string[]; word: string }] {
  const checks = domainChecks(row)
  const expression = optional(row['expression'])
  const inline = checks
    .filter(([, , , validated]) => validated)
    .map(([, name, definition]) => ` CONSTRAINT ${quote(name)} ${definition}`)
  const later = checks
    .filter(([, , , validated]) => !validated)
    .map(([, name, definition]) => `ALTER DOMAIN ${place} ADD CONSTRAINT ${quote(name)} ${definition}`)
  const comments = checks.flatMap(([, name, , , , comment]) =>
    comment === null ? [] : [`COMMENT ON CONSTRAINT ${quote(name)} ON DOMAIN ${place} IS ${quoteString(comment)}`],
  )
  const head = `CREATE DOMAIN ${place} AS ${text(row['base'])}${collate(row['collation'])}`
  const rest = `${expression === undefined ? '' : ` DEFAULT ${expression}`}${row['notnull'] === true ? ' NOT NULL' : ''}${inline.join('')}`
  return [head + rest, { also: [...later, ...comments], word: 'DOMAIN' }]
}

interface Range {
  readonly subtype: string
  readonly opclass: Place | null
  readonly collation: Place | null
  readonly canonical: string | null
  readonly diff: string | null
  readonly multirange: string
  readonly multirange_schema: string
}

function rangeParts(row: CatalogRow): string[] {
  const range = row['range'] as Range
  return [
    `SUBTYPE = ${range.subtype}`,
    ...(range.opclass === null ? [] : [`SUBTYPE_OPCLASS = ${placeText(range.opclass)}`]),
    ...(range.collation === null ? [] : [`COLLATION = ${placeText(range.collation)}`]),
    ...(range.canonical === null ? [] : [`CANONICAL = ${range.canonical}`]),
    ...(range.diff === null ? [] : [`SUBTYPE_DIFF = ${range.diff}`]),
    `MULTIRANGE_TYPE_NAME = ${placeText([range.multirange_schema, range.multirange])}`,
  ]
}

const providers: Readonly<Record<string, string>> = { c: 'libc', i: 'icu', b: 'builtin' }

export function collationObject(row: CatalogRow): OpaqueObject {
  const name = text(row['collname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const locale =
    optional(row['locale']) ?? (row['lc_collate'] === row['lc_ctype'] ? optional(row['lc_collate']) : undefined)
  const parts = [
    `PROVIDER = ${providers[text(row['provider'])] ?? 'libc'}`,
    ...(locale === undefined
      ? [`LC_COLLATE = ${quoteString(text(row['lc_collate']))}`, `LC_CTYPE = ${quoteString(text(row['lc_ctype']))}`]
      : [`LOCALE = ${quoteString(locale)}`]),
    ...(row['deterministic'] === false ? ['DETERMINISTIC = false'] : []),
    ...(optional(row['rules']) === undefined ? [] : [`RULES = ${quoteString(text(row['rules']))}`]),
  ]
  return opaque(row, {
    kind: 'collation',
    namespace: row['nspname'],
    name,
    create: `CREATE COLLATION ${place} (${parts.join(', ')})`,
    drop: `DROP COLLATION ${place}`,
  })
}
