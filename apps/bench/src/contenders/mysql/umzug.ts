import { Umzug } from 'umzug'
import type { Job } from '../../jobs.ts'
import { connect } from '../../mysql/server.ts'
import { sqlFiles } from '../sql-files.ts'

/** As umzug's own example with SQL files does it: each file in one message, its row of history after it. */
export const migrate: Job =
  ({ database, folder }) =>
  async () => {
    const connection = await connect(database)
    await connection.query('CREATE TABLE IF NOT EXISTS umzug_migrations (name VARCHAR(255) PRIMARY KEY)')
    const umzug = new Umzug({
      logger: undefined,
      migrations: sqlFiles(folder, (sql) => connection.query(sql)),
      storage: {
        executed: async () => {
          const [rows] = await connection.query('SELECT name FROM umzug_migrations ORDER BY name')
          return (rows as { name: string }[]).map(({ name }) => name)
        },
        logMigration: async ({ name }) => {
          await connection.query('INSERT INTO umzug_migrations (name) VALUES (?)', [name])
        },
        unlogMigration: async ({ name }) => {
          await connection.query('DELETE FROM umzug_migrations WHERE name = ?', [name])
        },
      },
    })
    await umzug.up()
    await connection.end()
  }
