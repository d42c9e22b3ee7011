import type { Session } from '@lithify/core'
import { catalogs, firstUserOid, type CatalogRow } from '../catalog.ts'

/** One privilege that somebody has: who gave it, who has it (nobody in particular: everybody), what it is, and whether it may be passed on. */
export type Grant = readonly [grantor: string, grantee: string | null, privilege: string, grantable: boolean]

/** Who may do what, beside what goes without saying. */
export interface AccessRow extends CatalogRow {
  readonly owner: string
  /** Nothing where all is as it goes without saying. */
  readonly granted: readonly Grant[] | null
  /** What goes without saying. */
  readonly base: readonly Grant[] | null
  /** All privileges that there are on this kind of object, on this version of the server. */
  readonly all: readonly string[] | null
}

/** An object with an owner or with privileges. Type and identity are as `pg_identify_object` has them. */
export interface HeldRow extends AccessRow {
  readonly catalog: number
  readonly type: string
  readonly identity: string
  /** Whether it has an owner of its own. A sequence of a column has its table's. */
  readonly ownable: boolean
  /** Whether its owner is the superuser that initdb made, by whatever name. */
  readonly servers: boolean
  /** On a column of it, rather than on itself. */
  readonly column: string | null
}

export interface DefaultRow extends AccessRow {
  readonly nspname: string | null
  readonly objects: string
}

export interface LabelRow extends CatalogRow {
  readonly catalog: number
  readonly type: string
  readonly identity: string
  readonly provider: string
  readonly label: string
}

export interface Privileges {
  readonly held: readonly HeldRow[]
  readonly defaults: readonly DefaultRow[]
  readonly labels: readonly LabelRow[]
}

/** Owners, privileges, default privileges and security labels: four queries, whatever the number of objects. */
export async function readPrivileges(session: Session): Promise<Privileges> {
  const objects = await session.query<HeldRow & Record<string, unknown>>(heldQuery)
  const columns = await session.query<HeldRow & Record<string, unknown>>(columnsQuery)
  return {
    held: [...objects, ...columns],
    defaults: await session.query<DefaultRow & Record<string, unknown>>(defaultsQuery),
    labels: await session.query<LabelRow & Record<string, unknown>>(labelsQuery),
  }
}

const grants = (acl: string): string =>
  `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.pg_get_userbyid(e.grantor), CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee) END, e.privilege_type, e.is_grantable))
    FROM pg_catalog.aclexplode(${acl}) e)`

const allOf = (what: string, owner: string): string =>
  `(SELECT pg_catalog.json_agg(e.privilege_type) FROM pg_catalog.aclexplode(pg_catalog.acldefault(${what}, ${owner})) e WHERE e.grantee = ${owner})`

interface Owned {
  readonly catalog: number
  readonly name: string
  /** The prefix of the names of its columns. */
  readonly prefix: string
  /** As `acldefault` knows it; absent where there are no privileges on it. */
  readonly what?: string
  readonly ownable?: string
  readonly where?: string
}

const notOfColumn = `NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = ${catalogs.class} AND d.objid = x.oid
  AND d.refclassid = ${catalogs.class} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))`
/** Array and multirange types, and those of tables' rows, come and go with others. */
const ownType = `x.typtype <> 'm' AND x.typcategory <> 'A' AND (x.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = x.typrelid AND c.relkind = 'c'))`

const owned: readonly Owned[] = [
  {
    catalog: catalogs.class,
    name: 'pg_class',
    prefix: 'rel',
    what: `CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END`,
    ownable: `x.relkind <> 'S' OR ${notOfColumn}`,
    where: `x.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND x.relpersistence <> 't'`,
  },
  { catalog: catalogs.proc, name: 'pg_proc', prefix: 'pro', what: `'f'` },
  { catalog: catalogs.type, name: 'pg_type', prefix: 'typ', what: `'T'`, ownable: ownType },
  {
    catalog: catalogs.namespace,
    name: 'pg_namespace',
    prefix: 'nsp',
    what: `'n'`,
    where: `x.nspname !~ '^pg_(toast|temp)'`,
  },
  { catalog: catalogs.language, name: 'pg_language', prefix: 'lan', what: `'l'` },
  { catalog: catalogs.foreignDataWrapper, name: 'pg_foreign_data_wrapper', prefix: 'fdw', what: `'F'` },
  { catalog: catalogs.server, name: 'pg_foreign_server', prefix: 'srv', what: `'S'` },
  { catalog: catalogs.collation, name: 'pg_collation', prefix: 'coll' },
  { catalog: catalogs.conversion, name: 'pg_conversion', prefix: 'con' },
  { catalog: catalogs.operator, name: 'pg_operator', prefix: 'opr' },
  { catalog: catalogs.operatorClass, name: 'pg_opclass', prefix: 'opc' },
  { catalog: catalogs.operatorFamily, name: 'pg_opfamily', prefix: 'opf' },
  { catalog: catalogs.statistics, name: 'pg_statistic_ext', prefix: 'stx' },
  { catalog: catalogs.textSearchDictionary, name: 'pg_ts_dict', prefix: 'dict' },
  { catalog: catalogs.textSearchConfiguration, name: 'pg_ts_config', prefix: 'cfg' },
  { catalog: catalogs.eventTrigger, name: 'pg_event_trigger', prefix: 'evt' },
  { catalog: catalogs.publication, name: 'pg_publication', prefix: 'pub' },
  {
    catalog: catalogs.subscription,
    name: 'pg_subscription',
    prefix: 'sub',
    where: 'x.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())',
  },
]

