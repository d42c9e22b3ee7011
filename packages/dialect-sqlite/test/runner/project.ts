import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { open, type Config, type Lithify, type LithifyEvent, type OpenOptions } from '@lithify/core'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'
import { sqlite } from '../../src/index.ts'

/** A project in a temporary folder: migration files, a config, a database file. Gone after the test. */
export interface Project {
  readonly root: string
  readonly config: Config
  readonly file: string
  readonly events: LithifyEvent[]
  write(files: Readonly<Record<string, string>>): void
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

export function project(files: Readonly<Record<string, string>> = {}, database = 'app.db'): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-')))
  cleanups.push(() => rmSync(root, { recursive: true, force: true }))
  const file = join(root, database)
  const config: Config = { connections: { primary: { dialect: sqlite({ url: `sqlite:${database}` }) } } }
  const events: LithifyEvent[] = []
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  }
  write(files)
  return {
    root,
    config,
    file,
    events,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    open: async (options) => {
      const lithify = await open(config, { root, onEvent: (event) => events.push(event), ...options })
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

/** The name of a migration in the default directory. */
export const named = (base: string): string => `database/migrations/${base}`
/** Its path as a SQL file. */
export const sqlFile = (base: string): string => `${named(base)}.sql`

/** The code of the error that a promise rejects with. */
export async function failure(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint: string; data: Record<string, unknown> }> {
  try {
    await promise
  } catch (error) {
    const { code, message, hint, data } = error as {
      code: string
      message: string
      hint: string
      data: Record<string, unknown>
    }
    return { code, message, hint, data }
  }
  throw new Error('It was expected to fail, and did not.')
}

/** Simple migrations that create one table each: `0001_t1`, `0002_t2` … */
export function tables(count: number, from = 1): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const n = from + index
      const base = `${String(n).padStart(4, '0')}_t${n}`
      return [
        sqlFile(base),
        `-- migrate:up\ncreate table t${n} (id integer primary key, v text);\n-- migrate:down\ndrop table t${n};\n`,
      ]
    }),
  )
}
