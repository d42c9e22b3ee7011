import {
  applyOperation,
  defaultName,
  foldName,
  isForeignKey,
  isIndex,
  isTable,
  isView,
  type Dialect,
  type Operation,
  type Schema,
  type SchemaObject,
  type Table,
  type KeyPart,
} from '@lithify/core'
import * as fc from 'fast-check'
import { isRefusal } from '../errors.ts'
import { settingsOf, type Settings } from '../options.ts'
import { arbitraryColumn, makeColumn, type ColumnWish } from './column.ts'
import { arbitraryName, NamePool } from './names.ts'
import type { ArbitrarySettings } from './schema.ts'
import { arbitraryTable, makeTable, type TableWish } from './table.ts'

const kinds = [
  'createTable',
  'dropTable',
  'renameTable',
  'addColumn',
  'addColumn',
  'dropColumn',
  'renameColumn',
  'alterColumn',
  'alterColumn',
  'addPrimaryKey',
  'dropPrimaryKey',
  'addUnique',
  'dropUnique',
  'addCheck',
  'dropCheck',
  'addForeignKey',
  'dropForeignKey',
  'createIndex',
  'dropIndex',
  'renameIndex',
  'createView',
  'dropView',
] as const

/** What is to be done, before it is known to what. */
export interface Step {
  readonly kind: (typeof kinds)[number]
  readonly picks: readonly [number, number, number]
  readonly name: string
  readonly column: ColumnWish
  readonly table: TableWish
}

/**
 * Random rows of operations, made to fit: given a schema it answers operations that apply to it one after the other. What the
 * dialect refuses is left out.
 */
export function arbitraryOperations(
  dialect: Dialect,
  options: ArbitrarySettings & { readonly maxLength?: number } = {},
): fc.Arbitrary<Plan> {
  const settings = settingsOf(options)
  const name = arbitraryName(dialect, settings)
  const pick = fc.nat(99)
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(...kinds),
    picks: fc.tuple(pick, pick, pick),
    name,
    column: arbitraryColumn(dialect, name, settings),
    table: arbitraryTable(dialect, name, settings),
  })
  return fc
    .array(step, { minLength: 1, maxLength: options.maxLength ?? 8 })
    .map((steps) => new Plan(steps, dialect, settings))
}

/** Steps that become operations once the schema is known that they start from. */
export class Plan {
  readonly steps: readonly Step[]
  readonly #dialect: Dialect
  readonly #settings: Settings

  constructor(steps: readonly Step[], dialect: Dialect, settings: Settings) {
    this.steps = steps
    this.#dialect = dialect
    this.#settings = settings
  }

