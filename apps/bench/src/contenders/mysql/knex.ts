import knex from 'knex'
import type { Job } from '../../jobs.ts'

/** One transaction for all, its default: every statement of DDL commits it. */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const db = knex({ client: 'mysql2', connection: database.replace(/^mariadb:/, 'mysql:') })
    await db.migrate.latest({ directory: folder, loadExtensions: ['.cjs'] })
    await db.destroy()
  }
