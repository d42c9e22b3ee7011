import type { InventoryItem, Scope, Session, TableRef } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { schemaOf } from './catalog.ts'
import { anythingQuery, inventoryQuery } from './inventory-query.ts'
import { inScope } from './scope.ts'
import { settled } from './settled.ts'

/** A row of the query. */
interface InventoryRow extends Record<string, unknown> {
  readonly kind: string
  /** Nothing for what belongs to the whole database. */
  readonly nspname: string | null
  /** The table that it is said to live on. */
  readonly hosted: string | null
  readonly name: string
  /** The schema by which it is looked at or not, and the relation with which it comes and goes. */
  readonly scope: string | null
  readonly relation: string | null
  readonly incidental: InventoryItem['incidental'] | null
}

/**
 * Every object that users made, what cannot be represented included: names only, in one query over the catalogs. Default privileges and the like are
 * no objects. Large objects are, although no schema has them: somebody would miss them. An empty database is told from a look at each catalog.
 */
export async function inventory(session: Session, scope: Scope): Promise<InventoryItem[]> {
  const [any] = await session.query<{ found: boolean }>(anythingQuery)
  if (any?.found === false) return []
  // Under settings by which functions' arguments are printed with their schemas.
  const rows = await settled(session, () => session.query<InventoryRow>(inventoryQuery))
  const visible = inScope(scope)
  return rows.filter((row) => isVisible(row, visible)).map(itemOf)
}

/** Which of these tables, partitioned or not, are there. */
export async function hasTables(session: Session, tables: readonly TableRef[]): Promise<boolean[]> {
  const texts = tables.map(
    (_, at) =>
      `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($${at + 1}) AND relkind IN ('r', 'p')) AS t${at}`,
  )
  const [row] = await session.query(`SELECT ${texts.join(', ')}`, tables.map(qualified))
  return tables.map((_, at) => row?.[`t${at}`] === true)
}

const isVisible = ({ scope, relation }: InventoryRow, visible: ReturnType<typeof inScope>): boolean =>
  scope === null || visible(scope, relation ?? undefined)

function itemOf({ kind, nspname, hosted, name, incidental }: InventoryRow): InventoryItem {
  return {
    kind,
    ...(nspname === null ? {} : schemaOf(nspname)),
    ...(hosted === null ? {} : { table: hosted }),
    name,
    ...(incidental === null ? {} : { incidental }),
  }
}
