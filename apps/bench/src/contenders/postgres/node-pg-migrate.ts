import { runner } from 'node-pg-migrate'
import type { Job } from '../../jobs.ts'

/** All in one transaction, which is its default. */
export const migrate = using(true)

/** A transaction for each. */
export const migrateEach = using(false)

function using(singleTransaction: boolean): Job {
  return ({ database, folder }) =>
    async () => {
      await runner({
        databaseUrl: database,
        dir: folder,
        direction: 'up',
        migrationsTable: 'pgmigrations',
        singleTransaction,
        log: () => undefined,
      })
    }
}
