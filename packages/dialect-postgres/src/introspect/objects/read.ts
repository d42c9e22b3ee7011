import type { Session } from '@lithify/core'
import { catalogs, firstUserOid, userNamespace, type ServerFacts } from '../catalog.ts'
import { objectKinds } from './index.ts'
import type { ObjectKind, ObjectRow } from './kind.ts'

/** The objects of all kinds that have small catalogs of their own, in one query: a database that has none of them costs one round trip. */
export async function readObjects(session: Session, facts: ServerFacts): Promise<ObjectRow[]> {
  return session.query<ObjectRow>(
    `SELECT * FROM (${objectKinds.map((kind) => part(kind, facts)).join('\nUNION ALL\n')}) AS objects
     ORDER BY kind COLLATE "C", nspname COLLATE "C", name COLLATE "C"`,
  )
}

function part(object: ObjectKind, facts: ServerFacts): string {
  const { kind, catalog, name, namespace, oid = 'x.oid' } = object
  const details = Object.entries(object.details?.(facts.version, facts) ?? {}).map(([key, sql]) => `'${key}', ${sql}`)
  const { from, where } = fromWhere(object)
  return `SELECT '${kind}' AS kind, ${oid} AS oid, ${namespace === undefined ? 'NULL::name' : 'n.nspname'} AS nspname, (${name})::text AS name,
      ${details.length === 0 ? 'NULL::json' : `pg_catalog.json_build_object(${details.join(', ')})`} AS details,
      (SELECT description FROM pg_catalog.pg_description d WHERE d.objoid = ${oid} AND d.classoid = ${catalog} AND d.objsubid = 0) AS comment
    FROM ${from} WHERE ${where}`
}

/** Where a kind is found, without what came with the server or with something else. */
export function fromWhere({ catalog, from, namespace, where, oid = 'x.oid' }: ObjectKind): {
  from: string
  where: string
} {
  const space =
    namespace === undefined ? '' : ` JOIN pg_catalog.pg_namespace n ON n.oid = ${namespace} AND ${userNamespace}`
  const own = `${oid} >= ${firstUserOid} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = ${catalog} AND d.objid = ${oid} AND (d.deptype = 'i' OR d.deptype = 'e' AND d.refclassid = ${catalogs.extension}))`
  return { from: `${from}${space}`, where: where === undefined ? own : `${own} AND (${where})` }
}
