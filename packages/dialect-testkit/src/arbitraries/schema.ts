import {
  defaultName,
  Schema,
  type Column,
  type Dialect,
  type ForeignKey,
  type ReferentialAction,
  type Table,
  type View,
} from '@lithify/core'
import * as fc from 'fast-check'
import { settingsOf, type TestDialectOptions } from '../options.ts'
import { arbitraryName, NamePool } from './names.ts'
import { arbitraryTable, makeIndex, makeTable, type MadeTable, type TableWish } from './table.ts'

export type ArbitrarySettings = Pick<TestDialectOptions, 'expressions' | 'limits'>

interface ReferenceWish {
  readonly from: number
  readonly to: number
  readonly onDelete: ReferentialAction | undefined
  readonly onUpdate: ReferentialAction | undefined
  readonly deferrable: ForeignKey['deferrable']
}

interface ViewWish {
  readonly name: string
  readonly of: number
  readonly columns: number
}

interface SchemaWish {
  readonly tables: readonly TableWish[]
  readonly references: readonly ReferenceWish[]
  readonly views: readonly ViewWish[]
}

/**
 * Random schemas with nasty names and every feature that the dialect claims: all of them can be made in an empty database by
 * `createOperations`, and are to be read back as they were.
 */
export function arbitrarySchema(dialect: Dialect, options: ArbitrarySettings = {}): fc.Arbitrary<Schema> {
  const settings = settingsOf(options)
  const name = arbitraryName(dialect, settings)
  const actions = fc.option(fc.constantFrom(...settings.limits.actions.filter((action) => action !== 'setDefault')), {
    nil: undefined,
  })
  const deferrable = dialect.capabilities.deferrableForeignKeys
    ? fc.constantFrom(undefined, 'initiallyDeferred' as const, 'initiallyImmediate' as const)
    : fc.constant(undefined)
  const wish: fc.Arbitrary<SchemaWish> = fc.record({
    tables: fc.array(arbitraryTable(dialect, name, settings), { minLength: 1, maxLength: 4 }),
    references: fc.array(
      fc.record({ from: fc.nat(9), to: fc.nat(9), onDelete: actions, onUpdate: actions, deferrable }),
      { maxLength: 4 },
    ),
    views: fc.array(fc.record({ name, of: fc.nat(9), columns: fc.nat(2) }), { maxLength: 2 }),
  })
  return wish.map((wishes) => printable(makeSchema(wishes, dialect, settings)))
}

/** Shows what is in it where a counterexample is printed. */
function printable(schema: Schema): Schema {
  return Object.defineProperty(schema, fc.toStringMethod, { value: () => JSON.stringify(schema.objects()) })
}

function makeSchema(wish: SchemaWish, dialect: Dialect, settings: ReturnType<typeof settingsOf>): Schema {
  // One pool for all kinds: some databases keep tables, indexes and constraints in one namespace.
  const pool = new NamePool(dialect)
  const made = wish.tables.map((table) => makeTable(table, pool, dialect, settings))
  const schema = new Schema()
  const tables = made.map(({ table }) => table)
  const foreignKeys = wish.references.flatMap((reference) => makeReference(reference, tables, pool, dialect) ?? [])
  for (const table of tables) schema.put(table)
  for (const foreignKey of foreignKeys) schema.put(foreignKey)
  for (const [at, table] of wish.tables.entries()) {
    for (const index of table.indexes) {
      const found = makeIndex(index, made[at] as MadeTable, pool, dialect, settings)
      if (found !== undefined) schema.put(found)
    }
  }
  for (const view of wish.views) {
    const table = tables[view.of % tables.length] as Table
    const columns = table.columns.slice(0, view.columns + 1).map((column) => dialect.quote(column.name))
    const object: View = {
      kind: 'view',
      name: pool.take(view.name),
      definition: settings.expressions.query(dialect.quote(table.name), columns),
      dependsOn: [{ kind: 'table', name: table.name }],
    }
    schema.put(object)
  }
  return schema
}

const unlessNone = (wished: ReferentialAction | undefined): ReferentialAction | undefined =>
  wished === 'noAction' ? undefined : wished

/** Adds columns to the referring table, one for each column of the parent's primary key. Later tables refer to earlier ones, or to themselves. */
function makeReference(wish: ReferenceWish, tables: Table[], pool: NamePool, dialect: Dialect): ForeignKey | undefined {
  const from = wish.from % tables.length
  const table = tables[from] as Table
  const parent = tables[wish.to % (from + 1)] as Table
  const key = parent.primaryKey?.keys.map((part) => parent.columns.find(({ name }) => name === part.column) as Column)
  if (key === undefined) return undefined
  const own = new NamePool(
    dialect,
    table.columns.map(({ name }) => name),
  )
  const added = key.map((column): Column => {
    const reference = column.options === undefined ? { type: column.type } : dialect.types.reference()
    return {
      ...reference,
      ...(column.collation === undefined ? {} : { collation: column.collation }),
      name: own.take('ref'),
      nullable: true,
    }
  })
  tables[from] = { ...table, columns: [...table.columns, ...added] }
  const columns = added.map(({ name }) => name)
  const [onDelete, onUpdate] = [unlessNone(wish.onDelete), unlessNone(wish.onUpdate)]
  return {
    kind: 'foreignKey',
    table: table.name,
    name: pool.take(defaultName(table.name, columns, 'foreign', dialect)),
    columns,
    references: { table: parent.name, columns: key.map(({ name }) => name) },
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
    ...(wish.deferrable === undefined ? {} : { deferrable: wish.deferrable }),
  }
}
