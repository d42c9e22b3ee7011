import { createHash } from 'node:crypto'
import type { Dialect, Types } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { compareBytes } from '../schema/byte-order.ts'
import type { ForeignKey, ReferentialAction, TableRef } from '../schema/model.ts'

/** What builders need of a dialect. */
export type BuilderDialect = Pick<Dialect, 'types' | 'capabilities'>

/** A table: its name, or its name and the schema (namespace) that it is in. */
export type TableName = string | TableRef

export type LiteralValue = Parameters<Types['literal']>[0]

/** An operation that cannot be meant. */
export function refuse(message: string, data: Readonly<Record<string, unknown>> = {}, hint?: string): LithifyError {
  return new LithifyError('LITHIFY_E_OPERATION', message, { data, hint })
}

export function toTableRef(table: TableName, dialect: BuilderDialect): TableRef {
  if (typeof table === 'string') return { name: checkName(table, 'a table', dialect) }
  if (typeof table !== 'object' || table === null) {
    throw refuse('a table is named by a string or by { schema, name }', { given: typeof table })
  }
  const name = checkName(table.name, 'a table', dialect)
  return table.schema === undefined ? { name } : { schema: checkName(table.schema, 'a schema', dialect), name }
}

/** A longer name would be cut by some servers without a word, and then nothing would find it again. */
export function checkName(name: unknown, what: string, { capabilities }: BuilderDialect): string {
  if (typeof name !== 'string' || name === '')
    throw refuse(`the name of ${what} has to be a text that is not empty`, { name })
  if (name.includes('\0')) throw refuse(`the name of ${what} must not hold a NUL character`, { name })
  const bytes = Buffer.byteLength(name)
  if (bytes > capabilities.nameLength) {
    throw refuse(
      `the name of ${what} is too long: ${name} has ${bytes} bytes, the database takes ${capabilities.nameLength}`,
      {
        name,
        bytes,
        nameLength: capabilities.nameLength,
      },
    )
  }
  return name
}

export type NamedPart = 'unique' | 'foreign' | 'check' | 'index'

/**
 * The name that a constraint or index gets when its author gives none: `<table>_<columns>_<part>`, such as
 * `invoices_customer_id_foreign`. Where that is longer than the database takes, its tail is replaced by a hash of the whole.
 */
export function defaultName(
  table: string,
  columns: readonly string[],
  part: NamedPart,
  { capabilities }: BuilderDialect,
): string {
  const whole = [table, ...columns, part].join('_')
  if (Buffer.byteLength(whole) <= capabilities.nameLength) return whole
  const tail = `_${createHash('sha256').update(whole).digest('hex').slice(0, 8)}_${part}`
  return cut(whole, capabilities.nameLength - tail.length) + tail
}

/** As many whole characters as fit into that many bytes. */
function cut(text: string, bytes: number): string {
  let kept = ''
  let size = 0
  for (const character of text) {
    size += Buffer.byteLength(character)
    if (size > bytes) break
    kept += character
  }
  return kept
}

export function checkColumns(columns: unknown, what: string, dialect: BuilderDialect): string[] {
  if (!Array.isArray(columns) || columns.length === 0)
    throw refuse(`${what} needs a list of one column or more`, { columns })
  const names = columns.map((column: unknown) => checkName(column, 'a column', dialect))
  const sorted = [...names].toSorted(compareBytes)
  const twice = sorted.find((name, at) => name === sorted[at + 1])
  if (twice !== undefined) throw refuse(`${what} names the column ${twice} twice`, { columns: names })
  return names
}

export function checkText(text: unknown, what: string): string {
  if (typeof text !== 'string' || text.trim() === '')
    throw refuse(`${what} has to be a text that is not empty`, { given: text })
  return text
}

const actions: ReadonlySet<unknown> = new Set<ReferentialAction>([
  'noAction',
  'restrict',
  'cascade',
  'setNull',
  'setDefault',
])

export function checkAction(action: ReferentialAction): ReferentialAction {
  if (actions.has(action)) return action
  throw refuse(
    `there is no referential action ${action as string}`,
    { action },
    `Use one of: ${[...actions].join(', ')}.`,
  )
}

/** The literal of a default. */
export function literal(value: LiteralValue, { types }: BuilderDialect): string {
  if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return types.literal(value)
  throw refuse(
    `a default has to be a string, number, bigint, boolean or null, not ${typeof value}`,
    { type: typeof value },
    'For anything else use defaultSql() with a SQL expression.',
  )
}

/** An async callback would add its columns after the operation is already made. */
export function callNow<T>(define: (argument: T) => unknown, argument: T, what: string): void {
  if (typeof define !== 'function') throw refuse(`${what} needs a function that describes it`)
  const answer = define(argument)
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') {
    throw refuse(`the function given to ${what} must not be async`)
  }
}

/** Without the keys that are `undefined`, so that operations print and hash the same however they were made. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined)) as T
}

/** What an author says about a foreign key. */
export interface ForeignKeySettings {
  readonly name?: string | undefined
  readonly onDelete?: ReferentialAction | undefined
  readonly onUpdate?: ReferentialAction | undefined
  readonly match?: ForeignKey['match']
  readonly deferrable?: ForeignKey['deferrable']
  readonly options?: ForeignKey['options']
  /** What else has to be there first. What it refers to is known without saying. */
  readonly dependsOn?: ForeignKey['dependsOn']
}

export interface ReferenceTarget {
  readonly table: TableName
  /** None: the primary key. */
  readonly columns: readonly string[]
}

/** A table named without a schema is meant in the schema of the table that refers to it. */
export function makeForeignKey(
  table: TableRef,
  columns: readonly string[],
  target: ReferenceTarget,
  settings: ForeignKeySettings,
  dialect: BuilderDialect,
): ForeignKey {
  const own = checkColumns(columns, 'a foreign key', dialect)
  const to = toTableRef(target.table, dialect)
  const schema = to.schema ?? (typeof target.table === 'string' ? table.schema : undefined)
  if (target.columns.length > 0 && target.columns.length !== own.length) {
    throw refuse(`a foreign key of ${own.length} columns cannot refer to ${target.columns.length}`, {
      columns: own,
      references: target.columns,
    })
  }
  return compact<ForeignKey>({
    kind: 'foreignKey',
    schema: table.schema,
    table: table.name,
    name:
      settings.name === undefined
        ? defaultName(table.name, own, 'foreign', dialect)
        : checkName(settings.name, 'a foreign key', dialect),
    columns: own,
    references: compact({
      schema,
      table: to.name,
      columns: target.columns.length === 0 ? [] : checkColumns(target.columns, 'a foreign key', dialect),
    }),
    onDelete: settings.onDelete === undefined ? undefined : checkAction(settings.onDelete),
    onUpdate: settings.onUpdate === undefined ? undefined : checkAction(settings.onUpdate),
    match: settings.match,
    deferrable: settings.deferrable,
    options: settings.options,
    dependsOn: settings.dependsOn,
  })
}
