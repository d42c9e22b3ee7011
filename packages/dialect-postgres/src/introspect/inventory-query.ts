import { catalogs, firstUserOid, userNamespace } from './catalog.ts'
import { objectKinds } from './objects/index.ts'
import { fromWhere } from './objects/read.ts'

/** One part of the query: a kind of object. What is absent is NULL. */
interface Part {
  readonly kind: string
  readonly name: string
  readonly from: string
  readonly where?: string | undefined
  /** Its own schema. Absent: it belongs to the whole database. */
  readonly nspname?: string | undefined
  readonly hosted?: string | undefined
  /** The same as `nspname` when absent. */
  readonly scope?: string | undefined
  readonly relation?: string | undefined
  readonly incidental?: string | undefined
}

/** No member of an extension: those come and go with it. */
const own = (catalog: number, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = ${catalog} AND e.objid = ${oid} AND e.deptype = 'e')`

const space = (oid: string): string => `JOIN pg_catalog.pg_namespace n ON n.oid = ${oid}`
const onRelation = (oid: string): string => `JOIN pg_catalog.pg_class c ON c.oid = ${oid} ${space('c.relnamespace')}`
const hosted = { nspname: 'n.nspname', hosted: 'c.relname', relation: 'c.relname' } as const
const onOwnRelation = `${userNamespace} AND ${own(catalogs.class, 'c.oid')}`

/** Whether what a role owns is this one's. */
const whose = (owner: string): string =>
  `CASE WHEN pg_catalog.pg_has_role(${owner}, 'MEMBER') THEN 'ours' ELSE 'theirs' END`
/** Only what others have made does not count. */
const ifTheirs = (owner: string): string => `CASE WHEN NOT pg_catalog.pg_has_role(${owner}, 'MEMBER') THEN 'theirs' END`

/** How a sequence goes with a column: it is owned by it (`a`), or makes its identity (`i`). */
const link = (type: string): string =>
  `d.classid = ${catalogs.class} AND d.objid = x.oid AND d.refclassid = ${catalogs.class} AND d.refobjsubid > 0 AND d.deptype = '${type}'`

/** Of kinds that have a file of their own: what providers put into a database, and which holds nothing. */
const incidentals: Readonly<Record<string, string>> = {
  eventTrigger: ifTheirs('x.evtowner'),
  publication: whose('x.pubowner'),
}

/** Of what comes with the server, all that users change and that counts. */
const commentOnPublic = {
  kind: `'comment'`,
  name: `'schema public'`,
  from: 'pg_catalog.pg_namespace n',
  where: `n.nspname = 'public' AND pg_catalog.obj_description(n.oid, 'pg_namespace') IS DISTINCT FROM 'standard public schema'`,
  scope: 'n.nspname',
  incidental: whose('n.nspowner'),
} as const

/** What was made, or was called `public` and is not any more. */
const schemas = {
  kind: `'schema'`,
  name: 'n.nspname',
  from: 'pg_catalog.pg_namespace n',
  where: `${userNamespace} AND n.nspname <> 'public' AND ${own(catalogs.namespace, 'n.oid')}`,
  scope: 'n.nspname',
  // What is in it counts by itself.
  incidental: whose('n.nspowner'),
} as const

const parts: readonly Part[] = [
  schemas,
  commentOnPublic,
  {
    kind: `'extension'`,
    name: 'x.extname',
    from: `pg_catalog.pg_extension x ${space('x.extnamespace')}`,
    where: `x.oid >= ${firstUserOid} AND x.extname <> 'plpgsql'`,
    scope: 'n.nspname',
    incidental: whose('x.extowner'),
  },
  {
    kind: `'collation'`,
    name: 'x.collname',
    from: `pg_catalog.pg_collation x ${space('x.collnamespace')}`,
    where: `${userNamespace} AND x.oid >= ${firstUserOid} AND ${own(catalogs.collation, 'x.oid')}`,
    nspname: 'n.nspname',
  },
  {
    kind: `CASE x.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'rangeType' WHEN 'c' THEN 'compositeType' WHEN 'p' THEN 'shellType' ELSE 'baseType' END`,
    name: 'x.typname',
    from: `pg_catalog.pg_type x ${space('x.typnamespace')}`,
    where: `${userNamespace} AND x.typtype <> 'm' AND (x.typtype <> 'b' OR x.typcategory <> 'A') AND ${own(catalogs.type, 'x.oid')}
      AND (x.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = x.typrelid AND c.relkind = 'c'))`,
    nspname: 'n.nspname',
  },
  {
    kind: `CASE x.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END`,
    name: `pg_catalog.quote_ident(x.proname) || '(' || CASE WHEN x.prokind = 'a' AND x.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_identity_arguments(x.oid) END || ')'`,
    from: `pg_catalog.pg_proc x ${space('x.pronamespace')}`,
    // A range type brings functions along.
    where: `${userNamespace} AND x.oid >= ${firstUserOid} AND NOT EXISTS
      (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = ${catalogs.proc} AND e.objid = x.oid AND (e.deptype = 'e' OR e.deptype = 'i' AND e.refclassid = ${catalogs.type}))`,
    nspname: 'n.nspname',
    incidental: `CASE WHEN x.prorettype = 'pg_catalog.event_trigger'::pg_catalog.regtype THEN ${ifTheirs('x.proowner')} END`,
  },
  {
    kind: `CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' WHEN 'f' THEN 'foreignTable' ELSE 'table' END`,
    name: 'c.relname',
    from: `pg_catalog.pg_class c ${space('c.relnamespace')}`,
    where: `c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't' AND ${onOwnRelation}`,
    nspname: 'n.nspname',
    relation: 'c.relname',
  },
  ...sequences(),
  {
    kind: `'index'`,
    name: 'x.relname',
    from: `pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid ${onRelation('i.indrelid')}`,
    where: `${onOwnRelation} AND c.relpersistence <> 't' AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,
    ...hosted,
  },
  {
    kind: `CASE k.contype WHEN 'f' THEN 'foreignKey' ELSE 'exclusion' END`,
    name: 'k.conname',
    from: `pg_catalog.pg_constraint k ${onRelation('k.conrelid')}`,
    where: `k.contype IN ('f', 'x') AND k.conparentid = 0 AND ${onOwnRelation}`,
    ...hosted,
  },
  {
    kind: `CASE WHEN t.tgparentid = 0 THEN 'trigger' ELSE 'partitionTrigger' END`,
    name: 't.tgname',
    from: `pg_catalog.pg_trigger t ${onRelation('t.tgrelid')}`,
    where: `${onOwnRelation} AND ${own(catalogs.trigger, 't.oid')} AND CASE WHEN t.tgparentid = 0 THEN NOT t.tgisinternal ELSE t.tgenabled <> 'O'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f') END`,
    ...hosted,
  },
  {
    kind: `'rule'`,
    name: 'r.rulename',
    from: `pg_catalog.pg_rewrite r ${onRelation('r.ev_class')}`,
    where: `r.rulename <> '_RETURN' AND ${onOwnRelation} AND ${own(catalogs.rewrite, 'r.oid')}`,
    ...hosted,
  },
  {
    kind: `'policy'`,
    name: 'p.polname',
    from: `pg_catalog.pg_policy p ${onRelation('p.polrelid')}`,
    where: `${onOwnRelation} AND ${own(catalogs.policy, 'p.oid')}`,
    ...hosted,
  },
  {
    kind: `'statistics'`,
    name: 's.stxname',
    from: `pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
      JOIN pg_catalog.pg_namespace t ON t.oid = c.relnamespace ${space('s.stxnamespace')}`,
    where: `${onOwnRelation} AND ${own(catalogs.statistics, 's.oid')}`,
    nspname: 'n.nspname',
    scope: 't.nspname',
    relation: 'c.relname',
  },
  {
    kind: `'largeObject'`,
    name: 'x.oid::text',
    from: `(SELECT oid FROM pg_catalog.pg_largeobject_metadata ORDER BY oid LIMIT 1000) x`,
  },
  ...objectKinds.map((kind): Part => ({
    kind: `'${kind.kind}'`,
    name: `(${kind.name})::text`,
    ...fromWhere(kind),
    nspname: kind.namespace === undefined ? undefined : 'n.nspname',
    ...(kind.scope === undefined ? {} : { scope: kind.scope }),
    incidental: incidentals[kind.kind],
  })),
]

