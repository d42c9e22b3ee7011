import type { Session } from '@lithify/core'
import { collationOf, comment, userNamespace, type CatalogRow } from './catalog.ts'

const relation = `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`

const inherited = `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(pn.nspname, pc.relname) ORDER BY i.inhseqno)
  FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
  WHERE i.inhrelid = c.oid)`

/** Tables, views and materialized views. */
export async function readRelations(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT c.oid, n.nspname, c.relname, c.relkind::text AS relkind, c.relpersistence::text AS persistence, c.relispartition AS partition,
      c.relrowsecurity AS rls, c.relforcerowsecurity AS force_rls, c.relreplident::text AS replident, c.relispopulated AS populated,
      c.reloptions, toast.reloptions AS toast_options, am.amname, ts.spcname,
      CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
      CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partkey,
      pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound, ${inherited} AS parents,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
      ${comment('c.oid', 'pg_class')} AS comment
     FROM ${relation}
     LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND ${userNamespace} AND c.relpersistence <> 't'
     ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  )
}

/** Columns of tables, views and composite types, in their order. */
export async function readColumns(session: Session): Promise<CatalogRow[]> {
  return session.query<CatalogRow>(
    `SELECT a.attrelid AS oid, d.oid AS default_oid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS notnull,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated::text AS generated, a.attidentity::text AS identity,
      a.attislocal AS local, a.attoptions, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS stattarget,
      CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage, NULLIF(a.attcompression::text, '') AS compression,
      ${collationOf('a.attcollation', 'a.atttypid')} AS collation,
      ${comment('a.attrelid', 'pg_class', 'a.attnum')} AS comment
     FROM pg_catalog.pg_attribute a
     JOIN ${relation} ON c.oid = a.attrelid
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c') AND ${userNamespace} AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attrelid, a.attnum`,
  )
}

const named = (keys: string, owner: string): string =>
  `(SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.place) FROM pg_catalog.unnest(${keys}) WITH ORDINALITY AS u(num, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = ${owner} AND a.attnum = u.num)`

/** Constraints of tables. `plain` tells that key columns and deferral say all there is to say of a key. */
export async function readConstraints(session: Session, version: number): Promise<CatalogRow[]> {
  const enforced = version >= 18 ? 'k.conenforced' : 'true'
  const subset = version >= 15 ? 'k.confdelsetcols IS NOT NULL' : 'false'
  const period = version >= 18 ? 'k.conperiod' : 'false'
  const nulls = version >= 15 ? 'i.indnullsnotdistinct' : 'false'
  return session.query<CatalogRow>(
    `SELECT k.oid, k.conrelid, k.conindid, k.conname, k.contype::text AS contype, k.condeferrable AS deferrable, k.condeferred AS deferred,
      k.convalidated AS validated, k.conislocal AS local, k.connoinherit AS noinherit, k.conparentid AS parent, ${enforced} AS enforced,
      ${named('k.conkey', 'k.conrelid')} AS columns, ${named('k.confkey', 'k.confrelid')} AS target_columns,
      fn.nspname AS target_schema, f.relname AS target, k.confupdtype::text AS on_update, k.confdeltype::text AS on_delete, k.confmatchtype::text AS match,
      CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS expression,
      CASE WHEN k.contype = 'x' OR ${period} OR ${nulls} OR i.indnatts > i.indnkeyatts OR (k.contype = 'f' AND (NOT ${enforced} OR ${subset}))
        THEN pg_catalog.pg_get_constraintdef(k.oid) END AS definition,
      ic.reloptions, ts.spcname, i.indisclustered AS clustered, i.indisreplident AS replident, ${comment('k.oid', 'pg_constraint')} AS comment
     FROM pg_catalog.pg_constraint k
     JOIN ${relation} ON c.oid = k.conrelid
     LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
     LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
     LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
     LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ic.reltablespace
     WHERE k.contype IN ('p', 'u', 'c', 'f', 'x', 'n') AND ${userNamespace}
     ORDER BY k.conname COLLATE "C", k.conrelid`,
  )
}

/** Indexes that no constraint owns. */
export async function readIndexes(session: Session, version: number): Promise<CatalogRow[]> {
  const nulls = version >= 15 ? 'i.indnullsnotdistinct' : 'false'
  const keys = `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      a.attname, CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n::int4, false) END, i.indoption[k.n - 1],
      (SELECT pg_catalog.json_build_array(opn.nspname, op.opcname, op.opcdefault AND ia.attoptions IS NULL) FROM pg_catalog.pg_opclass op
        JOIN pg_catalog.pg_namespace opn ON opn.oid = op.opcnamespace WHERE op.oid = i.indclass[k.n - 1]),
      ia.attoptions, CASE WHEN k.n <= i.indnkeyatts THEN
        (SELECT pg_catalog.json_build_array(cn.nspname, co.collname) FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
         WHERE co.oid = i.indcollation[k.n - 1] AND co.oid <> COALESCE(a.attcollation, ia.attcollation)) END,
      CASE WHEN ia.attstattarget >= 0 THEN ia.attstattarget END) ORDER BY k.n)
    FROM pg_catalog.generate_series(1, i.indnatts) AS k(n)
    JOIN pg_catalog.pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.n
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1] AND a.attnum > 0)`
  return session.query<CatalogRow>(
    `SELECT i.indexrelid AS oid, i.indrelid, c.relname, c.relkind::text AS relkind, am.amname, i.indisunique AS is_unique, ${nulls} AS nulls_not_distinct,
      i.indnkeyatts AS key_count, i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS replident,
      pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate, c.reloptions, ts.spcname, ${keys} AS keys,
      (SELECT pg_catalog.json_build_array(pn.nspname, pc.relname) FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
        JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace WHERE h.inhrelid = i.indexrelid) AS attached,
      ${comment('i.indexrelid', 'pg_class')} AS comment
     FROM pg_catalog.pg_index i
     JOIN ${relation} ON c.oid = i.indexrelid
     JOIN pg_catalog.pg_am am ON am.oid = c.relam
     LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
     WHERE ${userNamespace} AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
     ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  )
}
