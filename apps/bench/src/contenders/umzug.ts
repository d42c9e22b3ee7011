import Database from 'better-sqlite3'
import { Umzug } from 'umzug'
import type { Job } from '../jobs.ts'
import { sqlFiles } from './sql-files.ts'

/**
 * As umzug's own example with SQL files does it. umzug has no transactions and no storage for SQLite: each file is run in one, and
 * the history is a table that is written after it, in another.
 */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const db = new Database(database)
    db.exec('CREATE TABLE IF NOT EXISTS umzug_migrations (name TEXT PRIMARY KEY)')
    const umzug = new Umzug({
      logger: undefined,
      migrations: sqlFiles(folder, (sql) => db.transaction(() => db.exec(sql))()),
      storage: {
        executed: async () => db.prepare('SELECT name FROM umzug_migrations ORDER BY name').pluck().all() as string[],
        logMigration: async ({ name }) => {
          db.prepare('INSERT INTO umzug_migrations (name) VALUES (?)').run(name)
        },
        unlogMigration: async ({ name }) => {
          db.prepare('DELETE FROM umzug_migrations WHERE name = ?').run(name)
        },
      },
    })
    await umzug.up()
    db.close()
  }