  operationsFor(start: Schema): Operation[] {
    const schema = start.clone()
    const operations: Operation[] = []
    for (const step of this.steps) {
      const operation = choose(step, schema, this.#dialect, this.#settings)
      if (operation === undefined) continue
      try {
        this.#dialect.emit(operation, schema)
        applyOperation(schema, operation, this.#dialect)
        operations.push(operation)
      } catch (error) {
        if (!isRefusal(error)) throw error
      }
    }
    return operations
  }

  toString(): string {
    return `Plan(${this.steps.map(({ kind, picks, name }) => `${kind} ${picks.join('/')} ${JSON.stringify(name)}`).join(', ')})`
  }
}

/** One operation that may well be meant here; `undefined` where there is nothing to do it to. */
function choose(step: Step, schema: Schema, dialect: Dialect, settings: Settings): Operation | undefined {
  const [first, second, third] = step.picks
  const tables = schema.objects().filter(isTable)
  const table = pickTable(step, tables)
  const pool = new NamePool(dialect, namesIn(schema))
  const fresh = (): string => pool.take(step.name)
  if (step.kind === 'createTable')
    return { kind: 'createTable', table: makeTable(step.table, pool, dialect, settings).table, foreignKeys: [] }
  if (step.kind === 'dropView') {
    const view = schema.objects().filter(isView)[first % 3]
    return view === undefined ? undefined : { kind: 'dropView', view: { name: view.name } }
  }
  if (table === undefined) return undefined
  const ref = { name: table.name }
  const column = table.columns[second % table.columns.length] as Table['columns'][number]
  const one = [{ column: column.name }]
  const pickOf = <T>(list: readonly T[]): T | undefined => list[second % Math.max(list.length, 1)]
  const read = isRead(table, schema)

  switch (step.kind) {
    case 'dropTable':
      return read || isReferred(table, schema) ? undefined : { kind: 'dropTable', table: ref }
    case 'renameTable':
      return read && !settings.limits.viewsFollow ? undefined : { kind: 'renameTable', table: ref, to: fresh() }
    case 'addColumn':
      return { kind: 'addColumn', table: ref, column: newColumn(step, table, dialect, settings) }
    case 'dropColumn':
      // The last one, so that it comes back to the place that it had.
      return read
        ? undefined
        : { kind: 'dropColumn', table: ref, column: (table.columns.at(-1) as { name: string }).name }
    case 'renameColumn':
      if (read && !settings.limits.viewsFollow) return undefined
      return { kind: 'renameColumn', table: ref, column: column.name, to: columnPool(table, dialect).take(step.name) }
    case 'alterColumn':
      return alter(step, table, column, read, dialect, settings)
    case 'addPrimaryKey':
      return isKey(column, dialect) ? { kind: 'addPrimaryKey', table: ref, primaryKey: { keys: one } } : undefined
    case 'dropPrimaryKey':
      if (settings.limits.foreignKeysHoldIndexes && isHeld(table.primaryKey?.keys ?? [], table, schema))
        return undefined
      return isReferred(table, schema) || isGivenOut(table) ? undefined : { kind: 'dropPrimaryKey', table: ref }
    case 'addUnique':
      return isKey(column, dialect)
        ? { kind: 'addUnique', table: ref, unique: { name: fresh(), keys: one } }
        : undefined
    case 'dropUnique': {
      const unique = pickOf(table.uniques)
      if (settings.limits.foreignKeysHoldIndexes && isHeld(unique?.keys ?? [], table, schema)) return undefined
      return unique === undefined || isReferred(table, schema)
        ? undefined
        : { kind: 'dropUnique', table: ref, name: unique.name }
    }
    case 'addCheck': {
      if (!dialect.capabilities.checks || !isNumber(column, dialect)) return undefined
      return {
        kind: 'addCheck',
        table: ref,
        check: { name: fresh(), expression: settings.expressions.check(dialect.quote(column.name)) },
      }
    }
    case 'dropCheck': {
      const check = pickOf(table.checks)
      return check === undefined ? undefined : { kind: 'dropCheck', table: ref, name: check.name }
    }
    case 'addForeignKey':
      return refer(table, tables[third % tables.length] as Table, pool, dialect)
    case 'dropForeignKey': {
      const key = pickOf(schema.on(ref).filter(isForeignKey))
      return key === undefined ? undefined : { kind: 'dropForeignKey', table: ref, name: key.name }
    }
    case 'createIndex': {
      if (!isKey(column, dialect)) return undefined
      return {
        kind: 'createIndex',
        index: { kind: 'index', table: table.name, name: fresh(), unique: third % 2 === 0, keys: one },
      }
    }
    case 'dropIndex':
    case 'renameIndex': {
      const index = pickOf(schema.on(ref).filter(isIndex))
      if (index === undefined) return undefined
      if (step.kind === 'renameIndex') return { kind: 'renameIndex', table: ref, name: index.name, to: fresh() }
      if (settings.limits.foreignKeysHoldIndexes && isHeld(index.keys, table, schema)) return undefined
      return index.unique && isReferred(table, schema) ? undefined : { kind: 'dropIndex', table: ref, name: index.name }
    }
    case 'createView': {
      const definition = settings.expressions.query(dialect.quote(table.name), [dialect.quote(column.name)])
      return {
        kind: 'createView',
        view: { kind: 'view', name: fresh(), definition, dependsOn: [{ kind: 'table', name: table.name }] },
      }
    }
  }
}

/** A table that the step can be done to, where there is one. */
function pickTable({ kind, picks }: Step, tables: readonly Table[]): Table | undefined {
  const fitting = tables.filter((table) => {
    if (kind === 'addPrimaryKey') return table.primaryKey === undefined
    if (kind === 'dropPrimaryKey') return table.primaryKey !== undefined
    if (kind === 'dropUnique') return table.uniques.length > 0
    return kind !== 'dropCheck' || table.checks.length > 0
  })
  return fitting[picks[0] % Math.max(fitting.length, 1)]
}

function newColumn(step: Step, table: Table, dialect: Dialect, settings: Settings): Table['columns'][number] {
  const source = table.columns.find((column) => column.generated === undefined && isNumber(column, dialect))
  const name = columnPool(table, dialect).take(step.name)
  return makeColumn(step.column, name, source === undefined ? undefined : dialect.quote(source.name), dialect, settings)
}

function alter(
  step: Step,
  table: Table,
  column: Table['columns'][number],
  read: boolean,
  dialect: Dialect,
  settings: Settings,
): Operation | undefined {
  if (column.generated !== undefined) return undefined
  const inKey = table.primaryKey?.keys.some((key) => key.column === column.name) === true
  const to = makeColumn({ ...step.column, generated: undefined }, column.name, undefined, dialect, settings)
  const ref = { name: table.name }
  const what = step.picks[2] % 3
  if (what === 0 && !inKey)
    return { kind: 'alterColumn', table: ref, column: column.name, change: { nullable: !column.nullable } }
  // A default only of the same type, and a type only where nothing is built on the old one.
  if (what === 1 && !inKey && to.type === column.type) {
    return { kind: 'alterColumn', table: ref, column: column.name, change: { default: to.default ?? null } }
  }
  const free =
    !inKey &&
    !read &&
    column.default === undefined &&
    column.options === undefined &&
    to.default === undefined &&
    to.options === undefined
  const last = table.columns.at(-1) === column && table.uniques.length === 0 && table.checks.length === 0
  return free && last ? { kind: 'alterColumn', table: ref, column: column.name, change: { type: to.type } } : undefined
}

function refer(table: Table, parent: Table, pool: NamePool, dialect: Dialect): Operation | undefined {
  const key = parent.primaryKey?.keys
  const target = parent.columns.find(({ name }) => name === key?.[0]?.column)
  if (key?.length !== 1 || target === undefined) return undefined
  const column = table.columns.find(
    ({ name, type, generated }) =>
      type === target.type && generated === undefined && !(table === parent && name === target.name),
  )
  if (column === undefined) return undefined
  const name = pool.take(defaultName(table.name, [column.name], 'foreign', dialect))
  return {
    kind: 'addForeignKey',
    foreignKey: {
      kind: 'foreignKey',
      table: table.name,
      name,
      columns: [column.name],
      references: { table: parent.name, columns: [target.name] },
    },
  }
}

/** Every name that is taken, constraints too: some databases keep them all in one namespace. */
function namesIn(schema: Schema): string[] {
  return schema
    .objects()
    .flatMap((object: SchemaObject) => [
      object.name,
      ...(isTable(object) ? [...object.uniques, ...object.checks].map(({ name }) => name) : []),
    ])
}

function columnPool(table: Table, dialect: Dialect): NamePool {
  return new NamePool(
    dialect,
    table.columns.map(({ name }) => foldName(name)),
  )
}

const typesOf = (dialect: Dialect, ...names: readonly ('integer' | 'bigInteger')[]): string[] =>
  names.map((name) => dialect.types.resolve({ name }).type)

const isNumber = (column: Table['columns'][number], dialect: Dialect): boolean =>
  typesOf(dialect, 'integer', 'bigInteger').includes(column.type)

function isKey(column: Table['columns'][number], dialect: Dialect): boolean {
  const text = dialect.types.resolve({ name: 'string', length: 40 }).type
  return column.generated === undefined && (isNumber(column, dialect) || column.type === text)
}

/** A column that the database gives out numbers in cannot be without its key everywhere. */
function isGivenOut(table: Table): boolean {
  const key = new Set(table.primaryKey?.keys.map(({ column }) => column))
  return table.columns.some(({ name, options }) => options !== undefined && key.has(name))
}

/** Whether a view reads it. */
function isRead(table: Table, schema: Schema): boolean {
  return schema
    .objects()
    .some(
      (object) =>
        isView(object) && (object.dependsOn ?? []).some(({ name }) => foldName(name) === foldName(table.name)),
    )
}

/** Whether a foreign key of the table may be looked up by it. */
function isHeld(keys: readonly KeyPart[], table: Table, schema: Schema): boolean {
  const first = foldName(keys[0]?.column ?? '')
  return schema.foreignKeysOn(table).some(({ columns }) => foldName(columns[0] ?? '') === first)
}

/** Whether a foreign key of another table, or of itself, points at it. */
function isReferred(table: Table, schema: Schema): boolean {
  return schema
    .objects()
    .some((object) => isForeignKey(object) && foldName(object.references.table) === foldName(table.name))
}
