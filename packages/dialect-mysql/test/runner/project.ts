import type { Config, Lithify, LithifyEvent, OpenOptions } from '@lithify/core'
import { ProjectFolder, type ProjectFiles } from '@lithify/dialect-testkit'
import type { MysqlServerName } from '@lithify/test-servers'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { onTestFinished } from 'vitest'
import { mysql, type MysqlOptions } from '../../src/index.ts'
import { database } from '../helpers.ts'

export { named, sqlFile, ups } from '@lithify/dialect-testkit'

/** A project in a temporary folder and an empty database on a real server. Gone after the test. */
export interface Project {
  readonly root: string
  readonly url: string
  readonly events: LithifyEvent[]
  write(files: ProjectFiles): void
  remove(path: string): void
  open(options?: MysqlOptions, more?: Partial<OpenOptions>): Promise<Lithify>
  /** The database through the bare driver, on a connection of its own: the judge. */
  query<Row = Record<string, unknown>>(sql: string, elsewhere?: string): Promise<Row[]>
}

interface ProjectOptions {
  readonly url?: string | undefined
  readonly config?: Partial<Config['connections'][string]> | undefined
}

export async function project(
  server: MysqlServerName | undefined,
  files: ProjectFiles = {},
  { url: given, config }: ProjectOptions = {},
): Promise<Project> {
  const folder = new ProjectFolder(files)
  onTestFinished(() => folder.remove())
  const { root, events } = folder
  const url = given ?? (await database(server as MysqlServerName))
  return {
    root,
    url,
    events,
    write: (more) => folder.write(more),
    remove: (path) => folder.remove(path),
    open: async (options = {}, more = {}) => {
      const connections = { primary: { dialect: mysql({ url, ...options }), ...config } }
      const lithify = await folder.open({ connections }, more)
      onTestFinished(() => lithify.close())
      return lithify
    },
    query: (sql, elsewhere = url) => bare(elsewhere, sql),
  }
}

/** One statement on a connection of its own. */
export async function bare<Row = Record<string, unknown>>(url: string, sql: string): Promise<Row[]> {
  const client = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), multipleStatements: true })
  try {
    const [rows] = await client.query<RowDataPacket[]>(sql)
    return rows as Row[]
  } finally {
    await client.end()
  }
}
