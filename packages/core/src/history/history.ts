import type { Connection } from '../config/config.ts'
import type { Param, Session } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'
import type { ObjectRef } from '../schema/model.ts'
import { historyLayoutVersion, historyStatements } from './layout.ts'
import { instantOf } from './instant.ts'
import { columnList, insertText, qualified } from './sql.ts'

/** One row of the history: a migration that this database has. */
export interface HistoryRow {
  /** Grows with every row, so it tells in which order they came. */
  readonly id: number
  readonly name: string
  /** The file's checksum when it was applied. */
  readonly checksum: string
  /** What one `run` applied together. 0: it came with a dump. */
  readonly batch: number
  /** ISO 8601, UTC. */
  readonly appliedAt: string
  /** Absent for what came with a dump. */
  readonly durationMs: number | undefined
  readonly kind: 'migration' | 'baseline'
  /** For a baseline: what it replaced, as JSON. */
  readonly replaced: string | undefined
}

export type NewHistoryRow = Pick<HistoryRow, 'name' | 'checksum' | 'batch'> &
  Partial<Pick<HistoryRow, 'durationMs' | 'kind' | 'replaced'>>

const columns = ['id', 'name', 'checksum', 'kind', 'batch', 'applied_at', 'duration_ms', 'replaced'] as const

/** The bookkeeping of one database, over a session of it. It never caches: the caller holds the migration lock, or accepts a snapshot. */
export class History {
  readonly #session: Session
  readonly #connection: Pick<Connection, 'dialect' | 'history'>

  constructor(session: Session, connection: Pick<Connection, 'dialect' | 'history'>) {
    this.#session = session
    this.#connection = connection
  }

  /** Whether the history table is among the objects of a database. */
  isIn(inventory: readonly ObjectRef[]): boolean {
    const { migrations } = this.#connection.history
    return inventory.some((ref) => ref.kind === 'table' && this.#same(ref.name, migrations.name))
  }

  /** Whether an object is one of the bookkeeping tables, or lives on one. */
  owns(ref: ObjectRef): boolean {
    const { migrations, versions } = this.#connection.history
    return [migrations.name, versions.name].some((name) =>
      ref.table === undefined ? ref.kind === 'table' && this.#same(ref.name, name) : this.#same(ref.table, name),
    )
  }

  /** Creates the bookkeeping tables. */
  async create(): Promise<void> {
    const { dialect, history } = this.#connection
    await this.#session.execute([
      ...historyStatements(this.#connection),
      { text: insertText(dialect, history.versions, ['version'], [dialect.types.literal(historyLayoutVersion)]) },
    ])
  }

  /** Drops the bookkeeping tables. */
  async drop(): Promise<void> {
    const { dialect, history } = this.#connection
    await this.#session.execute(
      [history.migrations, history.versions].map((table) => ({ text: `drop table ${qualified(dialect, table)}` })),
    )
  }

  /**
   * Every row, in the order in which they came.
   * @throws LithifyError `LITHIFY_E_HISTORY_VERSION`, `LITHIFY_E_HISTORY_INVALID`
   */
  async read(): Promise<HistoryRow[]> {
    const { dialect, history } = this.#connection
    try {
      const layouts = await this.#session.query<{ version: unknown }>(
        `select ${dialect.quote('version')} as ${dialect.quote('version')} from ${qualified(dialect, history.versions)}`,
      )
      const newest = Math.max(0, ...layouts.map((row) => Number(row.version)))
      if (newest > historyLayoutVersion) throw newerLayout(newest)
      const rows = await this.#session.query(
        `select ${columnList(dialect, columns)} from ${qualified(dialect, history.migrations)} order by ${dialect.quote('id')}`,
      )
      return rows.map(rowFrom)
    } catch (error) {
      if (!isLithifyError(error) || error.code !== 'LITHIFY_E_STATEMENT') throw error
      throw new LithifyError(
        'LITHIFY_E_HISTORY_INVALID',
        `The tables ${history.migrations.name} and ${history.versions.name} are not laid out as lithify's history: ${error.message}`,
        {
          data: { migrations: history.migrations.name, versions: history.versions.name },
          hint: 'If they belong to another tool, give lithify other names: history: { migrations: "…", versions: "…" } in the config.',
          cause: error,
        },
      )
    }
  }

  /** Adds a row. Made to be called in the transaction of the migration that it records. */
  async record(row: NewHistoryRow): Promise<void> {
    const { dialect, history } = this.#connection
    const values: Record<string, Param> = { name: row.name, checksum: row.checksum, batch: row.batch }
    if (row.durationMs !== undefined) values['duration_ms'] = row.durationMs
    if (row.kind !== undefined) values['kind'] = row.kind
    if (row.replaced !== undefined) values['replaced'] = row.replaced
    const names = Object.keys(values)
    const markers = names.map((_, index) => dialect.placeholder(index + 1))
    await this.#session.query(insertText(dialect, history.migrations, names, markers), Object.values(values))
  }

  /** Takes a row away. */
  async forget(name: string): Promise<void> {
    const { dialect, history } = this.#connection
    await this.#session.query(
      `delete from ${qualified(dialect, history.migrations)} where ${dialect.quote('name')} = ${dialect.placeholder(1)}`,
      [name],
    )
  }

  #same(one: string, other: string): boolean {
    return this.#connection.dialect.capabilities.caseSensitiveNames
      ? one === other
      : one.toLowerCase() === other.toLowerCase()
  }
}

function rowFrom(row: Record<string, unknown>): HistoryRow {
  return {
    id: Number(row['id']),
    name: String(row['name']),
    checksum: String(row['checksum']),
    kind: row['kind'] === 'baseline' ? 'baseline' : 'migration',
    batch: Number(row['batch']),
    appliedAt: instantOf(row['applied_at']),
    durationMs:
      row['duration_ms'] === null || row['duration_ms'] === undefined ? undefined : Number(row['duration_ms']),
    replaced: typeof row['replaced'] === 'string' ? row['replaced'] : undefined,
  }
}

function newerLayout(found: number): LithifyError {
  return new LithifyError(
    'LITHIFY_E_HISTORY_VERSION',
    `The history of this database has layout ${found}; this lithify knows layouts up to ${historyLayoutVersion}.`,
    {
      data: { found, known: historyLayoutVersion },
      hint: 'Update lithify to at least the version that last ran here:  npm install lithify@latest',
    },
  )
}
