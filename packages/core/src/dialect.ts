/**
 * THE contract between core and a database. A dialect's author reads this file and needs no other.
 *
 * It has two halves. {@link Dialect} is pure: what it does depends on its arguments alone, and it can be tested with no server.
 * {@link Session} talks to a server, and is one pinned connection. Core and the conformance kit (`@lithify/dialect-testkit`)
 * branch on {@link Capabilities}, never on a dialect's name; the kit verifies each capability that is claimed.
 */
import type { Operation } from './operations/operation.ts'
import type { Check, Column, ObjectRef, OpaqueObject, Options, Plain, Table, View } from './schema/model.ts'
import type { Schema } from './schema/schema.ts'

// ───────────────────────────────────────────────────────────────────────────── the pure half

export interface Dialect {
  /** Lower case, as in the package's name: `sqlite` for `@lithify/dialect-sqlite`. */
  readonly name: string
  /** As its makers write it: `SQLite`. */
  readonly title: string
  /** The URL schemes that it answers to, without the colon. The package's `package.json` repeats them under `lithify.protocols`. */
  readonly protocols: readonly string[]
  readonly capabilities: Capabilities
  /**
   * The kinds of object that it has, in the order in which a script creates them as far as dependencies allow. Kinds with
   * `afterData` are created after the rows of a dump: what would slow loading down, or fire on it.
   */
  readonly kinds: readonly KindInfo[]
  readonly types: Types
  readonly compare: CompareHooks

  /** Quotes a name so that the server takes any name it can hold, key words and the quote itself included. */
  quote(name: string): string
  /** The marker of the n-th parameter of a statement, counted from 1: `?`, `$1`, `@p1`. */
  placeholder(position: number): string

  /**
   * The DDL for one operation. `schema` is the schema before the operation.
   * @throws LithifyError `LITHIFY_E_OPERATION` when the operation does not fit the schema, `LITHIFY_E_UNSUPPORTED` when the
   * database cannot do it.
   */
  emit(operation: Operation, schema: Schema): Statement[]
  /**
   * Whether `emit` looks at the schema for this operation. Where it does not, core spares the server the introspection and
   * passes an empty schema. Always true when the function is absent.
   */
  needsSchema?(operation: Operation): boolean

  /** A new lexer of this database's scripts. See {@link Splitter}. */
  splitter(): Splitter
  /** The text that opens and closes a dump, so that the native client loads it under the settings it needs and, where DDL is transactional, as one transaction. */
  frame(schema: Schema): { readonly before: readonly string[]; readonly after: readonly string[] }
  /** The tables and columns that a raw statement would drop, as far as its text tells. Used to ask before rows are lost. */
  dropped?(sql: string): readonly DroppedPart[]

  // ─────────────────────────────────────────────────────────────────────────── the I/O half

  /**
   * Opens one connection.
   * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_READ_ONLY`, `LITHIFY_E_CONFIG_INVALID`
   */
  connect(options: ConnectOptions): Promise<Session>
  /**
   * Every object that a user made, by name only, in one cheap query: how emptiness is proven. It lists more rather than less:
   * what the server or an extension brought by itself is left out, everything else is in, also what `introspect` cannot represent.
   */
  inventory(session: Session, scope: Scope): Promise<ObjectRef[]>
  /** The whole schema, in a fixed number of set-based catalog queries, whatever the number of tables. */
  introspect(session: Session, scope: Scope): Promise<Introspection>
  /** The rows of a table as complete INSERT statements without trailing semicolons, in key order, the same text for the same rows. */
  rows(session: Session, table: Table): AsyncIterable<{ readonly sql: string; readonly count: number }>
  /** An empty scratch database of the same server kind that is gone when its session is closed, also after a crash. */
  shadow?(options: ConnectOptions): Promise<Session>
}

/** What a config holds: a dialect and how to reach the database. The factory of every dialect package returns one. */
export interface ConfiguredDialect {
  readonly dialect: Dialect
  readonly options: ConnectOptions
}

/** The default export of a dialect package. */
export type DialectFactory<O extends ConnectOptions = ConnectOptions> = (options?: O) => ConfiguredDialect

export interface ConnectOptions {
  /** Where the database is. A function is called when the connection is opened, so that `--help` needs no secret. */
  readonly url?: string | (() => string) | undefined
  /** The folder that relative paths in the URL start from. Core sets it to the project root. */
  readonly root?: string | undefined
  /** Refuse every write. Core sets it for commands that only read. */
  readonly readOnly?: boolean | undefined
  /** What else this dialect takes. */
  readonly [option: string]: unknown
}

/**
 * What a database can do. Every key has a default, which {@link defineCapabilities} fills in; the object is frozen.
 */
