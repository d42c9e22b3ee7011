import type { Session } from '@lithify/core'
import { collationOf, commentJoin, userNamespace, type CatalogRow } from './catalog.ts'

const relation = `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`

const inherited = `(SELECT i.inhrelid, pg_catalog.json_agg(pg_catalog.json_build_array(pn.nspname, pc.relname) ORDER BY i.inhseqno) AS parents
  FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
  GROUP BY i.inhrelid)`

/** Tables, foreign tables, views and materialized views. */
export async function readRelations(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT c.oid, n.nspname, c.relname, c.relkind::text AS relkind, c.relpersistence::text AS persistence, c.relispartition AS partition,
      c.relrowsecurity AS rls, c.relforcerowsecurity AS force_rls, c.relreplident::text AS replident, c.relispopulated AS populated,
      c.reloptions, toast.reloptions AS toast_options, am.amname, ts.spcname,
      CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
      CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partkey,
      pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound, inherited.parents,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
      said.description AS comment, server.srvname AS server, elsewhere.ftoptions AS foreign_options
     FROM ${relation}
     LEFT JOIN pg_catalog.pg_foreign_table elsewhere ON elsewhere.ftrelid = c.oid
     LEFT JOIN pg_catalog.pg_foreign_server server ON server.oid = elsewhere.ftserver
     LEFT JOIN ${inherited} inherited ON inherited.inhrelid = c.oid
     ${commentJoin('c.oid', 'pg_class')}
     LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
     WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${userNamespace} AND c.relpersistence <> 't'
     ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  )
}

/** Columns of tables, views and composite types. In no order: so they come one by one while the server is still at work, and need not be sorted all together. */
export async function readColumns(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT a.attrelid AS oid, d.oid AS default_oid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS notnull,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated::text AS generated, a.attidentity::text AS identity,
      a.attislocal AS local, a.attoptions, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS stattarget,
      CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage, t.typstorage::text AS usual_storage, NULLIF(a.attcompression::text, '') AS compression,
      CASE WHEN a.attcollation <> t.typcollation THEN ${collationOf('a.attcollation', 'a.atttypid')} END AS collation,
      said.description AS comment, a.attfdwoptions AS foreign_options, a.attnum, NULLIF(a.attcollation, 0) AS attcollation
     FROM pg_catalog.pg_attribute a
     JOIN ${relation} ON c.oid = a.attrelid
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     ${commentJoin('a.attrelid', 'pg_class', 'a.attnum')}
     WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND ${userNamespace} AND a.attnum > 0 AND NOT a.attisdropped`,
  )
}

/** Constraints of tables, in no order. `plain` tells that key columns and deferral say all there is to say of a key. */
export async function readConstraints(session: Session, version: number): Promise<CatalogRow[]> {
  const enforced = version >= 18 ? 'k.conenforced' : 'true'
  const subset = version >= 15 ? 'k.confdelsetcols IS NOT NULL' : 'false'
  const period = version >= 18 ? 'k.conperiod' : 'false'
  const nulls = version >= 15 ? 'i.indnullsnotdistinct' : 'false'
  return session.query<CatalogRow>(
    `SELECT k.oid, k.conrelid, k.conindid, k.conname, k.contype::text AS contype, k.condeferrable AS deferrable, k.condeferred AS deferred,
      k.convalidated AS validated, k.conislocal AS local, k.connoinherit AS noinherit, k.conparentid AS parent, ${enforced} AS enforced,
      k.conkey::text AS key, k.confrelid, k.confkey::text AS target_key, fn.nspname AS target_schema, f.relname AS target, k.confupdtype::text AS on_update, k.confdeltype::text AS on_delete, k.confmatchtype::text AS match,
      CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS expression,
      CASE WHEN k.contype = 'x' OR ${period} OR ${nulls} OR i.indnatts > i.indnkeyatts OR (k.contype = 'f' AND (NOT ${enforced} OR ${subset}))
        THEN pg_catalog.pg_get_constraintdef(k.oid) END AS definition,
      ic.reloptions, ts.spcname, i.indisclustered AS clustered, i.indisreplident AS replident, said.description AS comment, of_index.description AS index_comment
     FROM pg_catalog.pg_constraint k
     JOIN ${relation} ON c.oid = k.conrelid
     LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
     LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
     LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
     LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ic.reltablespace
     ${commentJoin('k.oid', 'pg_constraint')}
     ${commentJoin('i.indexrelid', 'pg_class', '0', 'of_index')}
     WHERE k.contype IN ('p', 'u', 'c', 'f', 'x', 'n') AND ${userNamespace}`,
  )
}

/** What few keys of an index have: parameters of their operator class, and a statistics target. */
const keyDetails = `(SELECT a.attrelid, pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attoptions, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END)) AS details
  FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attoptions IS NOT NULL OR a.attstattarget >= 0) GROUP BY a.attrelid)`

/** Indexes that no constraint owns, in no order. Their keys come as numbers: see keys.ts. */
export async function readIndexes(session: Session, version: number): Promise<CatalogRow[]> {
  const nulls = version >= 15 ? 'i.indnullsnotdistinct' : 'false'
  return session.query<CatalogRow>(
    `SELECT i.indexrelid AS oid, i.indrelid, c.relname, c.relkind::text AS relkind, am.amname, i.indisunique AS is_unique, ${nulls} AS nulls_not_distinct,
      i.indnkeyatts AS key_count, i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS replident,
      pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate, c.reloptions, ts.spcname,
      i.indkey::text AS numbers, i.indoption::text AS flags, i.indclass::text AS classes, i.indcollation::text AS collations, CASE WHEN i.indexprs IS NOT NULL THEN
        (SELECT pg_catalog.array_agg(CASE WHEN i.indkey[k.n - 1] = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n, false) END ORDER BY k.n)
         FROM pg_catalog.generate_series(1, i.indnatts::int4) AS k(n)) END AS expressions,
      CASE WHEN i.indexprs IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) END AS whole, details.details,
      inherited.parents -> 0 AS attached, said.description AS comment
     FROM pg_catalog.pg_index i
     JOIN ${relation} ON c.oid = i.indexrelid
     JOIN pg_catalog.pg_am am ON am.oid = c.relam
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
     LEFT JOIN ${inherited} inherited ON inherited.inhrelid = i.indexrelid
     LEFT JOIN ${keyDetails} details ON details.attrelid = i.indexrelid
     ${commentJoin('i.indexrelid', 'pg_class')}
     WHERE ${userNamespace} AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,
  )
}
