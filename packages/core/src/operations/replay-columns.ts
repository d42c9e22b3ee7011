import {
  isForeignKey,
  isIndex,
  refLabel,
  type Column,
  type KeyPart,
  type Table,
  type TableRef,
} from '../schema/model.ts'
import { compact } from './builder-context.ts'
import type { ColumnChange, OperationOf } from './operation.ts'
import { bagOrNothing, type ReplayContext } from './replay-context.ts'

export function addColumn(ref: TableRef, column: Column, context: ReplayContext): void {
  const table = context.table(ref)
  if (context.hasColumn(table, column.name)) {
    throw context.refuse(`the ${refLabel(table)} has a column ${column.name} already`, {
      table: table.name,
      column: column.name,
    })
  }
  context.change(table, { columns: [...table.columns, column] })
}

/** Refused while a key, index, foreign key, check or generated column uses it: its author drops that first, and so says it. */
export function dropColumn(ref: TableRef, name: string, context: ReplayContext): void {
  const table = context.table(ref)
  const column = context.column(table, name)
  const user = userOf(table, column, context)
  if (user !== undefined) {
    throw context.refuse(`the column ${column} of the ${refLabel(table)} is used by its ${user}`, {
      table: table.name,
      column,
      user,
    })
  }
  if (table.columns.length === 1) {
    throw context.refuse(`the column ${column} is the only one of the ${refLabel(table)}`, {
      table: table.name,
      column,
    })
  }
  context.change(table, { columns: table.columns.filter((other) => other.name !== column) })
}

export function alterColumn(operation: OperationOf<'alterColumn'>, context: ReplayContext): void {
  const table = context.table(operation.table)
  const name = context.column(table, operation.column)
  const columns = table.columns.map((column) =>
    column.name === name ? changeColumn(column, operation.change) : column,
  )
  context.change(table, { columns })
}

/** A column after a change. */
export function changeColumn(column: Column, change: ColumnChange): Column {
  const { options, ...rest } = change
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return compact<Column>({
    ...column,
    ...Object.fromEntries(given.map(([key, value]) => [key, value ?? undefined])),
    ...(options === undefined ? {} : { options: bagOrNothing(options) }),
  })
}

/** What would be left without the column, as far as the model and the dialect can tell. */
function userOf(table: Table, column: string, context: ReplayContext): string | undefined {
  const uses = (keys: readonly KeyPart[]): boolean =>
    keys.some((key) =>
      key.column === undefined ? mentions(key.expression, table, column, context) : context.same(column, key.column),
    )
  const named = (names: readonly string[]): boolean => names.some((name) => context.same(column, name))

  if (table.primaryKey !== undefined && uses(table.primaryKey.keys)) return 'primary key'
  const unique = table.uniques.find(({ keys }) => uses(keys))
  if (unique !== undefined) return `unique constraint ${unique.name}`
  const check = table.checks.find(({ expression }) => mentions(expression, table, column, context))
  if (check !== undefined) return `check ${check.name}`
  const generated = table.columns.find(
    (other) => other.name !== column && mentions(other.generated?.expression, table, column, context),
  )
  if (generated !== undefined) return `generated column ${generated.name}`

  const user = context.schema.objects().find((object): boolean => {
    const own = object.schema === table.schema && object.table === table.name
    if (isIndex(object)) return own && (uses(object.keys) || mentions(object.where, table, column, context))
    if (!isForeignKey(object)) return false
    const { references } = object
    const refersHere = references.schema === table.schema && context.same(table.name, references.table)
    return (own && named(object.columns)) || (refersHere && named(references.columns))
  })
  return user === undefined ? undefined : refLabel(user)
}

/**
 * The dialect can tell how a text reads after a rename, and so whether the column is in it. Where it cannot tell, the column is let
 * go: what is replayed has been accepted by a server, or is going to be asked of one.
 */
function mentions(text: string | undefined, table: Table, column: string, { dialect }: ReplayContext): boolean {
  if (text === undefined || dialect.compare.rename === undefined) return false
  const to = `${column}_`
  const renamed = dialect.compare.rename(text, { what: 'column', table: table.name, from: column, to, owner: true })
  return renamed !== undefined && renamed !== text
}
