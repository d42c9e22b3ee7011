import type { Param, Row } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { Index, KeyPart, ObjectRef, OpaqueObject, Options, View } from '../schema/model.ts'
import { AlterTableBuilder } from './alter-table-builder.ts'
import {
  callNow,
  checkColumns,
  checkName,
  checkText,
  compact,
  defaultName,
  refuse,
  toTableRef,
  type BuilderDialect,
  type ForeignKeySettings,
  type ReferenceTarget,
  type TableName,
} from './builder-context.ts'
import { ColumnAlteration } from './column-alteration.ts'
import type { Operation } from './operation.ts'
import { TableBuilder } from './table-builder.ts'

export interface BuilderHooks {
  /** Answers {@link MigrationBuilder.query}. It first runs what {@link MigrationBuilder.take} hands over. */
  readonly query?: ((sql: string, params: readonly Param[]) => Promise<Row[]>) | undefined
}

export interface IndexSettings {
  /** By itself `<table>_<columns>_index`. */
  readonly name?: string | undefined
  readonly unique?: boolean | undefined
  /** The predicate of a partial index. */
  readonly where?: string | undefined
  /** What else than its table has to be there first, such as a function that it calls. */
  readonly dependsOn?: readonly ObjectRef[] | undefined
  readonly comment?: string | undefined
  readonly options?: Options | undefined
}

export interface ViewSettings {
  /** The names of its columns, where they are not those of the query. */
  readonly columns?: readonly string[] | undefined
  readonly dependsOn?: readonly ObjectRef[] | undefined
  readonly comment?: string | undefined
  readonly options?: Options | undefined
}

/**
 * What a migration is written with: `m`. Each call is checked and kept as an operation; nothing is run by it.
 *
 * ```ts
 * import { migration } from '@lithify/core'
 *
 * export default migration({
 *   up(m) {
 *     m.createTable('invoices', (t) => {
 *       t.id()
 *       t.decimal('total', 12, 2).notNull()
 *       t.references('customers')
 *       t.timestamps()
 *     })
 *     m.createIndex('invoices', ['customer_id', { column: 'total', order: 'desc' }])
 *     m.alterTable('customers', (t) => {
 *       t.string('phone', 20)
 *       t.alterColumn('name').notNull()
 *       t.renameColumn('mail', 'email')
 *     })
 *   },
 * })
 * ```
 *
 * Constraints and indexes get a name where none is given: `<table>_<columns>_unique`, `_foreign`, `_check` or `_index`; a primary
 * key is left to the database. A name that would be too long for the database ends in a hash of the whole instead.
 */
export class MigrationBuilder {
  readonly #dialect: BuilderDialect
  readonly #hooks: BuilderHooks
  #operations: Operation[] = []

  constructor(dialect: BuilderDialect, hooks: BuilderHooks = {}) {
    this.#dialect = dialect
    this.#hooks = hooks
  }

  /** Hands over what was collected since the last call. */
  take(): Operation[] {
    const taken = this.#operations
    this.#operations = []
    return taken
  }

  /** Adds an operation as it stands, for code that makes operations itself. */
  operation(operation: Operation): void {
    this.#operations.push(operation)
  }

