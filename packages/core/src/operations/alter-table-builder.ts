import type { Options, TableRef } from '../schema/model.ts'
import {
  checkName,
  compact,
  makeForeignKey,
  refuse,
  type BuilderDialect,
  type ForeignKeySettings,
  type ReferenceTarget,
} from './builder-context.ts'
import { ColumnAlteration } from './column-alteration.ts'
import type { ColumnBuilder } from './column-builder.ts'
import { ColumnTypes } from './column-types.ts'
import type { Operation } from './operation.ts'
import { constraintsOf, makeCheck, makePrimaryKey, makeUnique } from './table-builder.ts'

/** Describes what becomes of a table that exists, step by step, in the order in which it is written. */
export class AlterTableBuilder extends ColumnTypes {
  readonly #table: TableRef
  // A chain of calls on a column ends after it was added, so the operations are made at the end.
  readonly #steps: (() => Operation[])[] = []

  constructor(table: TableRef, dialect: BuilderDialect) {
    super(dialect)
    this.#table = table
  }

  protected add(column: ColumnBuilder): ColumnBuilder {
    this.#steps.push(() => addColumn(this.#table, column, this.dialect))
    return column
  }

  alterColumn(column: string): ColumnAlteration {
    const alteration = new ColumnAlteration(this.#table, column, this.dialect)
    this.#steps.push(() => [alteration.build()])
    return alteration
  }

  dropColumn(...columns: readonly string[]): this {
    if (columns.length === 0) throw refuse('dropColumn() was given no column', { table: this.#table })
    for (const column of columns) {
      this.#push({ kind: 'dropColumn', table: this.#table, column: checkName(column, 'a column', this.dialect) })
    }
    return this
  }

  renameColumn(column: string, to: string): this {
    return this.#push({
      kind: 'renameColumn',
      table: this.#table,
      column: checkName(column, 'a column', this.dialect),
      to: checkName(to, 'a column', this.dialect),
    })
  }

  addPrimaryKey(columns: readonly string[], { name }: { readonly name?: string } = {}): this {
    return this.#push({
      kind: 'addPrimaryKey',
      table: this.#table,
      primaryKey: makePrimaryKey(columns, name, this.dialect),
    })
  }

  dropPrimaryKey(): this {
    return this.#push({ kind: 'dropPrimaryKey', table: this.#table })
  }

  addUnique(columns: readonly string[], { name }: { readonly name?: string } = {}): this {
    return this.#push({
      kind: 'addUnique',
      table: this.#table,
      unique: makeUnique(this.#table, columns, name, this.dialect),
    })
  }

  dropUnique(name: string): this {
    return this.#push({
      kind: 'dropUnique',
      table: this.#table,
      name: checkName(name, 'a unique constraint', this.dialect),
    })
  }

  addCheck(name: string, expression: string): this {
    return this.#push({ kind: 'addCheck', table: this.#table, check: makeCheck(name, expression, this.dialect) })
  }

  dropCheck(name: string): this {
    return this.#push({ kind: 'dropCheck', table: this.#table, name: checkName(name, 'a check', this.dialect) })
  }

  addForeignKey(columns: readonly string[], target: ReferenceTarget, settings: ForeignKeySettings = {}): this {
    return this.#push({
      kind: 'addForeignKey',
      foreignKey: makeForeignKey(this.#table, columns, target, settings, this.dialect),
    })
  }

  dropForeignKey(name: string): this {
    return this.#push({
      kind: 'dropForeignKey',
      table: this.#table,
      name: checkName(name, 'a foreign key', this.dialect),
    })
  }

  /** `null` removes it. */
  comment(comment: string | null): this {
    return this.#push({ kind: 'alterTable', table: this.#table, comment })
  }

  /** Options that this database knows for a table, in place of those it has. */
  options(options: Options): this {
    return this.#push({ kind: 'alterTable', table: this.#table, options })
  }

  /** The operations that were described. For the builder around this one. */
  build(): Operation[] {
    const operations = this.#steps.flatMap((step) => step())
    if (operations.length === 0)
      throw refuse(`nothing of the table ${this.#table.name} is altered`, { table: this.#table })
    return operations
  }

  #push(operation: Operation): this {
    this.#steps.push(() => [operation])
    return this
  }
}

/** The column, and then one operation for each constraint that was said on it. */
function addColumn(table: TableRef, builder: ColumnBuilder, dialect: BuilderDialect): Operation[] {
  const built = builder.build()
  const { uniques, checks, foreignKeys } = constraintsOf(table, built, dialect)
  return [
    { kind: 'addColumn', table, column: built.column },
    ...(built.primary
      ? [
          compact<Operation>({
            kind: 'addPrimaryKey',
            table,
            primaryKey: makePrimaryKey([built.column.name], undefined, dialect),
          }),
        ]
      : []),
    ...uniques.map((unique): Operation => ({ kind: 'addUnique', table, unique })),
    ...checks.map((check): Operation => ({ kind: 'addCheck', table, check })),
    ...foreignKeys.map((foreignKey): Operation => ({ kind: 'addForeignKey', foreignKey })),
  ]
}
