import type { OpaqueObject } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { quoteString } from '../names.ts'
import { schemaOf, text, type CatalogRow } from './catalog.ts'
import { opaque } from './opaque.ts'

/** What is read of a type that is made of functions. */
export const baseTypeDetails = `CASE WHEN t.typtype = 'b' AND NOT (t.typelem <> 0 AND EXISTS (SELECT FROM pg_catalog.pg_type el WHERE el.oid = t.typelem AND el.typarray = t.oid))
  THEN pg_catalog.json_build_object('length', t.typlen, 'input', t.typinput::text, 'output', t.typoutput::text, 'receive', t.typreceive::text, 'send', t.typsend::text,
    'typmod_in', t.typmodin::text, 'typmod_out', t.typmodout::text, 'analyze', t.typanalyze::text, 'subscript', t.typsubscript::text,
    'byvalue', t.typbyval, 'alignment', t.typalign, 'storage', t.typstorage, 'category', t.typcategory, 'preferred', t.typispreferred,
    'default', CASE WHEN t.typdefaultbin IS NULL THEN t.typdefault END, 'element', CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END,
    'delimiter', t.typdelim, 'collatable', t.typcollation <> 0) END`

interface Details {
  readonly [functionKey: string]: unknown
  readonly length: number
  readonly byvalue: boolean
  readonly alignment: string
  readonly storage: string
  readonly category: string
  readonly preferred: boolean
  readonly default: string | null
  readonly element: string | null
  readonly delimiter: string
  readonly collatable: boolean
}

const alignments: Readonly<Record<string, string>> = { c: 'char', s: 'int2', i: 'int4', d: 'double' }
const storages: Readonly<Record<string, string>> = { p: 'plain', e: 'external', x: 'extended', m: 'main' }
const functions = ['input', 'output', 'receive', 'send', 'typmod_in', 'typmod_out', 'analyze', 'subscript']

/** A type that is made of functions; nothing for the arrays that come with other types. */
export function baseTypeOf(row: CatalogRow): OpaqueObject | undefined {
  const details = row['base_type'] as Details | null
  if (details === null) return undefined
  const name = text(row['typname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const parts = [
    `INTERNALLENGTH = ${details.length < 0 ? 'VARIABLE' : details.length}`,
    ...functions.flatMap((word) => {
      const value = text(details[word])
      return value === '' || value === '-' ? [] : [`${word.toUpperCase()} = ${value}`]
    }),
    ...(details.collatable ? ['COLLATABLE = true'] : []),
    ...(details.default === null ? [] : [`DEFAULT = ${quoteString(details.default)}`]),
    ...(details.element === null ? [] : [`ELEMENT = ${details.element}`]),
    ...(details.category === 'U' ? [] : [`CATEGORY = ${quoteString(details.category)}`]),
    ...(details.preferred ? ['PREFERRED = true'] : []),
    ...(details.delimiter === ',' ? [] : [`DELIMITER = ${quoteString(details.delimiter)}`]),
    `ALIGNMENT = ${alignments[details.alignment] ?? 'int4'}`,
    `STORAGE = ${storages[details.storage] ?? 'plain'}`,
    ...(details.byvalue ? ['PASSEDBYVALUE'] : []),
  ]
  return opaque(row, {
    kind: 'baseType',
    namespace: row['nspname'],
    name,
    create: `CREATE TYPE ${place} (${parts.join(', ')})`,
    drop: `DROP TYPE ${place}`,
  })
}
