import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Job } from '../jobs.ts'
import type { Sent } from '../driver/recording.ts'

/**
 * The least that has to be done: the statements that lithify sent, from memory, in the same transactions, through the bare driver.
 * It reads no files, takes no lock, looks at nothing, and prepares what it repeats only once.
 */
export const migrate: Job = (input) => repeat(input, (sent) => sent)

/** The same statements in a single transaction: what is left when nearly nothing is committed. */
export const migrateAtOnce: Job = (input) =>
  repeat(input, (sent) => {
    const own = sent.filter(({ sql }) => !/^(begin|commit)/i.test(sql))
    return [{ sql: 'BEGIN IMMEDIATE', params: [] }, ...own, { sql: 'COMMIT', params: [] }]
  })

function repeat(
  { database, recording = '' }: Parameters<Job>[0],
  choose: (sent: readonly Sent[]) => readonly Sent[],
): ReturnType<Job> {
  const sent = choose(JSON.parse(readFileSync(recording, 'utf8')) as Sent[])
  return async () => {
    const db = new Database(database)
    const prepared = new Map<string, Database.Statement>()
    for (const { sql, params } of sent) {
      if (params.length === 0) db.exec(sql)
      else {
        const statement = prepared.get(sql) ?? db.prepare(sql)
        prepared.set(sql, statement)
        statement.run(...params)
      }
    }
    db.close()
  }
}
