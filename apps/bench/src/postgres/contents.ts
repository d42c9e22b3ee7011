import { query } from './server.ts'

const user = (namespace: string): string => `${namespace}::regnamespace::text !~ '^(pg_|information_schema)'`

/** Each kind of object as the server itself writes it out. */
const texts = [
  `SELECT 'table ' || c.oid::regclass || ': ' || string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
     a.attgenerated, pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY a.attnum) AS text
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relkind = 'r' AND ${user('c.relnamespace')} GROUP BY c.oid`,
  `SELECT 'constraint ' || k.conrelid::regclass || ' ' || conname || ': ' || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
   WHERE k.contype <> 'n' AND ${user('c.relnamespace')}`,
  `SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE ${user('c.relnamespace')}`,
  `SELECT 'view ' || c.oid::regclass || ': ' || pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind = 'v' AND ${user('c.relnamespace')}`,
  `SELECT concat_ws(' ', 'sequence', s.seqrelid::regclass, s.seqtypid::regtype, s.seqincrement, s.seqmax, d.refobjid::regclass, d.refobjsubid, d.deptype) FROM pg_sequence s
   LEFT JOIN pg_depend d ON d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0`,
  `SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal`,
  `SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE ${user('p.pronamespace')}`,
  `SELECT 'type ' || e.enumtypid::regtype || ': ' || string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e GROUP BY e.enumtypid`,
  `SELECT 'comment ' || pg_describe_object(classoid, objoid, objsubid) || ': ' || description FROM pg_description WHERE objoid >= 16384`,
]

/** Every object of a database by its text, but for those whose text names a table that a contender keeps for itself. */
export async function objectsOf(url: string, bookkeeping: readonly string[] = []): Promise<string[]> {
  const rows = await query<{ text: string }>(url, [
    `SET search_path = ''`,
    `SELECT text FROM (${texts.join('\nUNION ALL\n')}) AS written ORDER BY text COLLATE "C"`,
  ])
  return rows.map(({ text }) => text).filter((text) => !bookkeeping.some((name) => text.includes(name)))
}

/** How many rows all these tables have together. */
export async function countRows(url: string, tables: readonly string[]): Promise<number> {
  let sum = 0
  for (let at = 0; at < tables.length; at += 200) {
    const counts = tables.slice(at, at + 200).map((table) => `SELECT count(*) FROM ${table}`)
    const [row] = await query<{ sum: number }>(url, [
      `SELECT sum(count)::int AS sum FROM (${counts.join(' UNION ALL ')}) AS counts`,
    ])
    sum += row?.sum ?? 0
  }
  return sum
}
