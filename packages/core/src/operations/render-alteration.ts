import { call, plainly, type Call, type Chain } from './render-call.ts'
import type { BuilderDialect } from './builder-context.ts'
import type { ColumnChange, OperationOf } from './operation.ts'
import { isBoolean, sayDefault, sayGenerated } from './render-column.ts'
import { sayType } from './render-type.ts'

/** What becomes of a column, as calls on `c`. */
export function sayAlteration({ change, from }: OperationOf<'alterColumn'>, dialect: BuilderDialect): Chain {
  const { nullable, generated, collation, comment } = change
  return [
    ...sayNewType(change, dialect),
    ...(nullable === undefined ? [] : [call(nullable ? 'nullable' : 'notNull')]),
    ...sayNewDefault(change, from?.type, dialect),
    ...(generated === undefined ? [] : [generated === null ? call('dropGenerated') : sayGenerated(generated)]),
    ...(collation === undefined ? [] : [call('collate', collation)]),
    ...(comment === undefined ? [] : [call('comment', comment)]),
    ...(from === undefined ? [] : [call('from', plainly(from))]),
  ]
}

function sayNewType({ type, options }: ColumnChange, dialect: BuilderDialect): Call[] {
  const ownOptions = options === undefined ? [] : [call('options', options)]
  if (type === undefined) return ownOptions
  const { method, args, rest } = sayType(type, options ?? {}, dialect)
  if (method === 'column') return [call('native', type), ...ownOptions]
  // A declared type that brings options says all of them, or else they are said after it.
  return Object.keys(rest).length === 0 && options !== null && options !== undefined && Object.keys(options).length > 0
    ? [call(method, ...args)]
    : [call(method, ...args), ...ownOptions]
}

function sayNewDefault(change: ColumnChange, before: string | undefined, dialect: BuilderDialect): Call[] {
  if (change.default === undefined) return []
  if (change.default === null) return [call('dropDefault')]
  const type = change.type ?? before
  const boolean = type !== undefined && isBoolean({ type, options: change.options ?? undefined }, dialect)
  return [sayDefault(change.default, dialect, boolean)]
}