/** Those of identity columns are part of their tables. */
function sequences(): Part[] {
  const owned = `pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.refobjid JOIN pg_catalog.pg_namespace t ON t.oid = c.relnamespace`
  const where = `x.relkind = 'S' AND x.relpersistence <> 't' AND ${userNamespace} AND ${own(catalogs.class, 'x.oid')} AND (c.oid IS NULL OR ${own(catalogs.class, 'c.oid')})`
  return [
    {
      kind: `'sequence'`,
      name: 'x.relname',
      from: `pg_catalog.pg_class x ${space('x.relnamespace')} LEFT JOIN (${owned}) ON ${link('a')}`,
      where: `${where} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE ${link('i')})`,
      nspname: 'n.nspname',
      scope: 'COALESCE(t.nspname, n.nspname)',
      relation: 'COALESCE(c.relname, x.relname)',
    },
    {
      kind: `'sequenceOwner'`,
      name: 'x.relname',
      from: `pg_catalog.pg_class x ${space('x.relnamespace')} JOIN (${owned}) ON ${link('a')}`,
      where,
      nspname: 't.nspname',
      hosted: 'c.relname',
      relation: 'c.relname',
    },
  ]
}

function partText({
  kind,
  name,
  from,
  where = 'true',
  nspname,
  hosted: table,
  scope = nspname,
  relation,
  incidental,
}: Part): string {
  const columns = { kind, nspname, hosted: table, name, scope, relation, incidental }
  const values = Object.entries(columns).map(([alias, sql]) => `(${sql ?? 'NULL'})::text AS ${alias}`)
  return `SELECT ${values.join(', ')} FROM ${from} WHERE ${where}`
}

/** Parts that have nothing to tell cost next to nothing: each reads a catalog or an index of one. */
export const inventoryQuery = `SELECT * FROM (${parts.map(partText).join('\nUNION ALL ')}) AS inventory
  ORDER BY kind COLLATE "C", nspname COLLATE "C", hosted COLLATE "C", name COLLATE "C"`

/** Catalogs in which whatever is listed above has an entry, or what it lives on has. */
const inhabited = ['extension', 'collation', 'type', 'proc', 'class'].map((name) => `pg_catalog.pg_${name} x`)

const anyOf = ({ from, oid = 'x.oid' }: { readonly from: string; readonly oid?: string }): string =>
  `EXISTS (SELECT FROM ${from} WHERE ${oid} >= ${firstUserOid})`

/**
 * Whether the inventory can list anything at all: a server takes forty milliseconds to plan the whole query, and nearly nothing to see that a
 * database is as it was made.
 */
export const anythingQuery = `SELECT ${[
  // Two kinds can share a catalog.
  ...new Set([...inhabited.map((from) => ({ from })), ...objectKinds].map(anyOf)),
  'EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)',
  ...[schemas, commentOnPublic].map(({ from, where }) => `EXISTS (SELECT FROM ${from} WHERE ${where})`),
].join('\n  OR ')} AS found`
