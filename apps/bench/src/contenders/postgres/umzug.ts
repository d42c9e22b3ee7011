import { Client } from 'pg'
import { Umzug } from 'umzug'
import type { Job } from '../../jobs.ts'
import { sqlFiles } from '../sql-files.ts'

/**
 * As umzug's own example with SQL files does it. PostgreSQL makes one transaction of a file that is sent whole; the history is written after
 * it, in another.
 */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const client = new Client({ connectionString: database })
    await client.connect()
    await client.query('CREATE TABLE IF NOT EXISTS umzug_migrations (name text PRIMARY KEY)')
    const umzug = new Umzug({
      logger: undefined,
      migrations: sqlFiles(folder, (sql) => client.query(sql)),
      storage: {
        executed: async () => {
          const { rows } = await client.query<{ name: string }>('SELECT name FROM umzug_migrations ORDER BY name')
          return rows.map(({ name }) => name)
        },
        logMigration: async ({ name }) => {
          await client.query('INSERT INTO umzug_migrations (name) VALUES ($1)', [name])
        },
        unlogMigration: async ({ name }) => {
          await client.query('DELETE FROM umzug_migrations WHERE name = $1', [name])
        },
      },
    })
    await umzug.up()
    await client.end()
  }
