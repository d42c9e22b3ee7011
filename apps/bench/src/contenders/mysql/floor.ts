import { readFileSync } from 'node:fs'
import type { Job } from '../../jobs.ts'
import { connect } from '../../mysql/server.ts'

const history = `CREATE TABLE floor_migrations (
  id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255) NOT NULL UNIQUE, applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)`

/**
 * A bare loop over the driver: for each migration its statements from memory one by one, and a row of history. It reads no files, takes no lock, looks at
 * nothing, and nobody could tell after a crash where it was.
 */
export const migrate: Job = ({ database, recording = '' }) => {
  const migrations = JSON.parse(readFileSync(recording, 'utf8')) as readonly (readonly string[])[]
  return async () => {
    const connection = await connect(database)
    await connection.query(history)
    for (const [index, statements] of migrations.entries()) {
      for (const statement of statements) await connection.query(statement)
      await connection.query('INSERT INTO floor_migrations (name) VALUES (?)', [`migration ${index}`])
    }
    await connection.end()
  }
}
