import type { Config, Lithify, LithifyEvent, OpenOptions } from '@lithify/core'
import { ProjectFolder, type ProjectFiles } from '@lithify/dialect-testkit'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/index.ts'
import { database, makeDatabase } from '../helpers.ts'

export { named, sqlFile, tables, ups } from '@lithify/dialect-testkit'

/** A project in a temporary folder and an empty database on a real server. Gone after the test. */
export interface Project {
  readonly root: string
  readonly url: string
  readonly events: LithifyEvent[]
  write(files: ProjectFiles): void
  remove(path: string): void
  open(options?: PostgresOptions, more?: Partial<OpenOptions>): Promise<Lithify>
  /** The database through the bare driver, on a connection of its own: the judge. */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[], elsewhere?: string): Promise<Row[]>
}

interface ProjectOptions {
  readonly url?: string | undefined
  readonly config?: Partial<Config['connections'][string]> | undefined
}

export async function project(files: ProjectFiles = {}, { url: given, config }: ProjectOptions = {}): Promise<Project> {
  const folder = new ProjectFolder(files)
  onTestFinished(() => folder.remove())
  const { root, events } = folder
  const url = given ?? (await database())
  return {
    root,
    url,
    events,
    write: (more) => folder.write(more),
    remove: (path) => folder.remove(path),
    open: async (options = {}, more = {}) => {
      const connections = { primary: { dialect: postgres({ url, ...options }), ...config } }
      const lithify = await folder.open({ connections }, more)
      onTestFinished(() => lithify.close())
      return lithify
    },
    query: (sql, params, elsewhere = url) => bare(elsewhere, sql, params),
  }
}

/** One statement on a connection of its own. */
export async function bare<Row = Record<string, unknown>>(
  url: string,
  sql: string,
  params: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql, params.length === 0 ? undefined : [...params])
    return rows as Row[]
  } finally {
    await client.end()
  }
}

/** Work in an empty database of the newest server that is gone afterwards, and not only when the test ends. */
export async function inScratch<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { url, drop } = await makeDatabase()
  try {
    return await work(url)
  } finally {
    await drop()
  }
}
