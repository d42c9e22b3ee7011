import { uniqueOf } from '../schema/unique-indexes.ts'
import { isTable, type Table, type TableRef, type Unique } from '../schema/model.ts'
import type { OperationOf } from './operation.ts'
import { withoutSource, type ReplayContext } from './replay-context.ts'
import { addUnique, dropConstraint } from './replay-tables.ts'

export function createIndex({ index }: OperationOf<'createIndex'>, context: ReplayContext): void {
  const host = { schema: index.schema, name: index.table }
  // A materialised view can have one too; what its columns are, core does not know.
  const relation = context.relation(host)
  if (index.unique && !context.dialect.capabilities.uniqueIndexes) return addUnique(host, uniqueOf(index), context)
  if (relation === undefined || relation.kind === 'table') context.checkKeys(context.table(host), index.keys)
  const placed = { ...index, table: relation?.name ?? index.table }
  context.refuseExisting(placed)
  if (relation !== undefined && isTable(relation)) refuseUnique(relation, index.name, context)
  context.schema.put(placed)
  context.changeHosted('index', host)
}

export function dropIndex({ table, name }: OperationOf<'dropIndex'>, context: ReplayContext): void {
  if (findUnique(table, name, context) !== undefined) return dropConstraint(table, 'uniques', name, context)
  context.schema.remove(context.onTable('index', table, name))
  context.changeHosted('index', table)
}

export function renameIndex({ table, name, to }: OperationOf<'renameIndex'>, context: ReplayContext): void {
  const unique = findUnique(table, name, context)
  if (unique !== undefined) {
    const host = context.table(table)
    const uniques = host.uniques.map((each) => (each === unique ? { ...each, name: to } : each))
    return void context.change(host, { uniques })
  }
  const index = context.onTable('index', table, name)
  const renamed = { ...index, name: to }
  if (context.find(renamed) !== index) context.refuseExisting(renamed)
  context.schema.remove(index)
  context.schema.put(withoutSource(renamed))
  context.changeHosted('index', table)
}

/** The unique constraint that an index's name means, where the two are one thing. */
function findUnique(ref: TableRef, name: string, context: ReplayContext): Unique | undefined {
  const { uniqueIndexes, caseSensitiveNames } = context.dialect.capabilities
  if (uniqueIndexes) return undefined
  const table = context.schema.findTable(ref, caseSensitiveNames)
  return table?.uniques.find((unique) => context.same(unique.name, name))
}

/** There, both are keys of the table and share one set of names. */
function refuseUnique(table: Table, name: string, context: ReplayContext): void {
  if (findUnique(table, name, context) === undefined) return
  throw context.refuse(`the table ${table.name} has a unique constraint ${name} already`, { table: table.name, name })
}
