import knex from 'knex'
import type { Job } from '../../jobs.ts'

/** One transaction for all, unless one of them opts out: then each that does not has its own. */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const db = knex({ client: 'pg', connection: database })
    await db.migrate.latest({ directory: folder, loadExtensions: ['.cjs'] })
    await db.destroy()
  }
