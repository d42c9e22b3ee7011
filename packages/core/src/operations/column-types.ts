import pluralize from 'pluralize'
import type { DeclaredType } from '../dialect.ts'
import {
  checkName,
  checkText,
  toTableRef,
  type BuilderDialect,
  type ForeignKeySettings,
  type TableName,
} from './builder-context.ts'
import { ColumnBuilder } from './column-builder.ts'

export interface ReferencesSettings extends ForeignKeySettings {
  /** The name of the new column. By itself `customer_id` for the table `customers`. */
  readonly column?: string | undefined
  /** The column that it refers to. By itself `id`. */
  readonly to?: string | undefined
  /** `true` by itself. */
  readonly nullable?: boolean | undefined
}

export interface TimestampSettings {
  readonly precision?: number | undefined
  readonly timeZone?: boolean | undefined
}

/** The columns that a table can be given. Each method adds one and returns it, to say more about it. */
export abstract class ColumnTypes {
  protected readonly dialect: BuilderDialect

  constructor(dialect: BuilderDialect) {
    this.dialect = dialect
  }

  protected abstract add(column: ColumnBuilder): ColumnBuilder

  #declare(name: string, type: DeclaredType): ColumnBuilder {
    return this.add(new ColumnBuilder(name, this.dialect.types.resolve(type), this.dialect))
  }

  /** A number that the database gives out, as primary key. */
  id(name = 'id'): ColumnBuilder {
    return this.#declare(name, { name: 'id' }).notNull().primary()
  }

  string(name: string, length?: number): ColumnBuilder {
    return this.#declare(name, length === undefined ? { name: 'string' } : { name: 'string', length })
  }

  text(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'text' })
  }

  integer(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'integer' })
  }

  bigInteger(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'bigInteger' })
  }

  smallInteger(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'smallInteger' })
  }

  boolean(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'boolean' })
  }

  /** An exact number of `precision` digits, `scale` of them after the point. */
  decimal(name: string, precision?: number, scale?: number): ColumnBuilder {
    return this.#declare(name, { name: 'decimal', precision, scale })
  }

  float(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'float' })
  }

  double(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'double' })
  }

  date(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'date' })
  }

  time(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'time' })
  }

  timestamp(name: string, settings: TimestampSettings = {}): ColumnBuilder {
    return this.#declare(name, { name: 'timestamp', ...settings })
  }

  /** `created_at` and `updated_at`, not null, the moment of the insert as default. */
  timestamps(settings: TimestampSettings = {}): void {
    for (const name of ['created_at', 'updated_at']) this.timestamp(name, settings).notNull().defaultNow()
  }

  json(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'json' })
  }

  uuid(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'uuid' })
  }

  binary(name: string): ColumnBuilder {
    return this.#declare(name, { name: 'binary' })
  }

  /** A column of a type as this database writes it. */
  column(name: string, nativeType: string): ColumnBuilder {
    return this.#declare(name, { name: 'native', type: checkText(nativeType, `the type of the column ${name}`) })
  }

  /** A column that refers to the `id` of another table: `customer_id` for `customers`. */
  references(table: TableName, settings: ReferencesSettings = {}): ColumnBuilder {
    const { column, to, nullable, ...foreignKey } = settings
    const name = column ?? referenceColumn(toTableRef(table, this.dialect).name)
    const builder = new ColumnBuilder(
      checkName(name, 'a column', this.dialect),
      this.dialect.types.reference(),
      this.dialect,
    )
    builder.references(table, to, foreignKey)
    if (nullable === false) builder.notNull()
    return this.add(builder)
  }
}

/** The column that refers to the `id` of a table, where nobody says another name. */
export function referenceColumn(table: string): string {
  return `${pluralize.singular(table)}_id`
}
