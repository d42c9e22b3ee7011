import type { Session } from '@lithify/core'
import { optional, text, type CatalogRow } from './catalog.ts'

/** The names behind the numbers in which the catalog keeps keys. For the server to look them up, one by one, takes most of its time. */
export interface KeyNames {
  /** The columns of each relation, by number. */
  readonly columns: ReadonlyMap<unknown, readonly (CatalogRow | undefined)[]>
  readonly operatorClasses: ReadonlyMap<number, CatalogRow>
  readonly collations: ReadonlyMap<number, CatalogRow>
}

export async function readKeyNames(session: Session, columns: readonly CatalogRow[]): Promise<KeyNames> {
  const rows = await session.query<CatalogRow>(
    `SELECT 'class' AS kind, x.oid, n.nspname, x.opcname AS name, x.opcdefault AS usual
     FROM pg_catalog.pg_opclass x JOIN pg_catalog.pg_namespace n ON n.oid = x.opcnamespace
     UNION ALL
     SELECT 'collation', x.oid, n.nspname, x.collname, NULL
     FROM pg_catalog.pg_collation x JOIN pg_catalog.pg_namespace n ON n.oid = x.collnamespace
     WHERE x.oid IN (SELECT pg_catalog.unnest(i.indcollation::pg_catalog.oid[]) FROM pg_catalog.pg_index i)`,
  )
  const byNumber = (kind: string): Map<number, CatalogRow> =>
    new Map(rows.filter((row) => row['kind'] === kind).map((row) => [row.oid, row]))
  return { columns: byPlace(columns), operatorClasses: byNumber('class'), collations: byNumber('collation') }
}

function byPlace(columns: readonly CatalogRow[]): Map<unknown, (CatalogRow | undefined)[]> {
  const relations = new Map<unknown, (CatalogRow | undefined)[]>()
  for (const column of columns) {
    let places = relations.get(column.oid)
    if (places === undefined) relations.set(column.oid, (places = []))
    places[Number(column['attnum'])] = column
  }
  return relations
}

/** The columns of a constraint, `{1,2}` in the catalog; nothing for one that has none. */
export function columnNames(keys: unknown, relation: unknown, { columns }: KeyNames): string[] {
  const places = columns.get(relation)
  return numbers(text(keys).slice(1, -1), ',').flatMap((place) => optional(places?.[place]?.['attname']) ?? [])
}

/** One key of an index, or one column that it includes. */
export interface IndexKey {
  readonly column: string | undefined
  readonly expression: string | undefined
  readonly descending: boolean
  readonly nullsFirst: boolean
  /** Where it is not the usual one of the type: schema and name. */
  readonly operatorClass: readonly [string, string] | undefined
  readonly parameters: readonly string[]
  /** Where it is not the column's own: schema and name. */
  readonly collation: readonly [string, string] | undefined
  readonly statistics: number | undefined
}

type Details = readonly [place: number, parameters: readonly string[] | null, statistics: number | null]

export function indexKeys(row: CatalogRow, names: KeyNames): IndexKey[] {
  const columns = names.columns.get(row['indrelid'])
  const expressions = row['expressions'] as readonly (string | null)[] | null
  const details = row['details'] as readonly Details[] | null
  const [flags, classes, collations] = ['flags', 'classes', 'collations'].map((part) => numbers(text(row[part]), ' '))
  return numbers(text(row['numbers']), ' ').map((number, at) => {
    const column = columns?.[number]
    const [, parameters, statistics] = details?.find(([place]) => place === at + 1) ?? []
    const operators = names.operatorClasses.get(classes?.[at] ?? 0)
    const flag = flags?.[at] ?? 0
    return {
      column: optional(column?.['attname']),
      expression: expressions?.[at] ?? undefined,
      descending: (flag & 1) === 1,
      nullsFirst: (flag & 2) === 2,
      operatorClass:
        operators === undefined || (operators['usual'] === true && (parameters ?? null) === null)
          ? undefined
          : placeOf(operators),
      parameters: parameters ?? [],
      collation: collationOf(collations?.[at] ?? 0, isCollated(row, expressions?.[at]) ? {} : column, names),
      statistics: statistics ?? undefined,
    }
  })
}

/** Only the whole definition tells whether an expression has another collation than its own. */
const isCollated = (row: CatalogRow, expression: string | null | undefined): boolean =>
  typeof expression === 'string' && text(row['whole']).includes(`${expression} COLLATE `)

function collationOf(
  oid: number,
  column: Readonly<Record<string, unknown>> | undefined,
  names: KeyNames,
): IndexKey['collation'] {
  const collation = names.collations.get(oid)
  return column === undefined || collation === undefined || column['attcollation'] === oid
    ? undefined
    : placeOf(collation)
}

const placeOf = (row: CatalogRow): readonly [string, string] => [text(row['nspname']), text(row['name'])]

const none: readonly number[] = []

/** `1 2 3`, as a catalog writes its lists of numbers. */
const numbers = (list: string, separator: string): readonly number[] =>
  list === '' ? none : list.includes(separator) ? list.split(separator).map(Number) : [Number(list)]
