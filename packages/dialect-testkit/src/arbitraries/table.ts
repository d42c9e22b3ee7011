import {
  defaultName,
  type Check,
  type Column,
  type Dialect,
  type Index,
  type KeyPart,
  type Table,
  type Unique,
} from '@lithify/core'
import * as fc from 'fast-check'
import type { Settings } from '../options.ts'
import { arbitraryColumn, isKeyable, isWhole, makeColumn, type ColumnWish } from './column.ts'
import { NamePool } from './names.ts'

/** A table before its names are known to be free. */
export interface TableWish {
  readonly name: string
  readonly columns: readonly ColumnWish[]
  readonly key: 'id' | 'one' | 'several' | 'none'
  readonly together: boolean
  readonly comment: string | undefined
  readonly indexes: readonly IndexWish[]
}

export interface IndexWish {
  readonly name: string | undefined
  readonly picks: readonly number[]
  readonly unique: boolean
  readonly descending: boolean
  readonly expression: boolean
  readonly partial: boolean
}

const booleanIf = (claimed: boolean): fc.Arbitrary<boolean> => (claimed ? fc.boolean() : fc.constant(false))

export function arbitraryTable(
  dialect: Dialect,
  name: fc.Arbitrary<string>,
  settings: Pick<Settings, 'limits'>,
): fc.Arbitrary<TableWish> {
  const { capabilities } = dialect
  return fc.record({
    name,
    columns: fc.array(arbitraryColumn(dialect, name, settings), { minLength: 1, maxLength: 7 }),
    key: fc.constantFrom('id', 'id', 'one', 'several', 'none'),
    together: fc.boolean(),
    comment: capabilities.comments
      ? fc.option(fc.constant("it's a table"), { nil: undefined })
      : fc.constant(undefined),
    indexes: fc.array(
      fc.record({
        name: fc.option(name, { nil: undefined }),
        picks: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
        unique: fc.boolean(),
        descending: booleanIf(capabilities.descendingIndexes),
        expression: booleanIf(capabilities.expressionIndexes),
        partial: booleanIf(capabilities.partialIndexes),
      }),
      { maxLength: 2 },
    ),
  })
}

/** A table that was made, and which of its columns can be put in keys and expressions. */
export interface MadeTable {
  readonly table: Table
  readonly keyable: readonly string[]
  readonly whole: readonly string[]
  readonly texts: readonly string[]
}

export function makeTable(wish: TableWish, pool: NamePool, dialect: Dialect, settings: Settings): MadeTable {
  const own = new NamePool(dialect)
  const name = pool.take(wish.name)
  const columns: Column[] = []
  const wishes: ColumnWish[] = []
  if (wish.key === 'id')
    columns.push({ ...dialect.types.resolve({ name: 'id' }), name: own.take('id'), nullable: false })
  for (const column of wish.columns) {
    const source = columns.find((_, at) => isSource(wishes[at - (wish.key === 'id' ? 1 : 0)]))
    columns.push(
      makeColumn(
        column,
        own.take(column.name),
        source === undefined ? undefined : dialect.quote(source.name),
        dialect,
        settings,
      ),
    )
    wishes.push(column)
  }
  const offset = columns.length - wishes.length
  const named = (test: (wish: ColumnWish) => boolean): string[] =>
    wishes.flatMap((column, at) =>
      test(column) && columns[at + offset]?.generated === undefined ? [(columns[at + offset] as Column).name] : [],
    )
  const keyable = named(({ type }) => isKeyable(type))
  const whole = named(({ type }) => isWhole(type))

  const key =
    wish.key === 'id'
      ? [columns[0]?.name as string]
      : wish.key === 'none'
        ? []
        : keyable.slice(0, wish.key === 'one' ? 1 : 2)
  const uniques = wish.together && keyable.length > 1 ? [keyable.slice(0, 2)] : []
  const single = named((column) => column.unique)
    .filter((column) => !key.includes(column))
    .map((column) => [column])
  const checks = named((column) => column.check)
  const part = (kind: 'unique' | 'check', of: readonly string[]): string =>
    pool.take(defaultName(name, of, kind, dialect))
  const table: Table = {
    kind: 'table',
    name,
    columns: columns.map((column) =>
      key.includes(column.name) ? withoutDefault({ ...column, nullable: false }) : column,
    ),
    ...(key.length === 0 ? {} : { primaryKey: { keys: partsOf(key) } }),
    uniques: [...single, ...uniques]
      .filter((of) => !sameColumns(of, key))
      .map((of): Unique => ({ name: part('unique', of), keys: partsOf(of) })),
    checks: checks.map((of): Check => ({
      name: part('check', [of]),
      expression: settings.expressions.check(dialect.quote(of)),
    })),
    ...(wish.comment === undefined ? {} : { comment: wish.comment }),
  }
  return { table, keyable, whole, texts: named(({ type }) => type.name === 'string' && type.length === 40) }
}

/** Its keys are distinct columns, so that no database minds. */
export function makeIndex(
  wish: IndexWish,
  made: MadeTable,
  pool: NamePool,
  dialect: Dialect,
  settings: Settings,
): Index | undefined {
  const { table, keyable, texts } = made
  if (keyable.length === 0) return undefined
  const columns = [...new Set(wish.picks.map((pick) => keyable[pick % keyable.length] as string))]
  const keys: KeyPart[] = columns.map((column, at) =>
    wish.descending && at === 0 ? { column, order: 'desc' } : { column },
  )
  if (wish.expression && texts[0] !== undefined)
    keys.push({ expression: settings.expressions.indexKey(dialect.quote(texts[0])) })
  return {
    kind: 'index',
    table: table.name,
    name: pool.take(wish.name ?? defaultName(table.name, columns, 'index', dialect)),
    unique: wish.unique,
    keys,
    ...(wish.partial ? { where: settings.expressions.predicate(dialect.quote(columns[0] as string)) } : {}),
  }
}

const isSource = (wish: ColumnWish | undefined): boolean =>
  wish !== undefined && isWhole(wish.type) && wish.generated === undefined
const partsOf = (columns: readonly string[]): KeyPart[] => columns.map((column) => ({ column }))
const sameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].toSorted().join('\0') === [...b].toSorted().join('\0')

/** A key whose value is always the same would hold one row. */
function withoutDefault(column: Column): Column {
  const { default: _, ...rest } = column
  return rest
}
