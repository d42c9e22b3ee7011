import type { Connection } from '../config/config.ts'
import type { Dialect, Param, Session } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'
import type { ObjectRef, TableRef } from '../schema/model.ts'
import { belongsTo, bookkeepingTables, isTableItself } from './bookkeeping.ts'
import { historyLayoutVersion, historyStatements, historyStatementsByTable } from './layout.ts'
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
  Partial<Pick<HistoryRow, 'durationMs' | 'kind' | 'replaced' | 'appliedAt'>>

const columns = ['id', 'name', 'checksum', 'kind', 'batch', 'duration_ms', 'replaced'] as const

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
    const { dialect, history } = this.#connection
    return inventory.some((ref) => isTableItself(history.migrations, ref, dialect))
  }

  /** Whether an object is one of the bookkeeping tables, or lives on one. */
  owns(ref: ObjectRef): boolean {
    const { dialect, history } = this.#connection
    return bookkeepingTables(history).some((table) => belongsTo(table, ref, dialect))
  }

  /**
   * Creates the bookkeeping tables, called in a transaction where DDL can be in one. Where it cannot, the history comes last: a database is taken for one
   * that has a history when this table is there, and what an earlier attempt has left of the other is completed.
   */
  async create(isThere: (table: TableRef) => boolean = () => false): Promise<void> {
    const { dialect, history } = this.#connection
    if (dialect.capabilities.transactionalDdl) return this.#session.transaction(() => this.createWithin())
    const version = this.#version
    const [migrations, versions] = historyStatementsByTable(this.#connection)
    if (!isThere(history.versions)) await this.#session.execute([...versions, version])
    else if ((await this.#layouts()).length === 0) await this.#session.execute([version])
    await this.#session.execute(migrations)
  }

  /** Creates the bookkeeping tables in a transaction that the caller has begun, where DDL can be in one. */
  async createWithin(): Promise<void> {
    await this.#session.execute([...historyStatements(this.#connection), this.#version])
  }

  get #version(): { readonly text: string } {
    const { dialect, history } = this.#connection
    return { text: insertText(dialect, history.versions, ['version'], [dialect.types.literal(historyLayoutVersion)]) }
  }

  /** Drops the bookkeeping tables, or those of them that are there. The history goes first: without it, the other says nothing. */
  async drop(isThere: (table: TableRef) => boolean = () => true): Promise<void> {
    const { dialect, history } = this.#connection
    const tables = [history.migrations, history.versions].filter(isThere)
    if (tables.length > 0)
      await this.#session.execute(tables.map((table) => ({ text: `drop table ${qualified(dialect, table)}` })))
  }

  /**
   * Every row, in the order in which they came.
   * @throws LithifyError `LITHIFY_E_HISTORY_VERSION`, `LITHIFY_E_HISTORY_INVALID`
   */
  async read(): Promise<HistoryRow[]> {
    const { dialect, history } = this.#connection
    try {
      const layouts = await this.#layouts()
      const newest = Math.max(0, ...layouts.map((row) => Number(row.version)))
      if (newest > historyLayoutVersion) throw newerLayout(newest)
      const rows = await this.#session.query(
        `select ${columnList(dialect, columns)}, ${this.#appliedAt} from ${qualified(dialect, history.migrations)} order by ${dialect.quote('id')}`,
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

  #layouts(): Promise<{ version: unknown }[]> {
    const { dialect, history } = this.#connection
    const version = dialect.quote('version')
    return this.#session.query(`select ${version} as ${version} from ${qualified(dialect, history.versions)}`)
  }

  get #appliedAt(): string {
    const { quote, types } = this.#connection.dialect
    const column = quote('applied_at')
    return `${types.instant?.(column) ?? column} as ${column}`
  }

  /**
   * Adds a row. Made to be called in the transaction of the migration that it records.
   * @param when It is the last that the transaction does: it may travel with the commit.
   */
  async record(row: NewHistoryRow, when: 'now' | 'atCommit' = 'now'): Promise<void> {
    const { dialect, history } = this.#connection
    const values: Record<string, Param> = { name: row.name, checksum: row.checksum, batch: row.batch }
    if (row.durationMs !== undefined) values['duration_ms'] = row.durationMs
    if (row.kind !== undefined) values['kind'] = row.kind
    if (row.replaced !== undefined) values['replaced'] = row.replaced
    const names = Object.keys(values)
    const markers = names.map((_, index) => dialect.placeholder(index + 1))
    if (row.appliedAt !== undefined) {
      names.push('applied_at')
      markers.push(momentOf(row.appliedAt, dialect))
    }
    await this.#send(when, insertText(dialect, history.migrations, names, markers), Object.values(values))
  }

  /**
   * Puts one row in the place of several, where the last of them was. Made to be called in a transaction.
   * @param names Not empty, in the order in which the rows came.
   */
  async replace(names: readonly string[], row: NewHistoryRow): Promise<void> {
    const rows = await this.read()
    const last = rows.findLast(({ name }) => names.includes(name))
    await this.#rewrite(rows, (each) => (each === last ? [row] : names.includes(each.name) ? [] : [each]))
  }

  /** The reverse: several rows in the place of one. Made to be called in a transaction. */
  async restore(name: string, instead: readonly NewHistoryRow[]): Promise<void> {
    await this.#rewrite(await this.read(), (each) => (each.name === name ? instead : [each]))
  }

  /** Rows keep their order, which their ids tell, so every row from the first one that changes is written anew. */
  async #rewrite(
    rows: readonly HistoryRow[],
    change: (row: HistoryRow) => readonly (NewHistoryRow | HistoryRow)[],
  ): Promise<void> {
    const changed = rows.map((row) => ({ row, becomes: change(row) }))
    const first = changed.findIndex(({ row, becomes }) => becomes.length !== 1 || becomes[0] !== row)
    if (first === -1) return
    for (const { row } of changed.slice(first)) await this.forget(row.name)
    for (const row of changed.slice(first).flatMap(({ becomes }) => becomes)) await this.record(row)
  }

  /** Takes a row away. */
  async forget(name: string, when: 'now' | 'atCommit' = 'now'): Promise<void> {
    const { dialect, history } = this.#connection
    await this.#send(
      when,
      `delete from ${qualified(dialect, history.migrations)} where ${dialect.quote('name')} = ${dialect.placeholder(1)}`,
      [name],
    )
  }

  async #send(when: 'now' | 'atCommit', sql: string, params: readonly Param[]): Promise<void> {
    if (when === 'atCommit' && this.#session.defer !== undefined) await this.#session.defer(sql, params)
    else await this.#session.query(sql, params)
  }
}

/** A moment that a driver could not read as one comes back as it was told. */
function momentOf(iso: string, dialect: Dialect): string {
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(iso)
  if (isMoment && dialect.types.moment !== undefined) return dialect.types.moment(iso)
  return dialect.types.literal(isMoment ? iso.replace('T', ' ').replace(/(?:\.000)?Z$/, '') : iso)
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
