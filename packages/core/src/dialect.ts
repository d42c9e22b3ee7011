/**
 * THE contract between core and a database. A dialect's author reads this file and needs no other.
 *
 * It has two halves. {@link Dialect} is pure: what it does depends on its arguments alone, and it can be tested with no server.
 * {@link Session} talks to a server, and is one pinned connection. Core and the conformance kit (`@lithify/dialect-testkit`)
 * branch on {@link Capabilities}, never on a dialect's name; the kit verifies each capability that is claimed.
 */
import type { Operation } from './operations/operation.ts'
import type { Check, Column, ObjectRef, OpaqueObject, Options, Plain, Table, TableRef, View } from './schema/model.ts'
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
   * `afterData` are created after the rows of a dump: what would slow loading down, or fire on it. Kinds that are `last` are
   * created after everything else, bookkeeping tables included: what fires on the statements of a script.
   */
  readonly kinds: readonly KindInfo[]
  readonly types: Types
  readonly compare: CompareHooks

  /** Quotes a name so that the server takes any name it can hold, key words and the quote itself included. */
  quote(name: string): string
  /** The marker of the n-th parameter of a statement, counted from 1: `?`, `$1`, `@p1`. */
  placeholder(position: number): string
  /**
   * A table as `emit` writes it: the one name that means it whatever a migration did to its session. Two tables are the same where
   * these are. Absent: the quoted name, after the quoted schema where it has one.
   */
  tableName?(table: TableRef): string

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
  /**
   * A statement as a script holds it, so that the native client and the splitter both find its end: with its delimiter and a line break. Called for
   * what stands in dumps. Absent: a semicolon ends it.
   */
  delimited?(text: string): string
  /** The tables and columns that a raw statement would drop, as far as its text tells. Used to ask before rows are lost. */
  dropped?(sql: string): readonly DroppedPart[]

  /** What finds out, after a crash, how far work came that was not one transaction. Absent: only what its operations tell by themselves. */
  readonly recovery?: Recovery | undefined

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
  inventory(session: Session, scope: Scope): Promise<InventoryItem[]>
  /** Whether each of these tables is there: the same that the inventory would tell, in one query and without listing everything else. Absent: the inventory is asked. */
  hasTables?(session: Session, tables: readonly TableRef[]): Promise<readonly boolean[]>
  /** The whole schema, in a fixed number of set-based catalog queries, whatever the number of tables. */
  introspect(session: Session, scope: Scope): Promise<Introspection>
  /**
   * Called with the statements of a dump before they are sent, in the transaction of the load: what the database would take and not do, or refuse for a
   * reason that can be told better beforehand, such as an extension that the server does not have.
   * @throws LithifyError `LITHIFY_E_BOOTSTRAP`, `LITHIFY_E_UNSUPPORTED`
   */
  checkLoad?(session: Session, statements: readonly Statement[]): Promise<void>
  /** The rows of a table as complete INSERT statements without trailing semicolons, in key order, the same text for the same rows. */
  rows(session: Session, table: Table): AsyncIterable<{ readonly sql: string; readonly count: number }>
  /** The tables that hold the rows of this one, where it holds none itself: a partitioned table's are in its partitions. Absent: every table holds its own. */
  rowsIn?(table: Table, schema: Schema): readonly Table[]
  /**
   * What stands behind FROM to read the rows that an object itself holds, without those of tables that inherit from it. Asked for tables, and for
   * opaque objects: virtual tables and the like hold rows too, which nobody could write down. `undefined`: it holds none of its own. Absent: tables
   * by their name, and opaque objects hold none.
   */
  rowsOf?(object: Table | OpaqueObject): string | undefined
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
  /**
   * The namespaces that are ours: nothing in any other is dumped, dropped or counted. Only where the capability `schemas` is claimed and `hasTables` is there.
   * Core puts them into every {@link Scope}; a dialect need not look at them. Absent: all.
   */
  readonly schemas?: readonly string[] | undefined
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
  /**
   * A session can write while a transaction of another session is open that has written to other rows. Default `true`. Where `false`, a
   * lease is not renewed during a transaction: nobody can take it over then either.
   */
  readonly concurrentWriters: boolean
  /** Several statements can be sent in one round trip. Default `false`. */
  readonly multipleStatements: boolean
  /** Foreign keys are part of CREATE TABLE, in `source` too, and creating a table may name one that does not exist yet. Default `false`. */
  readonly inlineForeignKeys: boolean
  /**
   * The `source` of a table makes its indexes and foreign keys too, and the frame of a dump sees to it that it may name tables which do not exist
   * yet. A dump writes nothing else for them then. Default `false`.
   */
  readonly wholeTables: boolean
  /** Foreign keys can be deferred to the end of a transaction. Default `false`. */
  readonly deferrableForeignKeys: boolean
  /** `transaction({ foreignKeys: 'checkedAtCommit' })` is honoured. Default `false`. */
  readonly foreignKeysCheckedAtCommit: boolean
  /** Default `true`. */
  readonly checks: boolean
  /**
   * A unique index and a unique constraint are two things. Default `true`. Where `false`, a unique index is a unique constraint under another
   * name: replay and comparison make the constraint of it, and `introspect` answers constraints.
   */
  readonly uniqueIndexes: boolean
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
  /** `introspect` heeds `Scope.privileges`. Default `false`. */
  readonly privileges: boolean
}

