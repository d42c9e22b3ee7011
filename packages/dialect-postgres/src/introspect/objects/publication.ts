import { qualified, quoteList } from '../../emit/names.ts'
import { quote, quoteString } from '../../names.ts'
import { catalogs, schemaOf } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind, ObjectRow } from './kind.ts'

interface Details {
  readonly all: boolean
  readonly publish: readonly string[]
  readonly viaRoot: boolean
  readonly generated: string | null
  readonly tables: readonly PublishedTable[] | null
  readonly schemas: readonly (readonly [oid: number, name: string])[] | null
}

type PublishedTable = readonly [
  oid: number,
  schema: string,
  name: string,
  columns: readonly string[] | null,
  filter: string | null,
]

const everything = ['insert', 'update', 'delete', 'truncate']
const generatedColumns: Readonly<Record<string, string>> = { s: 'stored' }

const detailsOf = (row: ObjectRow): Details => row.details as unknown as Details

export const publicationKind: ObjectKind = {
  kind: 'publication',
  catalog: catalogs.publication,
  from: 'pg_catalog.pg_publication x',
  name: 'x.pubname',
  details: (version) => ({
    all: 'x.puballtables',
    publish: `pg_catalog.array_remove(ARRAY[${everything.map((each) => `CASE WHEN x.pub${each} THEN '${each}' END`).join(', ')}], NULL)`,
    viaRoot: 'x.pubviaroot',
    generated: version >= 18 ? 'x.pubgencols' : 'NULL',
    tables: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(r.oid::int8, cn.nspname, c.relname, ${version >= 15 ? columns : 'NULL'},
        ${version >= 15 ? 'pg_catalog.pg_get_expr(r.prqual, r.prrelid)' : 'NULL'}) ORDER BY cn.nspname COLLATE "C", c.relname COLLATE "C")
      FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_class c ON c.oid = r.prrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace WHERE r.prpubid = x.oid)`,
    schemas:
      version >= 15
        ? `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(s.oid::int8, sn.nspname) ORDER BY sn.nspname COLLATE "C")
          FROM pg_catalog.pg_publication_namespace s JOIN pg_catalog.pg_namespace sn ON sn.oid = s.pnnspid WHERE s.pnpubid = x.oid)`
        : 'NULL',
  }),
  objectOf: (row, visible) =>
    opaque(row, {
      kind: 'publication',
      name: row.name,
      create: `CREATE PUBLICATION ${quote(row.name)}${published(detailsOf(row), visible)}${settings(detailsOf(row))}`,
      drop: `DROP PUBLICATION ${quote(row.name)}`,
    }),
  parts: (row) => [
    ...(detailsOf(row).tables ?? []).map(([oid]) => [catalogs.publicationTable, oid] as const),
    ...(detailsOf(row).schemas ?? []).map(([oid]) => [catalogs.publicationSchema, oid] as const),
  ],
}

const columns = `(SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))`

/** What is not looked at cannot be named: it would not be there where the text is run. */
function published(
  { all, tables, schemas }: Details,
  visible: (namespace: unknown, name?: unknown) => boolean,
): string {
  if (all) return ' FOR ALL TABLES'
  const ofTables = (tables ?? []).filter(([, schema, name]) => visible(schema, name)).map(tableText)
  const ofSchemas = (schemas ?? []).filter(([, name]) => visible(name)).map(([, name]) => quote(name))
  const parts = [
    ...(ofTables.length === 0 ? [] : [`TABLE ${ofTables.join(', ')}`]),
    ...(ofSchemas.length === 0 ? [] : [`TABLES IN SCHEMA ${ofSchemas.join(', ')}`]),
  ]
  return parts.length === 0 ? '' : ` FOR ${parts.join(', ')}`
}

/** Each table is listed itself, so that ONLY is right for parents too. */
function tableText([, schema, name, names, filter]: PublishedTable): string {
  return [
    `ONLY ${qualified({ ...schemaOf(schema), name })}`,
    ...(names === null ? [] : [`(${quoteList(names)})`]),
    ...(filter === null ? [] : [`WHERE (${filter})`]),
  ].join(' ')
}

function settings({ publish, viaRoot, generated }: Details): string {
  const parts = [
    ...(publish.length === everything.length ? [] : [`publish = ${quoteString(publish.join(', '))}`]),
    ...(viaRoot ? ['publish_via_partition_root = true'] : []),
    ...(generatedColumns[generated ?? ''] === undefined
      ? []
      : [`publish_generated_columns = ${generatedColumns[generated ?? '']}`]),
  ]
  return parts.length === 0 ? '' : ` WITH (${parts.join(', ')})`
}