export interface Capabilities {
  /** DDL can be rolled back. Default `true`. */
  readonly transactionalDdl: boolean
  /** A database has named schemas (namespaces). Default `false`. */
  readonly schemas: boolean
  /** `lock` is held by the session and is gone when the holder dies. Default `true`. Where `false`, core keeps a lease table. */
  readonly advisoryLocks: boolean
  /** Several statements can be sent in one round trip. Default `false`. */
  readonly multipleStatements: boolean
  /** Foreign keys are part of CREATE TABLE, in `source` too, and creating a table may name one that does not exist yet. Default `false`. */
  readonly inlineForeignKeys: boolean
  /** Foreign keys can be deferred to the end of a transaction. Default `false`. */
  readonly deferrableForeignKeys: boolean
  /** `transaction({ foreignKeys: 'checkedAtCommit' })` is honoured. Default `false`. */
  readonly foreignKeysCheckedAtCommit: boolean
  /** Default `true`. */
  readonly checks: boolean
  /** Default `true`. */
  readonly partialIndexes: boolean
  /** Default `true`. */
  readonly expressionIndexes: boolean
  /** Default `true`. */
  readonly descendingIndexes: boolean
  /** Generated columns whose value is stored. Default `true`. */
  readonly storedGeneratedColumns: boolean
  /** Generated columns whose value is computed when read. Default `false`. */
  readonly virtualGeneratedColumns: boolean
  /** Tables and columns carry comments in the catalog. Default `true`. */
  readonly comments: boolean
  /** Two names that differ only in case are two names. Default `true`. */
  readonly caseSensitiveNames: boolean
  /** The longest name, in bytes of UTF-8; `Infinity` for none. Default `63`. */
  readonly nameLength: number
  /** `shadow()` is there. Default `false`. */
  readonly shadow: boolean
}

const defaultCapabilities: Capabilities = {
  transactionalDdl: true,
  schemas: false,
  advisoryLocks: true,
  multipleStatements: false,
  inlineForeignKeys: false,
  deferrableForeignKeys: false,
  foreignKeysCheckedAtCommit: false,
  checks: true,
  partialIndexes: true,
  expressionIndexes: true,
  descendingIndexes: true,
  storedGeneratedColumns: true,
  virtualGeneratedColumns: false,
  comments: true,
  caseSensitiveNames: true,
  nameLength: 63,
  shadow: false,
}

/** The capabilities of a dialect: what is claimed here, over the defaults. */
export function defineCapabilities(claimed: Partial<Capabilities> = {}): Capabilities {
  return Object.freeze({ ...defaultCapabilities, ...claimed })
}

export interface KindInfo {
  readonly kind: string
  readonly afterData?: boolean | undefined
}

/** A type as the author of a migration declares it, the same on every database. `native` is written as it stands. */
export type DeclaredType =
  | {
      readonly name:
        | 'id'
        | 'smallInteger'
        | 'integer'
        | 'bigInteger'
        | 'boolean'
        | 'text'
        | 'float'
        | 'double'
        | 'date'
        | 'time'
        | 'json'
        | 'uuid'
        | 'binary'
    }
  | { readonly name: 'string'; readonly length?: number | undefined }
  | { readonly name: 'decimal'; readonly precision?: number | undefined; readonly scale?: number | undefined }
  | { readonly name: 'timestamp'; readonly precision?: number | undefined; readonly timeZone?: boolean | undefined }
  | { readonly name: 'native'; readonly type: string }

/** What a declared type becomes: the native type, and what else the column needs for it. */
export interface ResolvedType {
  readonly type: string
  readonly options?: Options | undefined
}

export interface Types {
  /** @throws LithifyError `LITHIFY_E_UNSUPPORTED` when the database has no such type. */
  resolve(declared: DeclaredType): ResolvedType
  /** The type of a column that refers to a column of `id`'s. */
  reference(): ResolvedType
  /** A value as a SQL literal. */
  literal(value: string | number | bigint | boolean | null): string
  /** The expression for the present moment, as a column default. */
  now(): string
}

/**
 * How two ways to write one thing are brought to one form before schemas are compared or fingerprinted. Each hook is given
 * the text as the server or an author wrote it and returns the canonical text.
 */
export interface CompareHooks {
  type(type: string): string
  /** A column default. */
  default(expression: string, column: Column): string
  /** A check, a generated column, an index expression or predicate. */
  expression(expression: string): string
  /** A view's query. */
  query(query: string): string
  /** The `create` of an opaque object. */
  create(create: string, object: OpaqueObject): string
  /** Whether this is a name that the server, or lithify for it, made up: such names are not compared. */
  generatedName?(
    part: 'primaryKey' | 'unique' | 'check' | 'foreignKey',
    name: string,
    table: string,
    parts: readonly string[],
  ): boolean
  /** Which of the database's options belong to the schema's identity. All of them when absent. */
  databaseOptions?(options: Options): Options
  /**
   * Replay's question: the text after a table or column got a new name, where the server rewrites such text by itself.
   * `undefined` when it cannot be told from the text. Absent: the server rewrites nothing that core carries as text.
   */
  rename?(text: string, rename: Rename): string | undefined
  /** In-place change of an opaque object: the statements, or `undefined` when it has to be dropped and created. */
  alter?(from: OpaqueObject, to: OpaqueObject): readonly string[] | undefined
}

