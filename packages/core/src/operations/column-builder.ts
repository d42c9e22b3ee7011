import type { ResolvedType } from '../dialect.ts'
import type { Column, ForeignKey, Generated, Options, ReferentialAction } from '../schema/model.ts'
import {
  checkAction,
  checkName,
  checkText,
  compact,
  literal,
  refuse,
  type BuilderDialect,
  type ForeignKeySettings,
  type LiteralValue,
  type ReferenceTarget,
  type TableName,
} from './builder-context.ts'

interface Wishes {
  nullable?: boolean
  default?: string
  generated?: Generated
  collation?: string
  comment?: string
  options?: Options
}

/**
 * One column of a new table, or one that is added. It may hold NULL until {@link notNull} says otherwise.
 *
 * ```ts
 * import { migration } from '@lithify/core'
 *
 * export default migration({
 *   up(m) {
 *     m.createTable('invoices', (t) => {
 *       t.id()
 *       t.decimal('total', 12, 2).notNull().default(0).check('total >= 0')
 *       t.string('number', 20).notNull().unique()
 *       t.bigInteger('customer_id').references('customers').onDelete('cascade')
 *     })
 *   },
 * })
 * ```
 */
export class ColumnBuilder {
  readonly name: string
  readonly #dialect: BuilderDialect
  readonly #type: ResolvedType
  readonly #wishes: Wishes = {}
  readonly #checks: { name: string | undefined; expression: string }[] = []
  #primary = false
  #nullablePrimary = false
  #unique: { name: string | undefined } | undefined
  #reference: ReferenceTarget | undefined
  #referenceSettings: ForeignKeySettings = {}

  constructor(name: string, type: ResolvedType, dialect: BuilderDialect) {
    this.name = checkName(name, 'a column', dialect)
    this.#type = type
    this.#dialect = dialect
  }

  notNull(): this {
    this.#wishes.nullable = false
    return this
  }

  /** As it is by itself, except for `id()`. */
  nullable(): this {
    this.#wishes.nullable = true
    return this
  }

  /** A value as default. For an expression: {@link defaultSql}. */
  default(value: LiteralValue): this {
    this.#wishes.default = literal(value, this.#dialect)
    return this
  }

  /** A SQL expression as default. */
  defaultSql(expression: string): this {
    this.#wishes.default = checkText(expression, 'a default')
    return this
  }

  /** The moment of the insert as default. */
  defaultNow(): this {
    this.#wishes.default = this.#dialect.types.now()
    return this
  }

  unique(name?: string): this {
    this.#unique = { name: name === undefined ? undefined : checkName(name, 'a unique constraint', this.#dialect) }
    return this
  }

  /**
   * The column is the primary key, or with other primary columns of the table part of it. It becomes not null, unless `nullable` says otherwise:
   * SQLite's may hold NULL.
   */
  primary({ nullable = false }: { readonly nullable?: boolean } = {}): this {
    this.#primary = true
    this.#nullablePrimary = nullable
    return this
  }

  check(expression: string, name?: string): this {
    this.#checks.push({
      name: name === undefined ? undefined : checkName(name, 'a check', this.#dialect),
      expression: checkText(expression, 'a check'),
    })
    return this
  }

  /** Makes the column a foreign key to that column of that table. */
  references(table: TableName, column = 'id', settings: ForeignKeySettings = {}): this {
    this.#reference = { table, columns: [column] }
    this.#referenceSettings = { ...this.#referenceSettings, ...settings }
    return this
  }

  /** What happens to the row when the row that it refers to is deleted. */
  onDelete(action: ReferentialAction): this {
    return this.#refine({ onDelete: checkAction(action) })
  }

  /** What happens to the row when the key that it refers to changes. */
  onUpdate(action: ReferentialAction): this {
    return this.#refine({ onUpdate: checkAction(action) })
  }

  deferrable(when: NonNullable<ForeignKey['deferrable']> = 'initiallyImmediate'): this {
    return this.#refine({ deferrable: when })
  }

  collate(collation: string): this {
    this.#wishes.collation = checkName(collation, 'a collation', this.#dialect)
    return this
  }

  /** The column's value is computed. It is stored unless `stored` is `false`. */
  generatedAs(expression: string, { stored = true }: { readonly stored?: boolean } = {}): this {
    this.#wishes.generated = { expression: checkText(expression, 'a generated column'), stored }
    return this
  }

  comment(comment: string): this {
    this.#wishes.comment = checkText(comment, 'a comment')
    return this
  }

  /** Options that this database knows for a column. */
  options(options: Options): this {
    this.#wishes.options = { ...this.#wishes.options, ...options }
    return this
  }

  /** What was described. For the builders around this one. */
  build(): BuiltColumn {
    const { nullable, generated, options, ...wishes } = this.#wishes
    if (generated !== undefined && wishes.default !== undefined) {
      throw refuse(`the column ${this.name} cannot be generated and have a default`, { column: this.name })
    }
    if (this.#primary && nullable === true)
      throw refuse(`the primary column ${this.name} cannot be nullable`, { column: this.name })
    const bag = { ...this.#type.options, ...options }
    return {
      column: compact<Column>({
        name: this.name,
        type: this.#type.type,
        nullable: nullable ?? (!this.#primary || this.#nullablePrimary),
        ...wishes,
        generated,
        options: Object.keys(bag).length === 0 ? undefined : bag,
      }),
      primary: this.#primary,
      nullablePrimary: this.#nullablePrimary,
      unique: this.#unique,
      checks: this.#checks,
      reference:
        this.#reference === undefined ? undefined : { target: this.#reference, settings: this.#referenceSettings },
    }
  }

  #refine(settings: ForeignKeySettings): this {
    if (this.#reference === undefined) {
      throw refuse(`the column ${this.name} refers to nothing yet`, { column: this.name }, 'Call references() first.')
    }
    this.#referenceSettings = { ...this.#referenceSettings, ...settings }
    return this
  }
}

/** A column and what else was said on it. */
export interface BuiltColumn {
  readonly column: Column
  readonly primary: boolean
  readonly nullablePrimary: boolean
  readonly unique: { readonly name: string | undefined } | undefined
  readonly checks: readonly { readonly name: string | undefined; readonly expression: string }[]
  readonly reference: { readonly target: ReferenceTarget; readonly settings: ForeignKeySettings } | undefined
}
