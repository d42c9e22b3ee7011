import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runJob } from '../jobs.ts'
import { databaseName, makeProject, revision, sections, type Project } from './project.ts'

/** A project whose database has many tables, and its dump. */
export interface SchemaProject extends Project {
  readonly database: string
  readonly dump: string
  readonly manifest: string
  readonly migrationCount: number
}

/** So many tables in a hundred migrations: each table with an index and a foreign key, a view and a trigger for every twentieth. */
export async function makeSchema(folder: string, tables: number): Promise<SchemaProject> {
  const root = join(folder, `tables-${tables}`)
  mkdirSync(root)
  const project = makeProject(root)
  const migrationCount = Math.min(100, tables)
  const each = tables / migrationCount
  for (let index = 0; index < migrationCount; index++) {
    const up: string[] = []
    const down: string[] = []
    for (let number = Math.floor(index * each) + 1; number <= Math.floor((index + 1) * each); number++) {
      up.push(...statementsOf(number))
      down.unshift(`DROP TABLE table_${number}`)
    }
    writeFileSync(join(project.migrations, `${revision(index + 1)}_step_${index + 1}.sql`), sections(up, down))
  }
  const database = join(root, databaseName)
  const schema = join(root, 'database', 'schema', 'primary-schema')
  const made = { ...project, database, dump: `${schema}.sql`, manifest: `${schema}.meta.json`, migrationCount }
  await runJob('lithify.migrate', { database, folder: root })
  await runJob('lithify.dump', { database, folder: root })
  return made
}

function statementsOf(number: number): string[] {
  const statements = [
    `CREATE TABLE table_${number} (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES table_${Math.max(1, number >> 1)} (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  amount NUMERIC NOT NULL DEFAULT 0 CHECK (amount >= 0),
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)`,
    `CREATE INDEX table_${number}_parent ON table_${number} (parent_id)`,
  ]
  if (number % 20 === 0) {
    statements.push(
      `CREATE VIEW view_${number} AS SELECT id, name, amount FROM table_${number} WHERE amount > 0`,
      `CREATE TRIGGER trigger_${number} AFTER INSERT ON table_${number} BEGIN UPDATE table_${number} SET amount = 0 WHERE id = NEW.id; END`,
    )
  }
  return statements
}
