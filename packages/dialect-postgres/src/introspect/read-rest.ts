import type { Session } from '@lithify/core'
import { catalogs, firstUserOid, userNamespace, type CatalogRow } from './catalog.ts'

interface Rest {
  readonly kind: string
  readonly from: string
  readonly oid: string
  readonly name: string
  /** With a schema: the column that holds it. */
  readonly namespace?: string
  readonly where?: string
}

/** What is not represented, by the catalog that it is in. */
const rest: readonly Rest[] = [
  {
    kind: 'foreignTable',
    from: 'pg_class',
    oid: 'x.oid',
    name: 'x.relname',
    namespace: 'x.relnamespace',
    where: "x.relkind = 'f'",
  },
  { kind: 'language', from: 'pg_language', oid: 'x.oid', name: 'x.lanname' },
  { kind: 'transform', from: 'pg_transform', oid: 'x.oid', name: 'pg_catalog.format_type(x.trftype, NULL)' },
  {
    kind: 'cast',
    from: 'pg_cast',
    oid: 'x.oid',
    name: `pg_catalog.format_type(x.castsource, NULL) || ' as ' || pg_catalog.format_type(x.casttarget, NULL)`,
  },
  { kind: 'accessMethod', from: 'pg_am', oid: 'x.oid', name: 'x.amname' },
  { kind: 'foreignDataWrapper', from: 'pg_foreign_data_wrapper', oid: 'x.oid', name: 'x.fdwname' },
  { kind: 'server', from: 'pg_foreign_server', oid: 'x.oid', name: 'x.srvname' },
  { kind: 'userMapping', from: 'pg_user_mappings', oid: 'x.umid', name: `x.srvname || ' for ' || x.usename` },
  { kind: 'conversion', from: 'pg_conversion', oid: 'x.oid', name: 'x.conname', namespace: 'x.connamespace' },
  {
    kind: 'operator',
    from: 'pg_operator',
    oid: 'x.oid',
    name: 'x.oid::pg_catalog.regoperator::text',
    namespace: 'x.oprnamespace',
  },
  { kind: 'operatorClass', from: 'pg_opclass', oid: 'x.oid', name: 'x.opcname', namespace: 'x.opcnamespace' },
  { kind: 'operatorFamily', from: 'pg_opfamily', oid: 'x.oid', name: 'x.opfname', namespace: 'x.opfnamespace' },
  { kind: 'textSearchParser', from: 'pg_ts_parser', oid: 'x.oid', name: 'x.prsname', namespace: 'x.prsnamespace' },
  { kind: 'textSearchDictionary', from: 'pg_ts_dict', oid: 'x.oid', name: 'x.dictname', namespace: 'x.dictnamespace' },
  {
    kind: 'textSearchTemplate',
    from: 'pg_ts_template',
    oid: 'x.oid',
    name: 'x.tmplname',
    namespace: 'x.tmplnamespace',
  },
  {
    kind: 'textSearchConfiguration',
    from: 'pg_ts_config',
    oid: 'x.oid',
    name: 'x.cfgname',
    namespace: 'x.cfgnamespace',
  },
  { kind: 'publication', from: 'pg_publication', oid: 'x.oid', name: 'x.pubname' },
  {
    kind: 'subscription',
    from: 'pg_subscription',
    oid: 'x.oid',
    name: 'x.subname',
    where: 'x.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())',
  },
  { kind: 'eventTrigger', from: 'pg_event_trigger', oid: 'x.oid', name: 'x.evtname' },
  {
    kind: 'defaultPrivileges',
    from: 'pg_default_acl',
    oid: 'x.oid',
    name: `pg_catalog.pg_get_userbyid(x.defaclrole) || ' ' || x.defaclobjtype`,
  },
  { kind: 'securityLabel', from: 'pg_seclabels', oid: 'x.objoid', name: 'x.objname' },
]

/** Objects of kinds that are not represented, left out what belongs to an extension or comes with a type. */
export async function readRest(session: Session): Promise<CatalogRow[]> {
  const parts = rest.map(({ kind, from, oid, name, namespace, where }) => {
    const space =
      namespace === undefined ? '' : ` JOIN pg_catalog.pg_namespace n ON n.oid = ${namespace} AND ${userNamespace}`
    const member = `EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = ${oid} AND (d.deptype = 'i' OR d.deptype = 'e' AND d.refclassid = ${catalogs.extension}))`
    return `SELECT DISTINCT '${kind}' AS kind, ${oid} AS oid, ${namespace === undefined ? 'NULL::name' : 'n.nspname'} AS nspname, ${name}::text AS name
      FROM pg_catalog.${from} x${space} WHERE ${oid} >= ${firstUserOid} AND NOT ${member}${where === undefined ? '' : ` AND ${where}`}`
  })
  return session.query<CatalogRow>(
    `SELECT * FROM (${parts.join('\nUNION ALL\n')}) AS rest ORDER BY kind COLLATE "C", nspname COLLATE "C", name COLLATE "C"`,
  )
}
