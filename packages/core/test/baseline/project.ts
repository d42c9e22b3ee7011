import { mkdtempSync, mkdirSync, readFileSync, realpathSync, writeFileSync, existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Connection, LithifyEvent, Warning } from '../../src/index.ts'
import type { Manifest } from '../../src/baseline/manifest.ts'
import type { Context } from '../../src/runner/context.ts'
import { checksumText } from '../../src/migrations/checksum.ts'
import { toyDialect, toySession, ToyDatabase, type ToyOptions } from './toy.ts'

export const dumpPath = 'database/schema/primary-schema.sql'
export const manifestPath = 'database/schema/primary-schema.meta.json'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-baseline-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Project {
  readonly root: string
  readonly database: ToyDatabase
  readonly connection: Connection
  readonly context: Context
  readonly events: LithifyEvent[]
  readonly warnings: Warning[]
  write(path: string, text: string): void
  read(path: string): string
  exists(path: string): boolean
  manifest(): Manifest
  /** A migration file and, unless told otherwise, its row in the history. */
  migration(name: string, state?: 'applied' | 'pending'): void
  /** The history as a list of names. */
  history(): string[]
}

/** A project on a toy database, with a history. */
export function toyProject(
  options: ToyOptions & { readonly connection?: Partial<Connection>; readonly database?: ToyDatabase } = {},
): Project {
  const root = temporaryFolder()
  const database = options.database ?? managed(new ToyDatabase())
  const connection: Connection = {
    name: 'primary',
    dialect: toyDialect(database, options),
    options: {},
    root,
    migrationDirectories: ['database/migrations'],
    schemasDirectory: 'database/schemas',
    dumpPath,
    archiveDirectory: '.lithify/archive',
    baselineRows: 10_000,
    history: {
      migrations: { name: 'lithify_migrations' },
      versions: { name: 'lithify_versions' },
      lock: { name: 'lithify_lock' },
      journal: { name: 'lithify_journal' },
    },
    data: [],
    lock: undefined,
    lockTimeoutMs: 1000,
    leaseMs: 30_000,
    ...options.connection,
  }
  const events: LithifyEvent[] = []
  const warnings: Warning[] = []
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  return {
    root,
    database,
    connection,
    events,
    warnings,
    write,
    read,
    exists: (path) => existsSync(join(root, path)),
    manifest: () => JSON.parse(read(manifestPath)) as Manifest,
    migration(name, state = 'applied') {
      const text = `-- migrate:up\n-- ${name}\n`
      write(`database/migrations/${name}.sql`, text)
      if (state === 'pending') return
      database.run(
        `insert into "lithify_migrations" ("name", "checksum") values ('database/migrations/${name}', '${checksumText(text)}')`,
      )
    },
    history: () =>
      (database.inserts.get('lithify_migrations') ?? []).map((sql) => /values \('([^']+)'/.exec(sql)?.[1] ?? ''),
    context: {
      connection,
      session: toySession(database),
      report: (event) => events.push(event),
      warnings,
      warn: (warning) => warnings.push(warning),
      signal: undefined,
    },
  }
}

/** Adds the bookkeeping tables. */
export function managed(database: ToyDatabase): ToyDatabase {
  database.run('create table "lithify_migrations" ("id", "name", "checksum")')
  database.run('create table "lithify_versions" ("version")')
  database.run('insert into "lithify_versions" ("version") values (1)')
  return database
}

/** The error that some work fails with. */
export async function failure(
  work: () => unknown,
): Promise<Error & { code: string; hint?: string; data: Record<string, unknown> }> {
  try {
    await work()
  } catch (error) {
    return error as never
  }
  throw new Error('It was expected to fail.')
}

export const manifestOf = (changes: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  connection: 'primary',
  dialect: 'toy',
  server: { name: 'Toy', major: '3' },
  dumpPath,
  generatedAt: '2026-04-21T10:15:00.000Z',
  schemaTableName: 'lithify_migrations',
  schemaVersionsTableName: 'lithify_versions',
  dumpChecksum: 'a'.repeat(64),
  schemaFingerprint: 'b'.repeat(64),
  squashed: false,
  data: [],
  migrations: [{ name: 'database/migrations/1_users', checksum: 'c' }],
  squashedMigrationNames: ['database/migrations/1_users'],
  ...changes,
})
