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
}

/** The whole of pg_depend that is about users' objects, read once. */
export async function readDependencies(session: Session): Promise<Dependency[]> {
  return session.query<Dependency & Record<string, unknown>>(
    `SELECT DISTINCT classid, objid, refclassid, refobjid, deptype::text AS deptype
     FROM pg_catalog.pg_depend WHERE refobjid >= ${firstUserOid} AND objid >= ${firstUserOid}`,
  )
}

/** Namespaces that users do not make. */
export const userNamespace = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

export const comment = (oid: string, catalog: string, column = '0'): string =>
  `(SELECT description FROM pg_catalog.pg_description d WHERE d.objoid = ${oid} AND d.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objsubid = ${column})`

/** A collation where it is not the one that the type brings: schema and name. */
export const collationOf = (oid: string, typeOid: string): string =>
  `(SELECT pg_catalog.json_build_array(cn.nspname, co.collname) FROM pg_catalog.pg_collation co
    JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    WHERE co.oid = ${oid} AND ${oid} <> (SELECT typcollation FROM pg_catalog.pg_type ty WHERE ty.oid = ${typeOid}))`

export async function majorVersion(session: Session): Promise<number> {
  const [row] = await session.query<{ version: string }>("SELECT current_setting('server_version_num') AS version")
  return Math.floor(Number(row?.version ?? 0) / 10_000)
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const optional = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
export const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** What is in `public` names no schema. */
export const schemaOf = (namespace: unknown): { schema?: string } =>
  namespace === 'public' ? {} : { schema: text(namespace) }
