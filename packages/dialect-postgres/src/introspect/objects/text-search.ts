import type { OpaqueObject } from '@lithify/core'
import { qualified } from '../../emit/names.ts'
import { quote } from '../../names.ts'
import { catalogs, schemaOf } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind, ObjectRow } from './kind.ts'

type Place = readonly [schema: string, name: string]

const placeText = ([schema, name]: Place): string => `${quote(schema)}.${quote(name)}`

/** Schema and name of what `oid` points to. */
const place = (catalog: string, oid: string, name: string, namespace: string): string =>
  `(SELECT pg_catalog.json_build_array(pn.nspname, p.${name}) FROM pg_catalog.${catalog} p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.${namespace} WHERE p.oid = ${oid})`

/** The functions that are there, as the parameters that name them. */
const functions = (row: ObjectRow, ...words: readonly string[]): string[] =>
  words.flatMap((word) => {
    const name = row.details?.[word]
    return typeof name === 'string' && name !== '-' ? [`${word.toUpperCase()} = ${name}`] : []
  })

function textSearch(
  row: ObjectRow,
  word: string,
  parts: readonly string[],
  also: readonly string[] = [],
): OpaqueObject {
  const target = qualified({ ...schemaOf(row.nspname), name: row.name })
  return opaque(row, {
    kind: row.kind,
    namespace: row.nspname,
    name: row.name,
    create: `CREATE TEXT SEARCH ${word} ${target} (${parts.join(', ')})`,
    drop: `DROP TEXT SEARCH ${word} ${target}`,
    also,
  })
}

const parser: ObjectKind = {
  kind: 'textSearchParser',
  catalog: catalogs.textSearchParser,
  from: 'pg_catalog.pg_ts_parser x',
  name: 'x.prsname',
  namespace: 'x.prsnamespace',
  details: () => ({
    start: 'x.prsstart::text',
    gettoken: 'x.prstoken::text',
    end: 'x.prsend::text',
    headline: 'x.prsheadline::text',
    lextypes: 'x.prslextype::text',
  }),
  objectOf: (row) => textSearch(row, 'PARSER', functions(row, 'start', 'gettoken', 'end', 'headline', 'lextypes')),
}

const template: ObjectKind = {
  kind: 'textSearchTemplate',
  catalog: catalogs.textSearchTemplate,
  from: 'pg_catalog.pg_ts_template x',
  name: 'x.tmplname',
  namespace: 'x.tmplnamespace',
  details: () => ({ init: 'x.tmplinit::text', lexize: 'x.tmpllexize::text' }),
  objectOf: (row) => textSearch(row, 'TEMPLATE', functions(row, 'init', 'lexize')),
}

const dictionary: ObjectKind = {
  kind: 'textSearchDictionary',
  catalog: catalogs.textSearchDictionary,
  from: 'pg_catalog.pg_ts_dict x',
  name: 'x.dictname',
  namespace: 'x.dictnamespace',
  details: () => ({
    template: place('pg_ts_template', 'x.dicttemplate', 'tmplname', 'tmplnamespace'),
    // As CREATE takes it, quotes included.
    options: 'x.dictinitoption',
  }),
  objectOf: (row) => {
    const { template: of, options } = row.details as { template: Place; options: string | null }
    return textSearch(row, 'DICTIONARY', [`TEMPLATE = ${placeText(of)}`, ...(options === null ? [] : [options])])
  },
}

const configuration: ObjectKind = {
  kind: 'textSearchConfiguration',
  catalog: catalogs.textSearchConfiguration,
  from: 'pg_catalog.pg_ts_config x',
  name: 'x.cfgname',
  namespace: 'x.cfgnamespace',
  details: () => ({
    parser: place('pg_ts_parser', 'x.cfgparser', 'prsname', 'prsnamespace'),
    mappings: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(t.alias, m.mapdict::pg_catalog.regdictionary::text) ORDER BY m.maptokentype, m.mapseqno)
      FROM pg_catalog.pg_ts_config_map m JOIN pg_catalog.ts_token_type(x.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = x.oid)`,
  }),
  objectOf: (row) => {
    const { parser: of, mappings } = row.details as { parser: Place; mappings: readonly (readonly [string, string])[] }
    const dictionaries = new Map<string, string[]>()
    for (const [token, name] of mappings ?? []) dictionaries.set(token, [...(dictionaries.get(token) ?? []), name])
    const target = qualified({ ...schemaOf(row.nspname), name: row.name })
    const also = [...dictionaries].map(
      ([token, names]) =>
        `ALTER TEXT SEARCH CONFIGURATION ${target} ADD MAPPING FOR ${quote(token)} WITH ${names.join(', ')}`,
    )
    return textSearch(row, 'CONFIGURATION', [`PARSER = ${placeText(of)}`], also)
  },
}

export const textSearchKinds: readonly ObjectKind[] = [parser, template, dictionary, configuration]
