import { join } from 'node:path'
import type { Config, Lithify, LithifyError, LithifyEvent, OpenOptions } from '@lithify/core'
import { failure as failureOf, ProjectFolder, type ProjectFiles } from '@lithify/dialect-testkit'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'
import { sqlite } from '../../src/index.ts'

export { named, sqlFile, tables } from '@lithify/dialect-testkit'

/** A project in a temporary folder: migration files, a config, a database file. Gone after the test. */
export interface Project {
  readonly root: string
  readonly config: Config
  readonly file: string
  readonly events: LithifyEvent[]
  write(files: ProjectFiles): void
  remove(path: string): void
  open(options?: OpenOptions): Promise<Lithify>
  /** The database through the bare driver: the judge. */
  query<Row = Record<string, unknown>>(sql: string): Row[]
  exec(sql: string): void
}

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

export function project(files: ProjectFiles = {}, database = 'app.db'): Project {
  const folder = new ProjectFolder(files)
  cleanups.push(() => folder.remove())
  const { root, events } = folder
  const file = join(root, database)
  const config: Config = { connections: { primary: { dialect: sqlite({ url: `sqlite:${database}` }) } } }
  return {
    root,
    config,
    file,
    events,
    write: (more) => folder.write(more),
    remove: (path) => folder.remove(path),
    open: async (options) => {
      const lithify = await folder.open(config, options)
      cleanups.push(() => lithify.close())
      return lithify
    },
    query: <Row>(sql: string) => withDatabase(file, (db) => db.prepare(sql).all() as Row[]),
    exec: (sql) => withDatabase(file, (db) => void db.exec(sql)),
  }
}

function withDatabase<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** The error of lithify's that a promise rejects with. */
export const failure = (promise: Promise<unknown>): Promise<LithifyError> => failureOf(() => promise)
