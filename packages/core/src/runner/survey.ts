import { History, type HistoryRow } from '../history/history.ts'
import { isTableItself } from '../history/bookkeeping.ts'
import { listMigrations } from './list-migrations.ts'
import type { MigrationDirectoryListing } from '../migrations/migration-file.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { JournalTable } from '../journal/journal-table.ts'
import type { ObjectRef, TableRef } from '../schema/model.ts'
import type { Context } from './context.ts'
import type { DatabaseState } from './results.ts'

/** What is there before anything is decided: the files, the history, and whatever else the database holds. */
export interface Survey extends Found {
  readonly listing: MigrationDirectoryListing
  readonly history: History
}

interface Found {
  readonly rows: readonly HistoryRow[]
  readonly database: Exclude<DatabaseState, 'missing'>
  /**
   * The objects of the database that count: neither lithify's own bookkeeping nor incidental. Not looked for, and so none, where the history has rows:
   * what is there is what those migrations made.
   */
  readonly objects: readonly ObjectRef[]
  /** Which of lithify's own tables are there. */
  readonly isThere: (table: TableRef) => boolean
  /** What was cut short and is not finished. */
  readonly unfinished: JournalEntry | undefined
}

/**
 * Looks at files and database. A few queries for the database, whatever its size: whether it has the history, and all of it; the journal, where there
 * may be one; and the catalog where there is no history.
 */
export async function survey(context: Context): Promise<Survey> {
  const { connection, session } = context
  const history = new History(session, connection)
  const found = await look(context, history)
  const listing = await listMigrations(connection)
  return { ...found, listing, history }
}

async function look({ connection, session }: Context, history: History): Promise<Found> {
  const { dialect } = connection
  const journal = new JournalTable(connection)
  const [known, hasJournal = false] =
    (await dialect.hasTables?.(session, [connection.history.migrations, journal.ref])) ?? []
  if (known === true) {
    const unfinished = hasJournal ? await journal.read(session) : undefined
    // What a load has written of the history before it was cut short is none.
    const rows = unfinished?.direction === 'load' ? [] : await history.read()
    const isThere = (table: TableRef): boolean => table !== journal.ref || hasJournal
    // A list of everything, with ten thousand tables, takes longer than all else that there may be to do.
    if (rows.length > 0) return { rows, objects: [], database: 'managed', unfinished, isThere }
  }
  const inventory = await dialect.inventory(session, {})
  const objects = inventory.filter((item) => item.incidental === undefined && !history.owns(item))
  const isThere = (table: TableRef): boolean => inventory.some((ref) => isTableItself(table, ref, dialect))
  const unfinished = isThere(journal.ref) ? await journal.read(session) : undefined
  const managed = unfinished?.direction !== 'load' && (known ?? history.isIn(inventory))
  const rows = managed && known === undefined ? await history.read() : []
  const database = managed ? 'managed' : objects.length === 0 ? 'empty' : 'unmanaged'
  return { rows, objects, database, unfinished, isThere }
}
