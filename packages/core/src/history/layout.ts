import type { Connection } from '../config/config.ts'
import type { DeclaredType, Statement } from '../dialect.ts'
import { longestName } from '../migrations/migration-name.ts'
import type { Operation } from '../operations/operation.ts'
import type { Column, Table } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** The layout of the bookkeeping tables that this lithify reads and writes. It grows by one whenever their columns change. */
export const historyLayoutVersion = 1

/**
 * The operations that create the two bookkeeping tables. They are core's own, so that no dialect writes SQL for them, and a dump
 * creates the tables exactly as a run does.
 */
function historyOperations(connection: Pick<Connection, 'dialect' | 'history'>): Operation[] {
  const { types } = connection.dialect
  const column = (name: string, declared: DeclaredType, rest: Partial<Column> = {}): Column => ({
    name,
    nullable: false,
    ...types.resolve(declared),
    ...rest,
  })
  const { migrations, versions } = connection.history
  const history: Table = {
    kind: 'table',
    ...migrations,
    columns: [
      column('id', { name: 'id' }),
      column('name', { name: 'string', length: longestName }),
      column('checksum', { name: 'string', length: 64 }),
      column('kind', { name: 'string', length: 16 }, { default: types.literal('migration') }),
      // Rows that came with a dump belong to no batch of this database, so they keep the default.
      column('batch', { name: 'integer' }, { default: types.literal(0) }),
      column('applied_at', { name: 'timestamp', timeZone: true }, { default: types.now() }),
      column('duration_ms', { name: 'integer' }, { nullable: true }),
      column('replaced', { name: 'text' }, { nullable: true }),
    ],
    primaryKey: { keys: [{ column: 'id' }] },
    uniques: [{ name: `${migrations.name}_name_unique`, keys: [{ column: 'name' }] }],
    checks: [],
  }
  const layout: Table = {
    kind: 'table',
    ...versions,
    columns: [column('version', { name: 'integer' })],
    primaryKey: { keys: [{ column: 'version' }] },
    uniques: [],
    checks: [],
  }
  return [
    { kind: 'createTable', table: history, foreignKeys: [] },
    { kind: 'createTable', table: layout, foreignKeys: [] },
  ]
}

/** The statements that create the bookkeeping tables. */
export function historyStatements(connection: Pick<Connection, 'dialect' | 'history'>): Statement[] {
  return historyStatementsByTable(connection).flat()
}

/** The same: those of the history, and those of the table that says how it is laid out. */
export function historyStatementsByTable(
  connection: Pick<Connection, 'dialect' | 'history'>,
): [migrations: Statement[], versions: Statement[]] {
  const empty = new Schema()
  const [migrations = [], versions = []] = historyOperations(connection).map((operation) =>
    connection.dialect.emit(operation, empty),
  )
  return [migrations, versions]
}
