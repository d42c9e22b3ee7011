import type {
  Check,
  ForeignKey,
  KeyPart,
  ObjectRef,
  Options,
  PrimaryKey,
  Table,
  TableRef,
  Unique,
} from '../schema/model.ts'
import {
  checkColumns,
  checkName,
  checkText,
  compact,
  defaultName,
  makeForeignKey,
  refuse,
  type BuilderDialect,
  type ForeignKeySettings,
  type ReferenceTarget,
} from './builder-context.ts'
import type { BuiltColumn, ColumnBuilder } from './column-builder.ts'
import { ColumnTypes } from './column-types.ts'
import type { OperationOf } from './operation.ts'

/** Describes a new table. */
export class TableBuilder extends ColumnTypes {
  readonly #table: TableRef
  readonly #columns: ColumnBuilder[] = []
  readonly #uniques: Unique[] = []
  readonly #checks: Check[] = []
  readonly #foreignKeys: ForeignKey[] = []
  #primaryKey: PrimaryKey | undefined
  #nullableKey = false
  readonly #dependsOn: ObjectRef[] = []
  #comment: string | undefined
  #options: Options

  constructor(table: TableRef, options: Options, dialect: BuilderDialect) {
    super(dialect)
    this.#table = table
    this.#options = options
  }

  protected add(column: ColumnBuilder): ColumnBuilder {
    this.#columns.push(column)
    return column
  }

  /**
   * The primary key, of several columns or with a name of its own. Its columns become not null, unless `nullable` says that they stay as they are:
   * SQLite's may hold NULL.
   */
  primaryKey(
    columns: readonly string[],
    { name, nullable = false }: { readonly name?: string; readonly nullable?: boolean } = {},
  ): this {
    if (this.#primaryKey !== undefined)
      throw refuse(`the table ${this.#table.name} has two primary keys`, { table: this.#table })
    this.#primaryKey = makePrimaryKey(columns, name, this.dialect)
    this.#nullableKey = nullable
    return this
  }

  unique(columns: readonly string[], { name }: { readonly name?: string } = {}): this {
    this.#uniques.push(makeUnique(this.#table, columns, name, this.dialect))
    return this
  }

  check(name: string, expression: string): this {
    this.#checks.push(makeCheck(name, expression, this.dialect))
    return this
  }

  foreignKey(columns: readonly string[], target: ReferenceTarget, settings: ForeignKeySettings = {}): this {
    this.#foreignKeys.push(makeForeignKey(this.#table, columns, target, settings, this.dialect))
    return this
  }

  comment(comment: string): this {
    this.#comment = checkText(comment, 'a comment')
    return this
  }

  /** Options that this database knows for a table. */
  options(options: Options): this {
    this.#options = { ...this.#options, ...options }
    return this
  }

  /** What has to be there first, such as the type of a column. The order of a migration's lines says that already; what compares schemas has no lines. */
  dependsOn(...refs: readonly ObjectRef[]): this {
    this.#dependsOn.push(...refs)
    return this
  }

  /** The operation that was described. For the builder around this one. */
  build(): OperationOf<'createTable'> {
    const built = this.#columns.map((column) => column.build())
    const names = built.map(({ column }) => column.name)
    if (names.length === 0) throw refuse(`the table ${this.#table.name} has no columns`, { table: this.#table })
    checkColumns(names, `the table ${this.#table.name}`, this.dialect)

    const primaryKey = this.#findPrimaryKey(built)
    const inKey = new Set(primaryKey?.keys.map((key) => key.column))
    const parts = built.map((column) => constraintsOf(this.#table, column, this.dialect))
    const uniques = [...parts.flatMap((part) => part.uniques), ...this.#uniques]
    const checks = [...parts.flatMap((part) => part.checks), ...this.#checks]
    const foreignKeys = [...parts.flatMap((part) => part.foreignKeys), ...this.#foreignKeys]
    const used = [primaryKey?.keys, ...uniques.map(({ keys }) => keys)].flatMap(
      (keys) => keys?.map((key) => key.column) ?? [],
    )
    for (const column of [...used, ...foreignKeys.flatMap((key) => key.columns)]) {
      if (column !== undefined && !names.includes(column)) {
        throw refuse(`the table ${this.#table.name} has no column ${column}`, { table: this.#table, column })
      }
    }
    checkDistinct([...uniques, ...checks, ...foreignKeys], this.#table)
    return {
      kind: 'createTable',
      table: compact<Table>({
        kind: 'table',
        ...this.#table,
        columns: built.map(({ column, nullablePrimary }) =>
          inKey.has(column.name) && !nullablePrimary && !this.#nullableKey ? { ...column, nullable: false } : column,
        ),
        primaryKey,
        uniques,
        checks,
        comment: this.#comment,
        options: Object.keys(this.#options).length === 0 ? undefined : this.#options,
        dependsOn: this.#dependsOn.length === 0 ? undefined : this.#dependsOn,
      }),
      foreignKeys,
    }
  }

  #findPrimaryKey(built: readonly BuiltColumn[]): PrimaryKey | undefined {
    const columns = built.filter(({ primary }) => primary).map(({ column }) => column.name)
    if (columns.length === 0) return this.#primaryKey
    if (this.#primaryKey !== undefined) {
      throw refuse(`the table ${this.#table.name} has two primary keys`, { table: this.#table, columns })
    }
    return makePrimaryKey(columns, undefined, this.dialect)
  }
}

export function makePrimaryKey(
  columns: readonly string[],
  name: string | undefined,
  dialect: BuilderDialect,
): PrimaryKey {
  return compact<PrimaryKey>({
    name: name === undefined ? undefined : checkName(name, 'a primary key', dialect),
    keys: keysOf(checkColumns(columns, 'a primary key', dialect)),
  })
}

export function makeUnique(
  table: TableRef,
  columns: readonly string[],
  name: string | undefined,
  dialect: BuilderDialect,
): Unique {
  const checked = checkColumns(columns, 'a unique constraint', dialect)
  return {
    name:
      name === undefined
        ? defaultName(table.name, checked, 'unique', dialect)
        : checkName(name, 'a unique constraint', dialect),
    keys: keysOf(checked),
  }
}

export function makeCheck(name: string, expression: string, dialect: BuilderDialect): Check {
  return { name: checkName(name, 'a check', dialect), expression: checkText(expression, 'a check') }
}

/** The constraints that were said on a column. The second check without a name on one column is `<table>_<column>_2_check`. */
export function constraintsOf(
  table: TableRef,
  { column, unique, checks, reference }: BuiltColumn,
  dialect: BuilderDialect,
): { readonly uniques: Unique[]; readonly checks: Check[]; readonly foreignKeys: ForeignKey[] } {
  return {
    uniques: unique === undefined ? [] : [makeUnique(table, [column.name], unique.name, dialect)],
    checks: checks.map(({ name, expression }, at) =>
      makeCheck(
        name ?? defaultName(table.name, [column.name, ...(at === 0 ? [] : [String(at + 1)])], 'check', dialect),
        expression,
        dialect,
      ),
    ),
    foreignKeys:
      reference === undefined
        ? []
        : [makeForeignKey(table, [column.name], reference.target, reference.settings, dialect)],
  }
}

function keysOf(columns: readonly string[]): KeyPart[] {
  return columns.map((column) => ({ column }))
}

function checkDistinct(constraints: readonly { readonly name: string }[], table: TableRef): void {
  const seen = new Set<string>()
  for (const { name } of constraints) {
    if (seen.has(name)) throw refuse(`the table ${table.name} has two constraints of the name ${name}`, { table, name })
    seen.add(name)
  }
}