export type Rename =
  | { readonly what: 'table'; readonly from: string; readonly to: string }
  /** `owner` is true where the text belongs to that table itself (a check, an index expression). */
  | {
      readonly what: 'column'
      readonly table: string
      readonly from: string
      readonly to: string
      readonly owner: boolean
    }

/** One statement of SQL, written by `emit` or found by the splitter. */
export interface Statement {
  /** Without its trailing delimiter. */
  readonly text: string
  /** `false` for what the server refuses inside a transaction. Default `true`. */
  readonly transactional?: boolean | undefined
  /** Set where the statement is only safe, or only meant, while foreign keys are not enforced; they are checked before the commit. */
  readonly foreignKeys?: 'checkedAtCommit' | undefined
  /** Set on BEGIN, COMMIT, ROLLBACK and the like. */
  readonly control?: 'begin' | 'commit' | 'rollback' | 'savepoint' | undefined
  /** Where its first character stands in the script. */
  readonly position?: Position | undefined
}

export interface Position {
  /** In UTF-16 code units from the start of the script, from 0. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  /** In UTF-16 code units, from 1. */
  readonly column: number
}

/**
 * Splits a script that arrives in pieces, so that a file of any size needs the memory of its longest statement only. Lossless:
 * statements come with all their text, and between them there is nothing but white space, comments and delimiters.
 */
export interface Splitter {
  /** The statements that are complete with this piece. */
  push(piece: string): Statement[]
  /**
   * The last statement, if the script ends without a delimiter.
   * @throws LithifyError `LITHIFY_E_SCRIPT` with its position, when the script ends inside a string, comment or body.
   */
  end(): Statement[]
}

export interface DroppedPart {
  readonly table: string
  readonly schema?: string | undefined
  /** Absent: the whole table. */
  readonly column?: string | undefined
}

// ───────────────────────────────────────────────────────────────────────────── the I/O half

export type Row = Record<string, unknown>
export type Param = string | number | bigint | boolean | null | Uint8Array

/** One pinned connection. Calls are made one at a time. */
export interface Session {
  /** @throws LithifyError `LITHIFY_E_STATEMENT` */
  query<R extends Row = Row>(sql: string, params?: readonly Param[]): Promise<R[]>
  /**
   * Runs statements in order, in as few round trips as the server allows, and stops at the first that fails.
   * @throws LithifyError `LITHIFY_E_STATEMENT` whose `data` is a {@link StatementFailure}.
   */
  execute(statements: readonly Statement[]): Promise<void>
  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. Not nested.
   * @throws LithifyError `LITHIFY_E_FOREIGN_KEYS` when foreign keys are checked at the commit and one points nowhere.
   */
  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T>
  /** @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT` */
  lock(key: string, options: LockOptions): Promise<MigrationLock>
  serverInfo(): Promise<ServerInfo>
  close(): Promise<void>
}

/** The `data` of a `LITHIFY_E_STATEMENT` error. */
export interface StatementFailure {
  readonly [key: string]: unknown
  /** Which of the statements given to `execute`, from 0. */
  readonly index: number
  readonly text: string
  /** Where in `text` the server found the fault, in UTF-16 code units from 0, as far as it says. */
  readonly offset?: number | undefined
  /** The server's own code: a SQLSTATE, an errno's name. */
  readonly serverCode?: string | undefined
}

export interface TransactionOptions {
  /** Sees one state of the database, and writes nothing. */
  readonly readOnly?: boolean | undefined
  readonly foreignKeys?: 'enforced' | 'checkedAtCommit' | undefined
}

export interface LockOptions {
  /** How long to wait, in milliseconds. 0: not at all. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Called once, when the lock is not free at once. */
  readonly onWait?: ((owner: string | undefined) => void) | undefined
}

export interface MigrationLock {
  release(): Promise<void>
}

export interface ServerInfo {
  /** As its makers write it: `PostgreSQL`, `MariaDB`. */
  readonly name: string
  readonly version: string
  /** The part of the version that a manifest records. */
  readonly major: string
  /** The database's name, for people. */
  readonly database: string
  /** Absent where there is no server. */
  readonly host?: string | undefined
}

export interface Scope {
  /** The namespaces to look at. Absent: all that users make. */
  readonly schemas?: readonly string[] | undefined
  /** Tables to leave out, with all that lives on them or belongs to them. */
  readonly exclude?: readonly { readonly schema?: string | undefined; readonly name: string }[] | undefined
}

export interface Introspection {
  readonly schema: Schema
  /** What it saw and cannot represent. A dump is refused while there is any. */
  readonly uncovered: readonly Uncovered[]
}

export interface Uncovered {
  readonly ref: ObjectRef
  readonly reason: string
}

export type { Check, Column, ObjectRef, OpaqueObject, Options, Plain, Table, View }
