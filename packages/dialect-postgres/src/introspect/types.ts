import type { OpaqueObject } from '@lithify/core'
import { generatedName } from '../emit/generated-names.ts'
import { qualified } from '../emit/names.ts'
import { quote, quoteString } from '../names.ts'
import { optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { baseTypeOf } from './base-type.ts'
import { opaque } from './opaque.ts'

type Place = readonly [schema: string, name: string]

const placeText = ([schema, name]: Place): string => `${quote(schema)}.${quote(name)}`
export const collate = (collation: unknown): string =>
  collation === null || collation === undefined ? '' : ` COLLATE ${placeText(collation as Place)}`

/** A type that users make; nothing for the types that come with a table, an array or a range. */
export function typeOf(row: CatalogRow, columns: readonly CatalogRow[]): OpaqueObject | undefined {
  const name = text(row['typname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const make = (
    kind: string,
    create: string,
    more: { also?: readonly string[]; labels?: readonly string[] } = {},
  ): OpaqueObject =>
    opaque(row, {
      kind,
      namespace: row['nspname'],
      name,
      create,
      drop: `DROP TYPE ${place}`,
      ...(more.also === undefined ? {} : { also: more.also }),
      ...(more.labels === undefined ? {} : { options: { labels: [...more.labels] } }),
    })
  switch (row['typtype']) {
    case 'e': {
      const labels = (row['labels'] as readonly string[] | null) ?? []
      return make('enum', `CREATE TYPE ${place} AS ENUM (${labels.map(quoteString).join(', ')})`, { labels })
    }
    case 'd':
      return domainOf(row)
    case 'r':
      return make('rangeType', `CREATE TYPE ${place} AS RANGE (${rangeParts(row).join(', ')})`)
    case 'c':
      return row['relkind'] === 'c' ? make('compositeType', ...composite(columns, place)) : undefined
    case 'b':
      return baseTypeOf(row)
    default:
      return row['defined'] === false ? make('shellType', `CREATE TYPE ${place}`) : undefined
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
  oid: string,
  name: string,
  definition: string,
  validated: boolean,
  type: string,
  comment: string | null,
]

export const domainChecks = (row: CatalogRow): readonly DomainCheck[] =>
  (row['checks'] as readonly DomainCheck[] | null) ?? []

/** A domain without the pieces that are added to it later. */
export function domainOf(row: CatalogRow, without: ReadonlySet<string> = new Set()): OpaqueObject {
  const name = text(row['typname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const checks = domainChecks(row).filter((check) => !without.has(domainCheckPiece(check[1])))
  const expression = without.has(domainDefaultPiece) ? undefined : optional(row['expression'])
  const inline = checks
    .filter(([, , , validated]) => validated)
    .map(([, check, definition]) => ` CONSTRAINT ${quote(check)} ${definition}`)
  const later = checks
    .filter(([, , , validated]) => !validated)
    .map(([, check, definition]) => `ALTER DOMAIN ${place} ADD CONSTRAINT ${quote(check)} ${definition}`)
  const comments = checks.flatMap(([, check, , , , comment]) =>
    comment === null ? [] : [`COMMENT ON CONSTRAINT ${quote(check)} ON DOMAIN ${place} IS ${quoteString(comment)}`],
  )
  const head = `CREATE DOMAIN ${place} AS ${text(row['base'])}${collate(row['collation'])}`
  const notNullName = optional(row['notnull_name'])
  // PostgreSQL 18 gives it a name.
  const named =
    notNullName === undefined || notNullName === generatedName(name, undefined, 'not_null')
      ? ''
      : ` CONSTRAINT ${quote(notNullName)}`
  const notNull = row['notnull'] === true ? `${named} NOT NULL` : ''
  const rest = `${expression === undefined ? '' : ` DEFAULT ${expression}`}${notNull}${inline.join('')}`
  return opaque(row, {
    kind: 'domain',
    namespace: row['nspname'],
    name,
    create: head + rest,
    drop: `DROP DOMAIN ${place}`,
    also: [
      // The default of the type that it is made of comes by itself.
      ...(row['no_default'] === true ? [`ALTER DOMAIN ${place} DROP DEFAULT`] : []),
      ...later,
      ...comments,
    ],
  })
}

export const domainDefaultPiece = 'default'
export const domainCheckPiece = (name: string): string => `check ${name}`

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
