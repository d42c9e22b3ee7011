import type { Session } from '@lithify/core'
import { baseTypeDetails } from './base-type.ts'
import { collationOf, comment, commentJoin, firstUserOid, userNamespace, type CatalogRow } from './catalog.ts'

const byName = (column: string): string => `ORDER BY n.nspname COLLATE "C", ${column} COLLATE "C"`

/** Schemas, and extensions with the comment that they come with. `plpgsql` is in every new database, also where somebody made it anew. */
export async function readNamespaces(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT 'schema' AS kind, n.oid, n.nspname AS name, NULL AS schema, ${comment('n.oid', 'pg_namespace')} AS comment, NULL AS usual
     FROM pg_catalog.pg_namespace n WHERE ${userNamespace}
     UNION ALL
     SELECT 'extension', e.oid, e.extname, n.nspname, ${comment('e.oid', 'pg_extension')}, available.comment
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     LEFT JOIN pg_catalog.pg_available_extensions() available ON available.name = e.extname
     WHERE e.oid >= ${firstUserOid} AND e.extname <> 'plpgsql'`,
  )
}

/** Enums, domains, ranges, composite types; and the row, array and multirange types by which dependencies name something else. */
export async function readTypes(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT t.oid, n.nspname, t.typname, t.typtype::text AS typtype, t.typcategory::text AS category, t.typelem, t.typrelid, c.relkind::text AS relkind, t.typnotnull AS notnull,
      t.typisdefined AS defined, t.typarray, t.typbasetype AS base_oid, ${baseTypeDetails} AS base_type,
      CASE WHEN t.typtype = 'e' THEN (SELECT pg_catalog.array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END AS labels,
      CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
      CASE WHEN t.typtype = 'd' THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0) END AS expression,
      t.typtype = 'd' AND t.typdefault IS NULL AND EXISTS (SELECT FROM pg_catalog.pg_type bt WHERE bt.oid = t.typbasetype AND bt.typdefault IS NOT NULL) AS no_default,
      CASE WHEN t.typtype = 'd' THEN ${collationOf('t.typcollation', 't.typbasetype')} END AS collation,
      CASE WHEN t.typtype = 'd' THEN (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(k.oid::pg_catalog.int8, k.conname, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated, k.contype, ${comment('k.oid', 'pg_constraint')})
        ORDER BY k.conname COLLATE "C") FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') END AS checks,
      CASE WHEN t.typtype = 'd' THEN (SELECT k.conname FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n') END AS notnull_name,
      CASE WHEN t.typtype = 'r' THEN (SELECT pg_catalog.json_build_object('subtype', pg_catalog.format_type(r.rngsubtype, NULL),
        'opclass', CASE WHEN NOT oc.opcdefault THEN pg_catalog.json_build_array(ocn.nspname, oc.opcname) END, 'collation', ${collationOf('r.rngcollation', 'r.rngsubtype')},
        'canonical', NULLIF(r.rngcanonical, 0)::pg_catalog.regproc::text, 'diff', NULLIF(r.rngsubdiff, 0)::pg_catalog.regproc::text, 'multirange', mt.typname, 'multirange_schema', mtn.nspname)
        FROM pg_catalog.pg_range r JOIN pg_catalog.pg_opclass oc ON oc.oid = r.rngsubopc JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.opcnamespace
        JOIN pg_catalog.pg_type mt ON mt.oid = r.rngmultitypid JOIN pg_catalog.pg_namespace mtn ON mtn.oid = mt.typnamespace WHERE r.rngtypid = t.oid) END AS range,
      CASE WHEN t.typtype = 'm' THEN (SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid) END AS multirange_of,
      said.description AS comment
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
     ${commentJoin('t.oid', 'pg_type')}
     WHERE ${userNamespace} ${byName('t.typname')}`,
  )
}

/** Sequences. Those of identity columns are told by `internal`, and whose they are by `owner` and `column`. */
export async function readSequences(session: Session, version: number): Promise<CatalogRow[]> {
  // Before PostgreSQL 15 there is but one way for them to be, which is that of the table with a column's own.
  const persistence = `${version >= 15 ? '' : `CASE WHEN d.deptype = 'i' THEN (SELECT o.relpersistence FROM pg_catalog.pg_class o WHERE o.oid = d.refobjid) END,`} c.relpersistence`
  return session.query<CatalogRow>(
    `SELECT c.oid, n.nspname, c.relname, COALESCE(${persistence})::text AS persistence, pg_catalog.format_type(s.seqtypid, NULL) AS type,
      s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS min, s.seqmax::text AS max, s.seqcache::text AS cache, s.seqcycle AS cycle,
      d.refobjid AS owner, a.attname AS column, d.deptype = 'i' AS internal, said.description AS comment
     FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     ${commentJoin('c.oid', 'pg_class')}
     WHERE ${userNamespace} AND c.relpersistence <> 't' ${byName('c.relname')}`,
  )
}