  createTable(name: TableName, define: (t: TableBuilder) => void, options: Options = {}): void {
    const builder = new TableBuilder(this.#ref(name), options, this.#dialect)
    callNow(define, builder, 'createTable()')
    this.operation(builder.build())
  }

  dropTable(table: TableName): void {
    this.operation({ kind: 'dropTable', table: this.#ref(table) })
  }

  renameTable(table: TableName, to: string): void {
    this.operation({ kind: 'renameTable', table: this.#ref(table), to: this.#name(to, 'a table') })
  }

  /** Several changes of one table, made in the order in which they are written. */
  alterTable(table: TableName, define: (t: AlterTableBuilder) => void): void {
    const builder = new AlterTableBuilder(this.#ref(table), this.#dialect)
    callNow(define, builder, 'alterTable()')
    for (const operation of builder.build()) this.operation(operation)
  }

  /**
   * Adds a column at the end of a table.
   *
   * ```ts
   * import { migration } from '@lithify/core'
   *
   * export default migration({
   *   up(m) {
   *     m.addColumn('customers', (t) => t.string('phone', 20).notNull().default(''))
   *   },
   * })
   * ```
   */
  addColumn(table: TableName, define: (t: AlterTableBuilder) => unknown): void {
    const builder = new AlterTableBuilder(this.#ref(table), this.#dialect)
    callNow(define, builder, 'addColumn()')
    const operations = builder.build()
    if (operations[0]?.kind !== 'addColumn') throw refuse('the function given to addColumn() adds no column', { table })
    for (const operation of operations) this.operation(operation)
  }

  dropColumn(table: TableName, ...columns: readonly string[]): void {
    this.alterTable(table, (t) => void t.dropColumn(...columns))
  }

  renameColumn(table: TableName, column: string, to: string): void {
    this.alterTable(table, (t) => void t.renameColumn(column, to))
  }

  alterColumn(table: TableName, column: string, define: (c: ColumnAlteration) => unknown): void {
    const alteration = new ColumnAlteration(this.#ref(table), column, this.#dialect)
    callNow(define, alteration, 'alterColumn()')
    this.operation(alteration.build())
  }

  /** The columns become not null. */
  addPrimaryKey(table: TableName, columns: readonly string[], settings: { readonly name?: string } = {}): void {
    this.alterTable(table, (t) => void t.addPrimaryKey(columns, settings))
  }

  dropPrimaryKey(table: TableName): void {
    this.alterTable(table, (t) => void t.dropPrimaryKey())
  }

  addUnique(table: TableName, columns: readonly string[], settings: { readonly name?: string } = {}): void {
    this.alterTable(table, (t) => void t.addUnique(columns, settings))
  }

  /** By its name, or by the columns that it was named after. */
  dropUnique(table: TableName, name: string | readonly string[]): void {
    this.alterTable(table, (t) => void t.dropUnique(this.#nameOf(table, name, 'unique')))
  }

  addCheck(table: TableName, name: string, expression: string): void {
    this.alterTable(table, (t) => void t.addCheck(name, expression))
  }

  dropCheck(table: TableName, name: string): void {
    this.alterTable(table, (t) => void t.dropCheck(name))
  }

  addForeignKey(
    table: TableName,
    columns: readonly string[],
    target: ReferenceTarget,
    settings: ForeignKeySettings = {},
  ): void {
    this.alterTable(table, (t) => void t.addForeignKey(columns, target, settings))
  }

  /** By its name, or by the columns that it was named after. */
  dropForeignKey(table: TableName, name: string | readonly string[]): void {
    this.alterTable(table, (t) => void t.dropForeignKey(this.#nameOf(table, name, 'foreign')))
  }

  createIndex(table: TableName, keys: readonly (string | KeyPart)[], settings: IndexSettings = {}): void {
    const on = this.#ref(table)
    if (!Array.isArray(keys) || keys.length === 0)
      throw refuse('an index needs a list of one column or more', { table: on })
    const parts = keys.map((key) => this.#keyPart(key))
    this.operation({
      kind: 'createIndex',
      index: compact<Index>({
        kind: 'index',
        schema: on.schema,
        table: on.name,
        name: settings.name === undefined ? this.#indexName(on.name, parts) : this.#name(settings.name, 'an index'),
        unique: settings.unique ?? false,
        keys: parts,
        where: settings.where === undefined ? undefined : checkText(settings.where, 'the predicate of an index'),
        comment: settings.comment,
        options: settings.options,
        dependsOn: settings.dependsOn,
      }),
    })
  }

  /** By its name, or by the columns that it was named after. */
  dropIndex(table: TableName, name: string | readonly string[]): void {
    this.operation({ kind: 'dropIndex', table: this.#ref(table), name: this.#nameOf(table, name, 'index') })
  }

  renameIndex(table: TableName, name: string, to: string): void {
    this.operation({
      kind: 'renameIndex',
      table: this.#ref(table),
      name: this.#name(name, 'an index'),
      to: this.#name(to, 'an index'),
    })
  }

  /** `query` is the query alone, without `CREATE VIEW … AS`. */
  createView(name: TableName, query: string, settings: ViewSettings = {}): void {
    const { columns, ...rest } = settings
    const view = compact<View>({
      kind: 'view',
      ...this.#ref(name),
      definition: checkText(query, 'the query of a view'),
      columns: columns === undefined ? undefined : checkColumns(columns, 'a view', this.#dialect),
      ...rest,
    })
    this.operation({ kind: 'createView', view })
  }

  dropView(view: TableName): void {
    this.operation({ kind: 'dropView', view: this.#ref(view) })
  }

  /** An object that only the database understands: a trigger, a function, a type … */
  createObject(object: OpaqueObject): void {
    checkRef(object)
    checkText(object.create, 'the statement that creates an object')
    checkText(object.drop, 'the statement that drops an object')
    this.operation({ kind: 'createObject', object: compact({ ...object }) })
  }

  dropObject(object: ObjectRef): void {
    checkRef(object)
    const { kind, schema, table, name } = object
    this.operation({ kind: 'dropObject', object: compact<ObjectRef>({ kind, schema, table, name }) })
  }

  /** Sets options of the whole database. The others stay; `null` takes one away. */
  setDatabaseOptions(options: Options): void {
    this.operation({ kind: 'setDatabaseOptions', options })
  }

  /** SQL as this database writes it. Without `down` it cannot be reversed. */
  sql(up: string, { down }: { readonly down?: string | undefined } = {}): void {
    checkText(up, 'the SQL given to sql()')
    this.operation(
      compact<Operation>({
        kind: 'sql',
        up,
        down: down === undefined ? undefined : checkText(down, 'the SQL given as down'),
      }),
    )
  }

  /**
   * Asks the database. What was described so far is done first, so the answer knows of it.
   * @throws LithifyError `LITHIFY_E_REPLAY` when there is no database to ask.
   */
  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    if (this.#hooks.query === undefined) {
      throw new LithifyError('LITHIFY_E_REPLAY', 'the migration asks the database, and there is none here', {
        data: { sql },
      })
    }
    return (await this.#hooks.query(checkText(sql, 'the SQL given to query()'), params)) as R[]
  }

  #ref(table: TableName): ReturnType<typeof toTableRef> {
    return toTableRef(table, this.#dialect)
  }

  #name(name: unknown, what: string): string {
    return checkName(name, what, this.#dialect)
  }

  #nameOf(table: TableName, name: string | readonly string[], part: 'unique' | 'foreign' | 'index'): string {
    if (typeof name === 'string') return name
    return defaultName(
      this.#ref(table).name,
      checkColumns(name, 'a list of columns', this.#dialect),
      part,
      this.#dialect,
    )
  }

  #keyPart(key: string | KeyPart): KeyPart {
    if (typeof key === 'string') return { column: this.#name(key, 'a column') }
    if (typeof key !== 'object' || key === null || (key.column === undefined) === (key.expression === undefined)) {
      throw refuse('a part of an index is either a column or an expression', { key })
    }
    return compact({ ...key })
  }

  #indexName(table: string, parts: readonly KeyPart[]): string {
    const columns = parts.map(({ column }) => column)
    if (columns.includes(undefined))
      throw refuse('an index on an expression needs a name', { table }, 'Give it one: { name: … }.')
    return defaultName(table, columns as string[], 'index', this.#dialect)
  }
}

/** Names of opaque objects are the dialect's, and may be longer than any identifier: a function's has its parameters. */
function checkRef(object: ObjectRef): void {
  for (const name of [object?.kind, object?.name]) {
    if (typeof name !== 'string' || name === '' || name.includes('\0'))
      throw refuse('an object has a kind and a name: texts that are not empty and hold no NUL character', { object })
  }
}
