import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../database-server.ts'
import { runJob } from '../jobs.ts'
import { makeProject, revision, sections, type DialectName } from './project.ts'
import type { SchemaProject } from './schema.ts'

export interface SchemaContents {
  readonly dialect: DialectName
  /** What all tables use. */
  readonly shared: readonly string[]
  readonly tableStatements: (number: number) => string[]
  /** What the server's own maintenance would have done after a while. */
  readonly settle?: ((database: string) => Promise<unknown>) | undefined
}

/** As the one for SQLite, with tables as applications have them; its `database` is a URL. */
export async function makeServerSchema(
  folder: string,
  server: DatabaseServer,
  tables: number,
  { dialect, shared, tableStatements, settle }: SchemaContents,
): Promise<SchemaProject> {
  const root = join(folder, `${server.title.split(' ', 1)[0]?.toLowerCase()}-tables-${tables}`)
  mkdirSync(root)
  const project = makeProject(root, dialect)
  const migrationCount = 100
  const each = tables / migrationCount
  for (let index = 0; index < migrationCount; index++) {
    const up = index === 0 ? [...shared] : []
    for (let number = index * each + 1; number <= (index + 1) * each; number++) up.push(...tableStatements(number))
    writeFileSync(join(project.migrations, `${revision(index + 1)}_step_${index + 1}.sql`), sections(up, []))
  }
  const database = await server.createDatabase()
  await runJob(server.jobs.migrate, { database, folder: root })
  await settle?.(database)
  await runJob(server.jobs.dump, { database, folder: root })
  const schema = join(root, 'database', 'schema', 'primary-schema')
  return { ...project, database, dump: `${schema}.sql`, manifest: `${schema}.meta.json`, migrationCount }
}
