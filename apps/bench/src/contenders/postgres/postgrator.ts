import { join } from 'node:path'
import { Client } from 'pg'
import Postgrator from 'postgrator'
import type { Job } from '../../jobs.ts'

/** As its documentation has it: a file at a time, its row of history after it. */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const client = new Client({ connectionString: database })
    await client.connect()
    const postgrator = new Postgrator({
      migrationPattern: join(folder, '*'),
      driver: 'pg',
      database: new URL(database).pathname.slice(1),
      schemaTable: 'postgrator_versions',
      execQuery: (query) => client.query(query),
    })
    await postgrator.migrate()
    await client.end()
  }
