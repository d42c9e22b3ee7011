import knex from 'knex'
import type { Job } from '../jobs.ts'

/** knex runs all pending migrations in one transaction, unless one of them opts out: then each that does not has its own. */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const db = knex({ client: 'better-sqlite3', connection: { filename: database }, useNullAsDefault: true })
    await db.migrate.latest({ directory: folder, loadExtensions: ['.cjs'] })
    await db.destroy()
  }
