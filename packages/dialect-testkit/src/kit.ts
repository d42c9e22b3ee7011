import assert from 'node:assert/strict'
import {
  applyOperation,
  compareSchemas,
  describeDifferences,
  fingerprint,
  MigrationBuilder,
  refLabel,
  type ConnectOptions,
  type Dialect,
  type Introspection,
  type Operation,
  type Param,
  type Row,
  type Schema,
  type Session,
  type Statement,
} from '@lithify/core'
import { settingsOf, type Settings, type TestDatabase, type TestDialectOptions } from './options.ts'

/** One empty database, a session on it, and what tests do with them over and over. */
export class Kit {
  readonly dialect: Dialect
  readonly options: TestDialectOptions
  readonly settings: Settings
  readonly #database: TestDatabase
  readonly #sessions: Session[] = []
  readonly #others: Kit[] = []
  #session: Session | undefined

  private constructor(database: TestDatabase, options: TestDialectOptions) {
    this.#database = database
    this.dialect = database.configured.dialect
    this.options = options
    this.settings = settingsOf(options)
  }

  static async open(options: TestDialectOptions): Promise<Kit> {
    return new Kit(await options.factory(), options)
  }

  /** A session of its own on the same database. */
  async connect(options: ConnectOptions = {}): Promise<Session> {
    const session = await this.dialect.connect({ ...this.#database.configured.options, ...options })
    this.#sessions.push(session)
    return session
  }

  /** The session that everything below uses. */
  async session(): Promise<Session> {
    return (this.#session ??= await this.connect())
  }

  get connectOptions(): ConnectOptions {
    return this.#database.configured.options
  }

  /** Another empty database. */
  async another(): Promise<Kit> {
    const other = await Kit.open(this.options)
    this.#others.push(other)
    return other
  }

  async close(): Promise<void> {
    for (const other of this.#others) await other.close()
    for (const session of this.#sessions) await session.close()
    await this.#database.cleanup()
  }

  quote(name: string): string {
    return this.dialect.quote(name)
  }

  async query<R extends Row = Row>(sql: string, params: readonly Param[] = []): Promise<R[]> {
    return (await this.session()).query<R>(sql, params)
  }

  async count(table: string): Promise<number> {
    const [row] = await this.query<{ n: unknown }>(`select count(*) as n from ${this.quote(table)}`)
    return Number(row?.n)
  }

  /** Inserts one row by parameters. */
  async insert(table: string, row: Readonly<Record<string, Param>>): Promise<void> {
    const columns = Object.keys(row).map((name) => this.quote(name))
    const markers = columns.map((_, at) => this.dialect.placeholder(at + 1))
    const sql = `insert into ${this.quote(table)} (${columns.join(', ')}) values (${markers.join(', ')})`
    await this.query(sql, Object.values(row))
  }

  /** The operations that an author's calls make. */
  build(write: (m: MigrationBuilder) => void): Operation[] {
    const m = new MigrationBuilder(this.dialect)
    write(m)
    return m.take()
  }

  /** Runs statements as a runner does: in a transaction where that can be. */
  async execute(statements: readonly Statement[]): Promise<void> {
    const session = await this.session()
    if (statements.length === 0) return
    const checked = statements.some(({ foreignKeys }) => foreignKeys === 'checkedAtCommit')
    const together = statements.every(({ transactional }) => transactional !== false)
    if (!together || !(checked || this.dialect.capabilities.transactionalDdl)) return session.execute(statements)
    return session.transaction(() => session.execute(statements), checked ? { foreignKeys: 'checkedAtCommit' } : {})
  }

  /** Emits operations one by one against the live schema, and runs them. */
  async apply(operations: readonly Operation[]): Promise<void> {
    for (const operation of operations) await this.execute(this.dialect.emit(operation, await this.live()))
  }

  /** Applies what an author writes, to the database and in memory, and proves that the same came of both. */
  async migrate(write: ((m: MigrationBuilder) => void) | readonly Operation[]): Promise<Schema> {
    const expected = (await this.live()).clone()
    for (const operation of typeof write === 'function' ? this.build(write) : write) {
      await this.apply([operation])
      applyOperation(expected, operation, this.dialect)
    }
    await this.expectSchema(expected)
    return expected
  }

  async introspect(): Promise<Introspection> {
    return this.dialect.introspect(await this.session(), {})
  }

  /** The schema of the database, all of which has to be covered. */
  async live(): Promise<Schema> {
    const { schema, uncovered } = await this.introspect()
    const lost = uncovered.map(({ ref, reason }) => `${refLabel(ref)}: ${reason}`)
    assert.deepEqual(lost, [], 'introspect could not represent what lithify itself made')
    return schema
  }

  async print(): Promise<string> {
    return fingerprint(await this.live(), this.dialect)
  }

  async expectSchema(expected: Schema, message = 'the database differs from what was expected'): Promise<void> {
    expectSame(expected, await this.live(), this.dialect, message)
  }
}

/** That two schemas have one fingerprint; else the differences are shown. */
export function expectSame(expected: Schema, actual: Schema, dialect: Dialect, message: string): void {
  const differences = compareSchemas(expected, actual, dialect)
  assert.equal(describeDifferences(differences), '', message)
  assert.equal(fingerprint(actual, dialect), fingerprint(expected, dialect), message)
}
