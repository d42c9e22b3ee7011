import type { ConfiguredDialect, Dialect, OpaqueObject, Options, ReferentialAction, Table } from '@lithify/core'

/** What a dialect hands to the kit. */
export interface TestDialectOptions {
  /** The runner's: `test` of vitest, node:test, Jest or anything of their shape. */
  readonly test: TestFunction
  /** A fresh, empty database for each test. Several connections to it are opened with the same options. */
  readonly factory: () => TestDatabase | Promise<TestDatabase>
  /** How many random cases each property tries. Default 25. */
  readonly runs?: number | undefined
  /** Where the random cases start from. Default 1: the same cases each time. */
  readonly seed?: number | undefined
  /** Whether a random case that fails is made smaller before it is shown. Default `true`. */
  readonly shrink?: boolean | undefined
  /** SQL that the kit writes itself, where the portable form does not do. */
  readonly expressions?: Partial<Expressions> | undefined
  /** What the server is able to do beyond what capabilities tell. */
  readonly limits?: Partial<Limits> | undefined
  /** Scripts that are hard to split in this dialect, each with the statements in it. */
  readonly scripts?: readonly SplitCase[] | undefined
  /** Objects of kinds that only this dialect knows, some of which live on the table that is given. */
  readonly opaque?: ((table: Table, dialect: Dialect) => readonly OpaqueObject[]) | undefined
  /** Options of the database that a migration can set, in two bags of different keys. */
  readonly databaseOptions?: readonly [Options, Options] | undefined
  /** The built package, whose default export is the factory: other processes take the lock through it, and are killed. */
  readonly module?: string | URL | undefined
  /** SQL that makes an object which `introspect` cannot represent, and the object's name. */
  readonly uncovered?: { readonly sql: string; readonly name: string } | undefined
}

export type TestFunction = (name: string, run: (...context: readonly unknown[]) => Promise<void>) => unknown

export interface TestDatabase {
  readonly configured: ConfiguredDialect
  cleanup(): void | Promise<void>
}

/** Columns and tables are given quoted. */
export interface Expressions {
  /** A condition on a column of whole numbers. Default `column > 0`. */
  readonly check: (column: string) => string
  /** Computes a whole number from one. Default `column + 1`. */
  readonly generated: (column: string) => string
  /** Computes a text from a text, for an index. Default `lower(column)`. */
  readonly indexKey: (column: string) => string
  /** The predicate of a partial index. Default `column is not null`. */
  readonly predicate: (column: string) => string
  /** The query of a view. Default `select columns from table`. */
  readonly query: (table: string, columns: readonly string[]) => string
}

export interface Limits {
  /** Whether the server can hold a name at all. Default: every name that is not too long. */
  readonly holdsName: (name: string) => boolean
  /** Whether the server can hold a comment at all. Default: every comment. */
  readonly holdsComment: (text: string) => boolean
  /** Whether a view follows when the table or a column that it reads gets another name. Default `true`. */
  readonly viewsFollow: boolean
  /** Whether a foreign key keeps the server from dropping the index on its columns. Default `false`. */
  readonly foreignKeysHoldIndexes: boolean
  /** The referential actions that it has. Default: all of them. */
  readonly actions: readonly ReferentialAction[]
  /** What is put behind each statement of a script, with the line break before it where it needs one. Default `;`. */
  readonly delimiter: string
}

export interface SplitCase {
  readonly script: string
  readonly statements: readonly string[]
}

export interface Settings {
  readonly runs: number
  readonly seed: number
  readonly shrink: boolean
  readonly expressions: Expressions
  readonly limits: Limits
}

const expressions: Expressions = {
  check: (column) => `${column} > 0`,
  generated: (column) => `${column} + 1`,
  indexKey: (column) => `lower(${column})`,
  predicate: (column) => `${column} is not null`,
  query: (table, columns) => `select ${columns.join(', ')} from ${table}`,
}

const limits: Limits = {
  holdsName: () => true,
  holdsComment: () => true,
  viewsFollow: true,
  foreignKeysHoldIndexes: false,
  actions: ['noAction', 'restrict', 'cascade', 'setNull', 'setDefault'],
  delimiter: ';',
}

/** The options with their defaults filled in. */
export function settingsOf(options: Partial<TestDialectOptions> = {}): Settings {
  return {
    runs: options.runs ?? 25,
    seed: options.seed ?? 1,
    shrink: options.shrink ?? true,
    expressions: { ...expressions, ...options.expressions },
    limits: { ...limits, ...options.limits },
  }
}
