/** Data that survives JSON: what options, manifests and operations are made of. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * A bag that the dialect owns (storage, INVISIBLE, NOT VALID, filtered …). Core carries, canonicalises, compares and prints
 * it, and never reads it. A default is left out, so that an absent key and its default are the same thing.
 */
export type Options = Readonly<Record<string, Plain>>

/** Names one schema object. `table` is there for what lives on a table: an index, a foreign key, a trigger, a policy. */
export interface ObjectRef {
  readonly kind: string
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly name: string
}

/** Names a table, without its kind. */
export interface TableRef {
  readonly schema?: string | undefined
  readonly name: string
}

interface ObjectBase {
  readonly schema?: string | undefined
  readonly name: string
  readonly comment?: string | undefined
  readonly options?: Options | undefined
  /** What has to exist before this object can be created. What it lives on (`table`) is implied. */
  readonly dependsOn?: readonly ObjectRef[] | undefined
  /** The server's own text that creates this object, without a trailing semicolon. The dump prefers it; comparison never sees it. */
  readonly source?: string | undefined
}

export interface Column {
  readonly name: string
  /** The native type as the dialect spells it canonically, such as `varchar(255)`. Empty where the database allows none. */
  readonly type: string
  readonly nullable: boolean
  /** A SQL expression. */
  readonly default?: string | undefined
  readonly generated?: Generated | undefined
  readonly collation?: string | undefined
  readonly comment?: string | undefined
  readonly options?: Options | undefined
}

export interface Generated {
  readonly expression: string
  readonly stored: boolean
}

/** One part of a key: a column or an expression, never both. */
export interface KeyPart {
  readonly column?: string | undefined
  readonly expression?: string | undefined
  /** Ascending when absent. */
  readonly order?: 'desc' | undefined
  readonly collation?: string | undefined
  readonly options?: Options | undefined
}

export interface PrimaryKey {
  /** Absent where the server names it itself, or not at all. */
  readonly name?: string | undefined
  readonly keys: readonly KeyPart[]
  readonly options?: Options | undefined
}

export interface Unique {
  readonly name: string
  readonly keys: readonly KeyPart[]
  readonly options?: Options | undefined
}

export interface Check {
  readonly name: string
  readonly expression: string
  readonly options?: Options | undefined
}

export interface Table extends ObjectBase {
  readonly kind: 'table'
  readonly table?: undefined
  /** In their real order. */
  readonly columns: readonly Column[]
  readonly primaryKey?: PrimaryKey | undefined
  readonly uniques: readonly Unique[]
  readonly checks: readonly Check[]
}

export interface Index extends ObjectBase {
  readonly kind: 'index'
  readonly table: string
  readonly unique: boolean
  readonly keys: readonly KeyPart[]
  /** The predicate of a partial index. */
  readonly where?: string | undefined
}

export type ReferentialAction = 'noAction' | 'restrict' | 'cascade' | 'setNull' | 'setDefault'

export interface ForeignKey extends ObjectBase {
  readonly kind: 'foreignKey'
  readonly table: string
  readonly columns: readonly string[]
  /** No columns: the primary key of that table. */
  readonly references: {
    readonly schema?: string | undefined
    readonly table: string
    readonly columns: readonly string[]
  }
  /** `noAction` when absent. */
  readonly onDelete?: ReferentialAction | undefined
  readonly onUpdate?: ReferentialAction | undefined
  readonly match?: 'full' | 'partial' | undefined
  /** Not deferrable when absent. */
  readonly deferrable?: 'initiallyImmediate' | 'initiallyDeferred' | undefined
}

export interface View extends ObjectBase {
  readonly kind: 'view'
  readonly table?: undefined
  /** The query, without `CREATE VIEW … AS`. */
  readonly definition: string
  /** The column names where the view states them itself. */
  readonly columns?: readonly string[] | undefined
}

/** Everything that only the dialect understands: triggers, functions, types, policies, virtual tables … */
export interface OpaqueObject extends ObjectBase {
  readonly kind: string
  /** The table or view that it lives on, where it lives on one. */
  readonly table?: string | undefined
  /** One statement, without a trailing semicolon. */
  readonly create: string
  /** One statement, without a trailing semicolon. */
  readonly drop: string
}

/** The kinds that core knows in depth. */
export type KnownObject = Table | Index | ForeignKey | View
export type SchemaObject = KnownObject | OpaqueObject

export const isTable = (object: SchemaObject): object is Table => object.kind === 'table'
export const isIndex = (object: SchemaObject): object is Index => object.kind === 'index'
export const isForeignKey = (object: SchemaObject): object is ForeignKey => object.kind === 'foreignKey'
export const isView = (object: SchemaObject): object is View => object.kind === 'view'
export const isOpaque = (object: SchemaObject): object is OpaqueObject => !knownKinds.has(object.kind)

const knownKinds: ReadonlySet<string> = new Set(['table', 'index', 'foreignKey', 'view'])

/** The bare reference to an object. */
export function refOf(object: ObjectRef): ObjectRef {
  return { kind: object.kind, schema: object.schema, table: object.table, name: object.name }
}

/** A string that is equal for two references exactly when they name the same object. Names may hold any character. */
export function refKey(ref: ObjectRef): string {
  const { kind, schema = '', table = '', name } = ref
  // The lengths tell where one part ends, whatever is in it. Ten times as fast as JSON, and a dump asks for a million.
  return `${kind}:${schema.length}:${table.length}:${schema}${table}${name}`
}

/** How an object is named to people: `index invoices.by_customer`. */
export function refLabel(ref: ObjectRef): string {
  return `${ref.kind} ${[ref.schema, ref.table, ref.name].filter((part) => part !== undefined && part !== '').join('.')}`
}