export async function readFunctions(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT p.oid, n.nspname, pg_catalog.quote_ident(p.proname) AS quoted, pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments, p.prokind::text AS prokind,
      CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END AS definition,
      CASE WHEN p.prokind = 'a' THEN (SELECT pg_catalog.json_build_object('sfunc', g.aggtransfn::text, 'stype', pg_catalog.format_type(g.aggtranstype, NULL), 'sspace', g.aggtransspace,
        'final', g.aggfinalfn::text, 'final_extra', g.aggfinalextra, 'final_modify', g.aggfinalmodify, 'combine', g.aggcombinefn::text, 'serial', g.aggserialfn::text, 'deserial', g.aggdeserialfn::text,
        'init', g.agginitval, 'msfunc', g.aggmtransfn::text, 'minvfunc', g.aggminvtransfn::text, 'mstype', CASE WHEN g.aggmtranstype <> 0 THEN pg_catalog.format_type(g.aggmtranstype, NULL) END,
        'msspace', g.aggmtransspace, 'mfinal', g.aggmfinalfn::text, 'mfinal_extra', g.aggmfinalextra, 'mfinal_modify', g.aggmfinalmodify, 'minit', g.aggminitval, 'kind', g.aggkind,
        'sort', (SELECT pg_catalog.json_build_array(opn.nspname, op.oprname) FROM pg_catalog.pg_operator op JOIN pg_catalog.pg_namespace opn ON opn.oid = op.oprnamespace WHERE op.oid = g.aggsortop))
        FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid) END AS aggregate, p.proparallel::text AS parallel,
      CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_function_sqlbody(p.oid) END AS body, p.pronargdefaults > 0 AS has_defaults, p.prolang IN (12, 13) AS native,
      CASE WHEN p.prosqlbody IS NOT NULL THEN p.prorettype || COALESCE(p.proallargtypes, p.proargtypes::oid[]) END AS signature,
      CASE WHEN p.prosqlbody IS NOT NULL THEN COALESCE((SELECT pg_catalog.array_agg(pg_catalog.format_type(a.type, NULL) ORDER BY a.place)
        FROM ROWS FROM (pg_catalog.unnest(p.proallargtypes), pg_catalog.unnest(p.proargmodes)) WITH ORDINALITY AS a(type, mode, place) WHERE a.mode IN ('o', 'b', 't')),
        CASE WHEN p.prorettype NOT IN ('record'::pg_catalog.regtype, 'void'::pg_catalog.regtype) THEN ARRAY[pg_catalog.format_type(p.prorettype, NULL)] END) END AS results,
      ${comment('p.oid', 'pg_proc')} AS comment
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE ${userNamespace} AND p.oid >= ${firstUserOid} ${byName('p.proname')}`,
  )
}

/** Triggers, rules, policies and extended statistics: what lives on a table. */
export async function readHosted(session: Session): Promise<CatalogRow[]> {
  const table = `JOIN pg_catalog.pg_class c ON c.oid`
  const space = `JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`
  return session.query<CatalogRow>(
    `SELECT 'trigger' AS kind, t.oid, t.tgrelid AS host, n.nspname, t.tgname AS name, pg_catalog.pg_get_triggerdef(t.oid) AS definition, t.tgenabled::text AS enabled,
      NULL::json AS details, ${comment('t.oid', 'pg_trigger')} AS comment
     FROM pg_catalog.pg_trigger t ${table} = t.tgrelid ${space} WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND ${userNamespace}
     UNION ALL
     SELECT 'partitionTrigger', t.oid, t.tgrelid, n.nspname, t.tgname, NULL, t.tgenabled::text, NULL, ${comment('t.oid', 'pg_trigger')}
     FROM pg_catalog.pg_trigger t ${table} = t.tgrelid ${space} WHERE t.tgparentid <> 0 AND t.tgenabled <> 'O' AND ${userNamespace}
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f')
     UNION ALL
     SELECT 'rule', r.oid, r.ev_class, n.nspname, r.rulename, pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled::text, NULL, ${comment('r.oid', 'pg_rewrite')}
     FROM pg_catalog.pg_rewrite r ${table} = r.ev_class ${space} WHERE r.rulename <> '_RETURN' AND ${userNamespace}
     UNION ALL
     SELECT 'policy', p.oid, p.polrelid, n.nspname, p.polname, NULL, NULL, pg_catalog.json_build_object('permissive', p.polpermissive, 'command', p.polcmd,
       'roles', (SELECT pg_catalog.json_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(role)) END ORDER BY role <> 0, pg_catalog.pg_get_userbyid(role) COLLATE "C") FROM pg_catalog.unnest(p.polroles) AS role),
       'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)), ${comment('p.oid', 'pg_policy')}
     FROM pg_catalog.pg_policy p ${table} = p.polrelid ${space} WHERE ${userNamespace}
     UNION ALL
     SELECT 'statistics', s.oid, s.stxrelid, n.nspname, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid), NULL,
       CASE WHEN s.stxstattarget >= 0 THEN pg_catalog.to_json(s.stxstattarget) END, ${comment('s.oid', 'pg_statistic_ext')}
     FROM pg_catalog.pg_statistic_ext s ${table} = s.stxrelid JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE ${userNamespace}`,
  )
}

export async function readCollations(session: Session, version: number): Promise<CatalogRow[]> {
  const locale = version >= 17 ? 'co.colllocale' : version >= 15 ? 'co.colliculocale' : 'NULL::text'
  const rules = version >= 16 ? 'co.collicurules' : 'NULL::text'
  return session.query<CatalogRow>(
    `SELECT co.oid, n.nspname, co.collname, co.collprovider::text AS provider, co.collisdeterministic AS deterministic, co.collcollate AS lc_collate, co.collctype AS lc_ctype,
      ${locale} AS locale, ${rules} AS rules, ${comment('co.oid', 'pg_collation')} AS comment
     FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace n ON n.oid = co.collnamespace WHERE ${userNamespace} AND co.oid >= ${firstUserOid} ${byName('co.collname')}`,
  )
}