/**
 * What users made, for its owner; and whatever else has other privileges than it came with: members of extensions and what the server brings, for
 * which `pg_init_privs` says what that was.
 */
const heldQuery = `
  WITH held AS (${owned.map(ownedPart).join('\n    UNION ALL ')})
  SELECT h.catalog, h.oid, i.type, i.identity, NULL AS "column", h.ownable, h.owner = 10 AS servers, pg_catalog.pg_get_userbyid(h.owner) AS owner,
    CASE WHEN h.asked THEN ${grants('COALESCE(h.acl, pg_catalog.acldefault(h.what, h.owner))')} END AS granted,
    CASE WHEN h.asked THEN ${grants('COALESCE(p.initprivs, pg_catalog.acldefault(h.what, h.owner))')} END AS base,
    CASE WHEN h.asked THEN ${allOf('h.what', 'h.owner')} END AS all
  FROM (SELECT held.*, held.what IS NOT NULL AND (held.acl IS NOT NULL OR held.catalog = ${catalogs.namespace}) AS asked FROM held) h
  LEFT JOIN pg_catalog.pg_init_privs p ON p.classoid = h.catalog AND p.objoid = h.oid AND p.objsubid = 0
  CROSS JOIN LATERAL pg_catalog.pg_identify_object(h.catalog, h.oid, 0) i
  WHERE h.oid >= ${firstUserOid} OR (h.acl IS DISTINCT FROM p.initprivs AND COALESCE(i.schema, i.identity) <> 'information_schema') OR (h.catalog = ${catalogs.namespace} AND h.oid = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'public'))`

function ownedPart({ catalog, name, prefix, what, ownable = 'true', where }: Owned): string {
  return `SELECT ${catalog}::pg_catalog.oid AS catalog, x.oid, x.${prefix}owner AS owner, ${what === undefined ? 'NULL::pg_catalog.aclitem[]' : `x.${prefix}acl`} AS acl,
      (${what ?? 'NULL'})::pg_catalog."char" AS what, (${ownable}) AS ownable FROM pg_catalog.${name} x${where === undefined ? '' : ` WHERE ${where}`}`
}

const columnsQuery = `
  SELECT ${catalogs.class}::pg_catalog.oid AS catalog, c.oid, i.type, i.identity, a.attname AS "column", false AS ownable, c.relowner = 10 AS servers, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
    ${grants('a.attacl')} AS granted, ${grants('p.initprivs')} AS base, NULL::json AS all
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_catalog.pg_init_privs p ON p.classoid = ${catalogs.class} AND p.objoid = c.oid AND p.objsubid = a.attnum
  CROSS JOIN LATERAL pg_catalog.pg_identify_object(${catalogs.class}, c.oid, 0) i
  WHERE (a.attacl IS NOT NULL OR p.initprivs IS NOT NULL) AND a.attacl IS DISTINCT FROM p.initprivs AND NOT a.attisdropped AND c.relpersistence <> 't'`

/** For one schema they are added to what goes without saying; for all of them they take its place. */
const defaultsQuery = `
  SELECT d.oid, pg_catalog.pg_get_userbyid(d.defaclrole) AS owner, n.nspname, d.defaclobjtype::text AS objects, ${grants('d.defaclacl')} AS granted,
    CASE WHEN d.defaclnamespace = 0 THEN ${grants('pg_catalog.acldefault(w.what, d.defaclrole)')} END AS base, ${allOf('w.what', 'd.defaclrole')} AS all
  FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
  CROSS JOIN LATERAL (SELECT (CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype::text END)::pg_catalog."char" AS what) w`

const labelsQuery = `
  SELECT l.objoid AS oid, l.classoid AS catalog, i.type, i.identity, l.provider, l.label
  FROM pg_catalog.pg_seclabel l CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) i`