const defaultCapabilities: Capabilities = {
  transactionalDdl: true,
  schemas: false,
  advisoryLocks: true,
  concurrentWriters: true,
  multipleStatements: false,
  inlineForeignKeys: false,
  wholeTables: false,
  deferrableForeignKeys: false,
  foreignKeysCheckedAtCommit: false,
  checks: true,
  uniqueIndexes: true,
  partialIndexes: true,
  expressionIndexes: true,
  descendingIndexes: true,
  storedGeneratedColumns: true,
  virtualGeneratedColumns: false,
  comments: true,
  caseSensitiveNames: true,
  nameLength: 63,
  shadow: false,
  privileges: false,
}

/** The capabilities of a dialect: what is claimed here, over the defaults. */
export function defineCapabilities(claimed: Partial<Capabilities> = {}): Capabilities {
  return Object.freeze({ ...defaultCapabilities, ...claimed })
}

export interface KindInfo {
  readonly kind: string
  readonly afterData?: boolean | undefined
  readonly last?: boolean | undefined
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
  /** The expression for the present moment, as a column default. It has to suit a `timestamp`, with time zone or without. */
  now(): string
  /**
   * The expression that reads a column of a `timestamp` type as a moment, with its distance from UTC, whatever the time zone of the
   * session. Absent: what `now()` puts into such a column is in UTC.
   */
  instant?(column: string): string
  /**
   * A moment (ISO 8601, UTC, with milliseconds) as a literal for a `timestamp` column, such as `instant` reads back. Absent: date and time of day
   * in UTC, as text.
   */
  moment?(iso: string): string
  /**
   * The expression for the present moment by the server's clock, as whole milliseconds since 1970 that fit a `bigInteger`. It moves on
   * while a transaction is open. Absent: the dialect has no lease, so `lock` is all that keeps two runners apart.
   */
  clock?(): string
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
  /**
   * A view's query. `columns` are the view's own names for its columns, where it lists any; what comes back stands for both, as a server that keeps
   * no such list writes the names into the query.
   */
  query(query: string, columns?: readonly string[]): string
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
  /** Which of a column's options belong to its identity: a name that only some versions of the server make up does not. All of them when absent. */
  columnOptions?(options: Options): Options
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

/** See {@link Dialect.recovery}. Asked about statements that are not in a transaction. */
export interface Recovery {
  /**
   * What a statement of DDL changes. `undefined` where its text does not tell, and where it changes more than the definitions of objects. Not asked where
   * DDL can be rolled back. Absent: texts tell nothing.
   */
  changes?(sql: string): StatementChanges | undefined
  /**
   * The server's own text for each of these objects, `undefined` where there is none: the same text as long as nobody changes the object. It may hold nothing that
   * changes by itself, such as a counter. Absent: the whole schema is looked at.
   */
  definitions?(session: Session, refs: readonly ObjectRef[]): Promise<readonly (string | undefined)[]>
  /**
   * What a statement has to do with its session, which is gone after a crash. `sets`: it sets something that it says itself, and is sent again.
   * `becomes`: so does it, and who it makes of the session may not be allowed to write the journal.
   * `keeps`: it leaves something there that sending it again would not bring back, such as a temporary table. `asks`: it asks for what an earlier
   * statement has left there. `locks`: it locks tables or lets go of them. It is not sent, since our transactions would end that, and tables that are
   * locked keep the journal from being written.
   */
  sessionUse?(sql: string): 'sets' | 'becomes' | 'keeps' | 'asks' | 'locks' | undefined
  /** Whether there are tables whose rows stay when a transaction is rolled back. Absent: there are none. */
  keepsRows?(session: Session): Promise<boolean>
  /** Whether a part of what a statement does may stay when it fails. Asked where DDL can be rolled back. Absent: none does. */
  mayCommit?(sql: string): boolean
}

export interface StatementChanges {
  /** The statement changes all of these or, when it fails, none. What is created is among them. */
  readonly objects: readonly ObjectRef[]
  /** It only creates objects that were not there, and touches no other. */
  readonly creates?: boolean | undefined
  /** Sending it twice does the same as sending it once. */
  readonly repeatable?: boolean | undefined
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

/**
 * One pinned connection. Calls are made one at a time. Once the connection is lost, every call fails with `LITHIFY_E_CONNECT` and
 * `data.lost`, and with `data.committing` where that was in the middle of a COMMIT: nobody knows then whether it took place.
 */
export interface Session {
  /** @throws LithifyError `LITHIFY_E_STATEMENT` */
  query<R extends Row = Row>(sql: string, params?: readonly Param[]): Promise<R[]>
  /**
   * Runs statements in order, in as few round trips as the server allows, and stops at the first that fails.
   * @throws LithifyError `LITHIFY_E_STATEMENT` whose `data` is a {@link StatementFailure}; `LITHIFY_E_PRIVILEGE` with the same data, where the role
   * may not do that, with a hint that says how it may.
   */
  execute(statements: readonly Statement[]): Promise<void>
  /**
   * Leaves a statement, whose rows nobody wants, to the next message of the open transaction, at the latest to its commit, which takes place only if the
   * statement did. What fails then fails with an error whose `data` has `deferred`. Outside of a transaction: {@link query}. Absent: core asks by `query`.
   */
  defer?(sql: string, params?: readonly Param[]): Promise<void>
  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. Not nested.
   * @throws LithifyError `LITHIFY_E_FOREIGN_KEYS` when foreign keys are checked at the commit and one points nowhere.
   */
  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T>
  /**
   * Asked before work is done once more that the server gave up for the sake of others (`transient`) and has rolled back: waits a while, longer with each
   * attempt, and answers whether it is to be tried again. `attempt` counts from 0. Only asked where DDL cannot be rolled back. Absent: it never is.
   */
  again?(attempt: number): Promise<boolean>
  /**
   * Takes back what statements have changed of the session itself (settings, the role), as far as it can outlast them. Core calls it between the
   * statements of a migration and its history row: inside the migration's transaction, or outside where it has none. There, a
   * transaction that those statements began and did not end is rolled back, and `rolledBack` is true. Absent: there is nothing to take back.
   */
  reset?(): Promise<{ readonly rolledBack: boolean }>
  /** @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT` */
  lock(key: string, options: LockOptions): Promise<MigrationLock>
  /**
   * Whether what belongs to a session, such as its locks, outlives its transactions for certain. `false` where a pooler may hand each
   * transaction to another session of the server, and where that cannot be ruled out: core then keeps a lease. Absent: it does.
   */
  pinned?(): Promise<boolean>
  /** A table by a name that means it wherever statements have led the session. Absent: it is as it is given. */
  home?(table: TableRef): TableRef
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
  /** The server gave it up for the sake of another transaction; the same again may succeed. */
  readonly transient?: boolean | undefined
  /** It is none of those given to `execute`: it came from {@link Session.defer}. */
  readonly deferred?: true | undefined
}

export interface TransactionOptions {
  /** The settings that statements before have made for the session apply inside, and stay afterwards. Default `false`: they may be taken back. */
  readonly keepSettings?: boolean | undefined
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
  /**
   * `transaction`: taken inside of a transaction, held until it has ended, and not released before. Asked only of sessions that are not
   * `pinned`. Default `session`.
   */
  readonly heldBy?: 'session' | 'transaction' | undefined
}

export interface MigrationLock {
  release(): Promise<void>
  /**
   * Makes sure that the session has the lock still, and in a transaction has it until the commit. Absent: a session that is there has it.
   * @throws LithifyError `LITHIFY_E_LOCK_LOST`
   */
  verify?(): Promise<void>
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
  /**
   * Owners, grants and the like too, as opaque objects that depend on what they are about. Without it they are no part of the schema, and
   * not uncovered either. Only asked for where the capability `privileges` is claimed; the inventory does not know them.
   */
  readonly privileges?: boolean | undefined
}

/** An object that is there. */
export interface InventoryItem extends ObjectRef {
  /**
   * A database with nothing else counts as empty: a dump can be loaded beside this, and it holds nothing that anybody would miss. Hosting providers
   * put such objects into new databases. `theirs`: it belongs to somebody else, and could not be dropped.
   */
  readonly incidental?: 'ours' | 'theirs' | undefined
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
