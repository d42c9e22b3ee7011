import type { Session, Table } from '@lithify/core'
import type { Insert } from '@lithify/core/dialect-kit'
import { qualified } from '../emit/names.ts'
import { quote, quoteString } from '../names.ts'

/** A sequence that fills a column by default, as an identity or through `nextval`. */
interface Filling {
  readonly schema: string
  readonly name: string
  readonly column: string
  readonly rising: boolean
  readonly least: string
  readonly most: string
}

/**
 * Moves the sequences that number the rows of a table beyond the rows, so that the next row by default does not meet one of them. It follows from the
 * rows alone: where the sequences of the database stand plays no part, and rows rolled back or deleted leave no trace.
 */
export async function* positions(session: Session, table: Table): AsyncIterable<Insert> {
  const sequences = await fillings(session, table)
  if (sequences.length === 0) return
  const furthest = sequences.map((sequence, at) => `${furthestOf(sequence)} AS "${at}"`).join(', ')
  const [found] = await session.query<Record<string, string | null>>(`SELECT ${furthest} FROM ONLY ${qualified(table)}`)
  for (const [at, sequence] of sequences.entries()) {
    const value = found?.[at] ?? undefined
    if (value !== undefined) yield { sql: moved(sequence, value), count: 0 }
  }
}

/** A partition's rows are numbered by the sequence of its table, or of the table above that. */
function fillings(session: Session, table: Table): Promise<Filling[]> {
  return session.query<Filling & Record<string, unknown>>(
    `WITH own AS (SELECT $1::pg_catalog.regclass::pg_catalog.oid AS oid UNION SELECT relid FROM pg_catalog.pg_partition_ancestors($1::pg_catalog.regclass)),
used AS (
  SELECT refobjid AS relation, refobjsubid AS attnum, objid AS sequence
  FROM pg_catalog.pg_depend
  WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND deptype = 'i'
  UNION
  SELECT x.adrelid, x.adnum, d.refobjid
  FROM pg_catalog.pg_attrdef x
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = x.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
)
SELECT DISTINCT n.nspname AS schema, c.relname AS name, a.attname AS column, s.seqincrement > 0 AS rising, s.seqmin::text AS least, s.seqmax::text AS most
FROM used u
JOIN own o ON o.oid = u.relation
JOIN pg_catalog.pg_attribute a ON a.attrelid = u.relation AND a.attnum = u.attnum
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_sequence s ON s.seqrelid = u.sequence
JOIN pg_catalog.pg_class c ON c.oid = u.sequence
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE CASE t.typbasetype WHEN 0 THEN t.oid ELSE t.typbasetype END IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype, 'pg_catalog.numeric'::pg_catalog.regtype)
ORDER BY 1, 2, 3`,
    [qualified(table)],
  )
}

/** Numbers that the sequence never reaches were given by somebody, and are not in its way. */
function furthestOf({ column, rising, least, most }: Filling): string {
  const number = `${quote(column)}::pg_catalog.numeric`
  const [last, whole] = rising ? ['max', 'ceil'] : ['min', 'floor']
  return `pg_catalog.${whole}(pg_catalog.${last}(${number}) FILTER (WHERE ${number} BETWEEN ${least} AND ${most}))::text`
}

/** Never back: another table may be numbered by the same sequence. */
function moved({ schema, name, rising }: Filling, value: string): string {
  const sequence = qualified({ schema, name })
  return `SELECT pg_catalog.setval(${quoteString(sequence)}, ${value}) FROM ${sequence} WHERE last_value ${rising ? '<=' : '>='} ${value}`
}
