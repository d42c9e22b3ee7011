import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMigrations, type MigrationFiles } from './migrations.ts'
import { revision, script } from './project.ts'

/** The same history for PostgreSQL, and for contenders that only it has. */
export interface PostgresMigrations extends MigrationFiles {
  readonly postgratorFolder: string
  readonly nodePgMigrateFolder: string
  /** The statements of each migration, as JSON. */
  readonly recording: string
}

export function writePostgresMigrations(folder: string, count: number): PostgresMigrations {
  const files = writeMigrations(folder, count, 'postgres')
  const postgratorFolder = join(folder, 'postgrator')
  const nodePgMigrateFolder = join(folder, 'node-pg-migrate')
  for (const path of [postgratorFolder, nodePgMigrateFolder]) mkdirSync(path)
  for (const [index, up] of files.statements.entries()) {
    const number = index + 1
    const name = `create_table_${number}`
    const down = `DROP TABLE table_${number};\n`
    writeFileSync(join(postgratorFolder, `${number}.do.${name}.sql`), script(up))
    writeFileSync(
      join(nodePgMigrateFolder, `${revision(number)}000_${name}.sql`),
      `-- Up Migration\n${script(up)}\n-- Down Migration\n${down}`,
    )
  }
  const recording = join(folder, 'statements.json')
  writeFileSync(recording, JSON.stringify(files.statements))
  return { ...files, postgratorFolder, nodePgMigrateFolder, recording }
}
