import { History, type HistoryRow } from '../history/history.ts'
import { findMigrations } from '../migrations/find.ts'
import type { MigrationDirectoryListing } from '../migrations/migration-file.ts'
import type { ObjectRef } from '../schema/model.ts'
import type { Context } from './context.ts'
import type { DatabaseState } from './results.ts'

/** What is there before anything is decided: the files, the history, and whatever else the database holds. */
export interface Survey {
  readonly listing: MigrationDirectoryListing
  readonly history: History
  readonly rows: readonly HistoryRow[]
  readonly database: Exclude<DatabaseState, 'missing'>
  /** The objects of the database that are not lithify's own bookkeeping. */
  readonly objects: readonly ObjectRef[]
}

/** Looks at files and database. Two queries for the database, whatever its size: one of the catalog, one of the history. */
export async function survey(context: Context): Promise<Survey> {
  const { connection, session } = context
  const history = new History(session, connection)
  const inventory = await connection.dialect.inventory(session, {})
  const objects = inventory.filter((ref) => !history.owns(ref))
  const managed = history.isIn(inventory)
  const rows = managed ? await history.read() : []
  const listing = await findMigrations(connection.root, connection.migrationDirectories)
  return {
    listing,
    history,
    rows,
    objects,
    database: managed ? 'managed' : objects.length === 0 ? 'empty' : 'unmanaged',
  }
}
