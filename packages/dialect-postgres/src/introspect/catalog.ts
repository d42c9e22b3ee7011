import type { Session } from '@lithify/core'

/** The catalogs that objects are in, by the numbers that never change. */
export const catalogs = {
  class: 1259,
  proc: 1255,
  type: 1247,
  constraint: 2606,
  default: 2604,
  rewrite: 2618,
  trigger: 2620,
  namespace: 2615,
  extension: 3079,
  policy: 3256,
  collation: 3456,
  statistics: 3381,
  accessMethod: 2601,
  cast: 2605,
  conversion: 2607,
  language: 2612,
  operatorClass: 2616,
  operator: 2617,
  operatorFamily: 2753,
  familyOperator: 2602,
  familyFunction: 2603,
  transform: 3576,
  defaultPrivileges: 826,
  eventTrigger: 3466,
  foreignDataWrapper: 2328,
  server: 1417,
  userMapping: 1418,
  publication: 6104,
  publicationTable: 6106,
  publicationSchema: 6237,
  subscription: 6100,
  textSearchDictionary: 3600,
  textSearchParser: 3601,
  textSearchConfiguration: 3602,
  textSearchTemplate: 3764,
} as const

/** Objects with lower numbers came with the server. */
export const firstUserOid = 16_384

/** One row of a catalog query. Numbers of objects tell them apart while they are read, and go nowhere else. */
export type CatalogRow = Readonly<Record<string, unknown>> & { readonly oid: number }

export interface Dependency {
  readonly classid: number
  readonly objid: number
  readonly refclassid: number
  readonly refobjid: number
  readonly deptype: string
  /** It is a column that is needed. */
  readonly ofcolumn: boolean
}

const { class: relation, constraint, default: columnDefault, trigger, type } = catalogs

/**
 * What ties a part to its own table and tells nothing: two thirds of all. A column that an index or an owned sequence is made for, the column of a
 * default, a table and its rows' type, a type and its array, the index of a constraint, the triggers of a foreign key.
 */
const within = [
  `classid = ${relation} AND refclassid = ${relation} AND deptype IN ('a', 'i') AND refobjsubid > 0`,
  `classid = ${relation} AND refclassid = ${constraint} AND deptype = 'i'`,
  `classid = ${constraint} AND refclassid = ${relation} AND deptype = 'a'`,
  `classid = ${columnDefault} AND refclassid = ${relation} AND deptype = 'a'`,
  `classid = ${type} AND refclassid IN (${relation}, ${type}) AND deptype = 'i'`,
  `classid = ${trigger} AND refclassid = ${constraint} AND deptype = 'i'`,
]

/** What pg_depend has about users' objects, read once. */
export async function readDependencies(session: Session): Promise<Dependency[]> {
  return session.query<Dependency & Record<string, unknown>>(
    `SELECT classid, objid, refclassid, refobjid, deptype::text AS deptype, refobjsubid > 0 AS ofcolumn
     FROM pg_catalog.pg_depend WHERE refobjid >= ${firstUserOid} AND objid >= ${firstUserOid} AND NOT (${within.join(' OR ')})`,
  )
}

/** Namespaces that users do not make. */
export const userNamespace = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

/** Where many rows are read, what is said of each comes by a join: {@link comment} would be a lookup for each of them. */
export const commentJoin = (oid: string, catalog: string, column = '0', name = 'said'): string =>
  `LEFT JOIN pg_catalog.pg_description ${name} ON ${name}.objoid = ${oid} AND ${name}.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND ${name}.objsubid = ${column}`

export const comment = (oid: string, catalog: string, column = '0'): string =>
  `(SELECT description FROM pg_catalog.pg_description d WHERE d.objoid = ${oid} AND d.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objsubid = ${column})`

/** A collation where it is not the one that the type brings: schema and name. */
export const collationOf = (oid: string, typeOid: string): string =>
  `(SELECT pg_catalog.json_build_array(cn.nspname, co.collname) FROM pg_catalog.pg_collation co
    JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    WHERE co.oid = ${oid} AND ${oid} <> (SELECT typcollation FROM pg_catalog.pg_type ty WHERE ty.oid = ${typeOid}))`

/** What decides how catalogs are read. */
export interface ServerFacts {
  /** The major version. */
  readonly version: number
  /** Connection strings of subscriptions are for superusers; to name the column alone would be refused to others. */
  readonly readsConnections: boolean
}

export async function serverFacts(session: Session): Promise<ServerFacts> {
  const [row] = await session.query<{ version: string; reads: boolean }>(
    `SELECT current_setting('server_version_num') AS version,
      pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT') AS reads`,
  )
  return { version: Math.floor(Number(row?.version ?? 0) / 10_000), readsConnections: row?.reads === true }
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const optional = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
export const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** What is in `public` names no schema. */
export const schemaOf = (namespace: unknown): { schema?: string } =>
  namespace === 'public' ? {} : { schema: text(namespace) }
