import type { Dialect } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { spellingIn } from '../schema/fold.ts'
import {
  refLabel,
  refOf,
  type KeyPart,
  type ObjectRef,
  type Options,
  type SchemaObject,
  type Table,
  type TableRef,
} from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'

/** What replay needs of a dialect. */
export type ReplayDialect = Pick<Dialect, 'compare' | 'capabilities'>

/** The schema that an operation is applied to, and the questions that every operation asks of it. */
export class ReplayContext {
  readonly schema: Schema
  readonly dialect: ReplayDialect

  constructor(schema: Schema, dialect: ReplayDialect) {
    this.schema = schema
    this.dialect = dialect
  }

  refuse(message: string, data: Readonly<Record<string, unknown>>): LithifyError {
    return new LithifyError('LITHIFY_E_OPERATION', message, { data })
  }

  find(ref: ObjectRef): SchemaObject | undefined {
    return this.schema.find(ref, this.dialect.capabilities.caseSensitiveNames)
  }

  /** The table that an operation names. */
  table(ref: TableRef): Table {
    const table = this.schema.findTable(ref, this.dialect.capabilities.caseSensitiveNames)
    if (table !== undefined) return table
    throw this.refuse(`there is no ${refLabel({ kind: 'table', schema: ref.schema, name: ref.name })}`, { table: ref })
  }

  /** The object that an operation names, of a kind that lives on a table or view. */
  onTable(kind: string, table: TableRef, name: string): SchemaObject {
    const ref = { kind, schema: table.schema, table: table.name, name }
    const object = this.find(ref)
    if (object !== undefined) return object
    throw this.refuse(`there is no ${refLabel(ref)}`, ref)
  }

  /** The table, view or other relation of that name. */
  relation(ref: TableRef): SchemaObject | undefined {
    const { schema, name } = ref
    const known = this.find({ kind: 'table', schema, name }) ?? this.find({ kind: 'view', schema, name })
    return (
      known ??
      this.schema
        .objects()
        .find((object) => object.table === undefined && object.schema === schema && object.name === name)
    )
  }

  /** A table and a view cannot have the same name. */
  refuseTaken(ref: TableRef, except?: SchemaObject): void {
    for (const kind of ['table', 'view']) {
      const taken = this.find({ kind, schema: ref.schema, name: ref.name })
      if (taken !== undefined && taken !== except)
        throw this.refuse(`${refLabel(taken)} exists already`, { kind, schema: ref.schema, name: ref.name })
    }
  }

  refuseExisting(ref: ObjectRef): void {
    const existing = this.find(ref)
    if (existing !== undefined) throw this.refuse(`${refLabel(existing)} exists already`, { ...refOf(ref) })
  }

  /** A column's name as its table spells it. */
  column(table: Table, name: string): string {
    const names = table.columns.map((column) => column.name)
    const spelling = spellingIn(names, name, this.dialect.capabilities.caseSensitiveNames)
    if (names.includes(spelling)) return spelling
    throw this.refuse(`the ${refLabel(table)} has no column ${name}`, {
      schema: table.schema,
      table: table.name,
      column: name,
    })
  }

  hasColumn(table: Table, name: string): boolean {
    const names = table.columns.map((column) => column.name)
    return names.includes(spellingIn(names, name, this.dialect.capabilities.caseSensitiveNames))
  }

  checkKeys(table: Table, keys: readonly KeyPart[]): void {
    for (const { column } of keys) if (column !== undefined) this.column(table, column)
  }

  /** Puts the table with what changed. The server's own text for it is no longer true, so it goes. */
  change(table: Table, changes: Partial<Table>): Table {
    const changed = withoutSource({ ...table, ...changes })
    this.schema.put(changed)
    return changed
  }

  /** What lives on a table has changed: where the table's text holds it, that is no longer true. */
  changeHosted(kind: 'index' | 'foreignKey', host: TableRef): void {
    const { inlineForeignKeys, wholeTables } = this.dialect.capabilities
    if (!wholeTables && !(inlineForeignKeys && kind === 'foreignKey')) return
    const table = this.schema.findTable(host, this.dialect.capabilities.caseSensitiveNames)
    if (table !== undefined) this.change(table, {})
  }

  same(a: string, b: string): boolean {
    return spellingIn([a], b, this.dialect.capabilities.caseSensitiveNames) === a
  }
}

export function withoutSource<T extends SchemaObject>(object: T): T {
  const { source: _, ...rest } = object
  return rest as T
}

/** A bag, or nothing where it is empty. */
export function bagOrNothing(options: Options | null): Options | undefined {
  return options === null || Object.keys(options).length === 0 ? undefined : options
}
