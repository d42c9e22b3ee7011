import { MigrationBuilder, type Column, type DeclaredType, type Dialect } from '@lithify/core'
import * as fc from 'fast-check'
import type { Settings } from '../options.ts'

/** A column before it has its name. */
export interface ColumnWish {
  readonly name: string
  readonly type: DeclaredType
  readonly notNull: boolean
  readonly default: DefaultWish | undefined
  /** Computed from another column, where there is one to compute from. */
  readonly generated: 'stored' | 'virtual' | undefined
  readonly unique: boolean
  readonly check: boolean
  readonly comment: string | undefined
}

export type DefaultWish = { readonly value: string | number | bigint | boolean } | 'now'

const types: readonly DeclaredType[] = [
  { name: 'integer' },
  { name: 'integer' },
  { name: 'bigInteger' },
  { name: 'smallInteger' },
  { name: 'boolean' },
  { name: 'text' },
  { name: 'string', length: 40 },
  { name: 'string' },
  { name: 'decimal', precision: 10, scale: 2 },
  { name: 'double' },
  { name: 'date' },
  { name: 'timestamp' },
  { name: 'json' },
  { name: 'uuid' },
  { name: 'binary' },
]

/** The types that a key or an index can be on, whatever the database. */
export function isKeyable(type: DeclaredType): boolean {
  return type.name === 'integer' || type.name === 'bigInteger' || (type.name === 'string' && type.length === 40)
}

/** The types that a whole number is computed from or checked in. */
export function isWhole(type: DeclaredType): boolean {
  return type.name === 'integer' || type.name === 'bigInteger'
}

const nastyText = fc.constantFrom(
  '',
  "it's",
  'a;b',
  '--',
  '/*',
  'back\\slash',
  '"',
  '\u{1f600}',
  'NULL',
  '%s ? $1',
  '0',
  ' x ',
)

const maybe = <T extends string | number | bigint | boolean>(
  from: fc.Arbitrary<T>,
): fc.Arbitrary<DefaultWish | undefined> =>
  fc.option(
    from.map((found) => ({ value: found })),
    { nil: undefined },
  )

function arbitraryDefault(type: DeclaredType): fc.Arbitrary<DefaultWish | undefined> {
  switch (type.name) {
    case 'integer':
      return maybe(fc.integer({ min: -1000, max: 1000 }))
    case 'bigInteger':
      return maybe(fc.bigInt({ min: -9_223_372_036_854_775_807n, max: 9_223_372_036_854_775_807n }))
    case 'smallInteger':
      return maybe(fc.integer({ min: -100, max: 100 }))
    case 'boolean':
      return maybe(fc.boolean())
    case 'string':
      return maybe(nastyText)
    case 'decimal':
      return maybe(fc.constantFrom(0, 1.5, -2.25))
    case 'timestamp':
      return fc.constantFrom(undefined, 'now')
    default:
      return fc.constant(undefined)
  }
}

/** A column with every feature that the dialect claims. */
export function arbitraryColumn(
  dialect: Dialect,
  name: fc.Arbitrary<string>,
  { limits }: Pick<Settings, 'limits'>,
): fc.Arbitrary<ColumnWish> {
  const { capabilities } = dialect
  const generated = [
    ...(capabilities.storedGeneratedColumns ? (['stored'] as const) : []),
    ...(capabilities.virtualGeneratedColumns ? (['virtual'] as const) : []),
  ]
  const comment = capabilities.comments
    ? fc.option(fc.constantFrom(...["it's", 'a "b"', '\u{1f600}'].filter((text) => limits.holdsComment(text))), {
        nil: undefined,
        freq: 4,
      })
    : fc.constant(undefined)
  return fc.constantFrom(...supported(dialect)).chain((type) =>
    fc.record({
      name,
      type: fc.constant(type),
      notNull: fc.boolean(),
      default: arbitraryDefault(type),
      generated:
        generated.length > 0 && isWhole(type)
          ? fc.option(fc.constantFrom(...generated), { nil: undefined, freq: 5 })
          : fc.constant(undefined),
      unique: isKeyable(type) ? fc.boolean() : fc.constant(false),
      check: capabilities.checks && isWhole(type) ? fc.boolean() : fc.constant(false),
      comment,
    }),
  )
}

function supported({ types: { resolve } }: Dialect): DeclaredType[] {
  return types.filter((type) => {
    try {
      return resolve(type) !== undefined
    } catch {
      return false
    }
  })
}

/** The column as it is made, checks and constraints aside. `source` is the quoted column that it may be computed from. */
export function makeColumn(
  wish: ColumnWish,
  name: string,
  source: string | undefined,
  dialect: Dialect,
  settings: Settings,
): Column {
  const m = new MigrationBuilder(dialect)
  m.addColumn('t', (t) => {
    const resolved = dialect.types.resolve(wish.type)
    const column = t.column(name, resolved.type)
    if (resolved.options !== undefined) column.options(resolved.options)
    if (wish.comment !== undefined) column.comment(wish.comment)
    if (wish.generated !== undefined && source !== undefined) {
      column.generatedAs(settings.expressions.generated(source), { stored: wish.generated === 'stored' })
      return
    }
    if (wish.notNull) column.notNull()
    if (wish.default === 'now') column.defaultNow()
    else if (wish.default !== undefined) column.default(wish.default.value)
  })
  const [operation] = m.take()
  if (operation?.kind !== 'addColumn') throw new Error('no column was made')
  return operation.column
}
