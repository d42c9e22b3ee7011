import type { DeclaredType } from '../dialect.ts'
import type { Column, Options, TableRef } from '../schema/model.ts'
import {
  checkName,
  checkText,
  compact,
  literal,
  refuse,
  type BuilderDialect,
  type LiteralValue,
} from './builder-context.ts'
import type { TimestampSettings } from './column-types.ts'
import type { ColumnChange, OperationOf } from './operation.ts'

type Draft = { -readonly [K in keyof ColumnChange]: ColumnChange[K] }

/**
 * What becomes of a column that exists. What is not mentioned stays as it is.
 *
 * ```ts
 * import { migration } from '@lithify/core'
 *
 * export default migration({
 *   up(m) {
 *     m.alterColumn('customers', 'name', (c) => c.string(200).notNull().dropDefault())
 *   },
 * })
 * ```
 */
export class ColumnAlteration {
  readonly #table: TableRef
  readonly #column: string
  readonly #dialect: BuilderDialect
  readonly #change: Draft = {}
  #from: Column | undefined

  constructor(table: TableRef, column: string, dialect: BuilderDialect) {
    this.#table = table
    this.#column = checkName(column, 'a column', dialect)
    this.#dialect = dialect
  }

  /** A type as lithify declares it; the methods below are shorter. */
  type(declared: DeclaredType): this {
    const { type, options } = this.#dialect.types.resolve(declared)
    return this.#set(options === undefined ? { type } : { type, options })
  }

  string(length?: number): this {
    return this.type(length === undefined ? { name: 'string' } : { name: 'string', length })
  }

  text(): this {
    return this.type({ name: 'text' })
  }

  integer(): this {
    return this.type({ name: 'integer' })
  }

  bigInteger(): this {
    return this.type({ name: 'bigInteger' })
  }

  smallInteger(): this {
    return this.type({ name: 'smallInteger' })
  }

  boolean(): this {
    return this.type({ name: 'boolean' })
  }

  decimal(precision?: number, scale?: number): this {
    return this.type({ name: 'decimal', precision, scale })
  }

  float(): this {
    return this.type({ name: 'float' })
  }

  double(): this {
    return this.type({ name: 'double' })
  }

  date(): this {
    return this.type({ name: 'date' })
  }

  time(): this {
    return this.type({ name: 'time' })
  }

  timestamp(settings: TimestampSettings = {}): this {
    return this.type({ name: 'timestamp', ...settings })
  }

  json(): this {
    return this.type({ name: 'json' })
  }

  uuid(): this {
    return this.type({ name: 'uuid' })
  }

  binary(): this {
    return this.type({ name: 'binary' })
  }

  /** A type as this database writes it. */
  native(type: string): this {
    return this.type({ name: 'native', type: checkText(type, `the type of the column ${this.#column}`) })
  }

  notNull(): this {
    return this.#set({ nullable: false })
  }

  nullable(): this {
    return this.#set({ nullable: true })
  }

  default(value: LiteralValue): this {
    return this.#set({ default: literal(value, this.#dialect) })
  }

  defaultSql(expression: string): this {
    return this.#set({ default: checkText(expression, 'a default') })
  }

  defaultNow(): this {
    return this.#set({ default: this.#dialect.types.now() })
  }

  dropDefault(): this {
    return this.#set({ default: null })
  }

  generatedAs(expression: string, { stored = true }: { readonly stored?: boolean } = {}): this {
    return this.#set({ generated: { expression: checkText(expression, 'a generated column'), stored } })
  }

  dropGenerated(): this {
    return this.#set({ generated: null })
  }

  /** `null`: the collation that the column has without one. */
  collate(collation: string | null): this {
    return this.#set({ collation: collation === null ? null : checkName(collation, 'a collation', this.#dialect) })
  }

  /** `null` removes it. */
  comment(comment: string | null): this {
    return this.#set({ comment: comment === null ? null : checkText(comment, 'a comment') })
  }

  /** Options that this database knows for a column, in place of those it has; `null` removes them all. */
  options(options: Options | null): this {
    return this.#set({ options })
  }

  /** The column as it is now. With it the migration can be reversed without looking at a database. */
  from(column: Column): this {
    this.#from = column
    return this
  }

  /** The operation that was described. For the builder around this one. */
  build(): OperationOf<'alterColumn'> {
    const column = this.#column
    if (Object.keys(this.#change).length === 0) {
      throw refuse(`nothing of the column ${column} is altered`, { table: this.#table, column })
    }
    return compact({ kind: 'alterColumn', table: this.#table, column, change: { ...this.#change }, from: this.#from })
  }

  #set(change: ColumnChange): this {
    Object.assign(this.#change, change)
    return this
  }
}
