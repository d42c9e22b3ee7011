import type { Column } from '../schema/model.ts'
import type { BuilderDialect, LiteralValue } from './builder-context.ts'
import { isLithifyError } from '../errors.ts'
import { call, type Call, type Chain } from './render-call.ts'
import { sayOptions, sayType } from './render-type.ts'

/** A column as a new table or `addColumn` says it, keys and constraints apart. */
export function sayColumn(column: Column, dialect: BuilderDialect, nullable = column.nullable): Chain {
  const { method, args, rest } = sayType(column.type, column.options, dialect)
  return [call(method, column.name, ...args), ...sayWishes(column, dialect, nullable), ...sayOptions(rest)]
}

/** What a column is beside its type and options. `nullable` is what would be said of it. */
export function sayWishes(column: Column, dialect: BuilderDialect, nullable: boolean, boolean = false): Call[] {
  const { generated, collation, comment } = column
  return [
    ...(nullable ? [] : [call('notNull')]),
    ...(column.default === undefined
      ? []
      : [sayDefault(column.default, dialect, boolean || isBoolean(column, dialect))]),
    ...(generated === undefined ? [] : [sayGenerated(generated)]),
    ...(collation === undefined ? [] : [call('collate', collation)]),
    ...(comment === undefined ? [] : [call('comment', comment)]),
  ]
}

export function sayGenerated({ expression, stored }: NonNullable<Column['generated']>): Call {
  return call('generatedAs', expression, ...(stored ? [] : [{ stored }]))
}

/** A default as the value that it is the literal of, or else as SQL. */
export function sayDefault(expression: string, dialect: BuilderDialect, boolean = false): Call {
  if (expression === dialect.types.now()) return call('defaultNow')
  for (const value of valuesOf(expression, boolean)) {
    if (literalOf(value, dialect) === expression) return call('default', value)
  }
  return call('defaultSql', expression)
}

export function isBoolean({ type, options }: Pick<Column, 'type' | 'options'>, dialect: BuilderDialect): boolean {
  return sayType(type, options, dialect).method === 'boolean'
}

function* valuesOf(expression: string, boolean: boolean): Generator<LiteralValue> {
  if (boolean) yield* [true, false]
  if (/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(expression)) yield Number(expression)
  if (/^-?\d+$/.test(expression)) yield BigInt(expression)
  yield* [null, true, false]
  if (/^'[^]*'$/.test(expression)) yield expression.slice(1, -1).replaceAll("''", "'")
}

function literalOf(value: LiteralValue, { types }: BuilderDialect): string | undefined {
  try {
    return types.literal(value)
  } catch (error) {
    if (isLithifyError(error)) return undefined
    throw error
  }
}
