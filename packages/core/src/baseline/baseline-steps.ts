import type { Dialect } from '../dialect.ts'
import { creationSteps } from '../operations/from-schema.ts'
import type { Operation } from '../operations/operation.ts'
import { isForeignKey, isTable, refKey, type ForeignKey, type SchemaObject, type Table } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import { inDumpOrder } from './phases.ts'
import { renderStatement } from './render-statement.ts'

type PureDialect = Pick<Dialect, 'kinds' | 'capabilities' | 'compare' | 'frame' | 'splitter' | 'delimited'>

/** What a baseline does, in order: an operation, or the rows of a table where they belong. */
export type BaselineStep =
  | { readonly operation: Operation; readonly rows?: undefined }
  | { readonly rows: Table; readonly operation?: undefined }

/**
 * What makes a schema in an empty database. Rows come after the tables that they need and before what fires on them or slows them down. Foreign
 * keys are part of their tables as far as they can be; those of tables with rows come after the rows.
 */
export function* baselineSteps(schema: Schema, data: readonly Table[], dialect: PureDialect): Generator<BaselineStep> {
  const bare = asWritten(schema, dialect)
  const filled = new Set(data.map(refKey))
  const placed = inDumpOrder(bare, dialect)
  const early = new Set(placed.filter(({ phase }) => phase === 'early').map(({ object }) => refKey(object)))
  const order = placed.map(({ object }) => object)
  const waiting = order.filter(isTable).filter((table) => filled.has(refKey(table)) && early.has(refKey(table)))
  const frame = dialect.frame(new Schema())

  yield* settings(frame.before, dialect)
  if (Object.keys(bare.options).length > 0) yield { operation: { kind: 'setDatabaseOptions', options: bare.options } }
  for (const { object, operation } of creationSteps(bare, dialect, order, filled)) {
    if (!early.has(refKey(object))) for (const table of waiting.splice(0)) yield { rows: table }
    yield { operation }
    if (isTable(object) && filled.has(refKey(object)) && !early.has(refKey(object))) yield { rows: object }
  }
  for (const table of waiting) yield { rows: table }
  yield* settings(frame.after, dialect)
}

/**
 * What an author would not say. The server's own texts serve dumps, which have the same bytes again; options that are no part of the schema stay
 * with their database.
 */
function asWritten(schema: Schema, { compare }: PureDialect): Schema {
  const objects = schema.objects().map(({ source: _source, ...object }): SchemaObject => {
    const bare = object as SchemaObject
    if (isTable(bare)) return withoutUsualKeyName(bare, compare)
    return isForeignKey(bare) ? withoutTarget(bare) : bare
  })
  return new Schema(objects, compare.databaseOptions?.(schema.options) ?? schema.options)
}

/** `users_pkey` of `users`, where the server gives that name by itself. Any other name stays: a later migration may say it. */
function withoutUsualKeyName(table: Table, { generatedName }: PureDialect['compare']): Table {
  const { name, ...primaryKey } = table.primaryKey ?? { keys: [] }
  const isUsual = name?.startsWith(table.name) === true && /^_[a-z]+$/.test(name.slice(table.name.length))
  if (name === undefined || !isUsual || primaryKey.options !== undefined) return table
  const columns = primaryKey.keys.map(({ column }) => column ?? '')
  return generatedName?.('primaryKey', name, table.name, columns) === true ? { ...table, primaryKey } : table
}

/** That a foreign key needs the table that it refers to goes without saying. */
function withoutTarget({ dependsOn, ...key }: ForeignKey): ForeignKey {
  const target = { kind: 'table', schema: key.references.schema, name: key.references.table }
  const rest = dependsOn?.filter((ref) => refKey(ref) !== refKey(target)) ?? []
  return rest.length === 0 ? key : { ...key, dependsOn: rest }
}

/** The settings of a dump that can be made inside of a migration's transaction; the runner sees to the others itself. */
function* settings(texts: readonly string[], dialect: PureDialect): Generator<BaselineStep> {
  const ours = texts.filter((text) => {
    const splitter = dialect.splitter()
    return [...splitter.push(renderStatement(text, dialect)), ...splitter.end()].every(
      ({ control, foreignKeys, transactional }) =>
        control === undefined && foreignKeys === undefined && transactional !== false,
    )
  })
  const up = ours
    .map((text) => renderStatement(text, dialect))
    .join('')
    .trimEnd()
  if (up !== '') yield { operation: { kind: 'sql', up } }
}
