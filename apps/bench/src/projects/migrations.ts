import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProject, revision, script, sections, type Project } from './project.ts'

/** One history of migrations, written out as each contender likes to read it best. */
export interface MigrationFiles {
  /** What each migration does, in order. */
  readonly statements: readonly (readonly string[])[]
  /** SQL files. dbmate reads the same. */
  readonly lithify: Project
  /** Code files that do the same. */
  readonly lithifyCode: Project
  readonly knexFolder: string
  /** The same, but the first opts out of transactions, so that knex gives each of the others its own. */
  readonly knexEachFolder: string
  readonly umzugFolder: string
}

export function writeMigrations(folder: string, count: number): MigrationFiles {
  const statements = Array.from({ length: count }, (_, index) => statementsOf(index + 1))
  const lithify = makeProject(join(folder, 'lithify'))
  const lithifyCode = makeProject(join(folder, 'lithify-code'))
  const knexFolder = join(folder, 'knex')
  const knexEachFolder = join(folder, 'knex-each')
  const umzugFolder = join(folder, 'umzug')
  for (const path of [knexFolder, knexEachFolder, umzugFolder]) mkdirSync(path)
  for (const [index, up] of statements.entries()) {
    const number = index + 1
    const name = `${revision(number)}_create_table_${number}`
    const down = `DROP TABLE table_${number}`
    writeFileSync(join(lithify.migrations, `${name}.sql`), sections(up, [down]))
    writeFileSync(join(lithifyCode.migrations, `${name}.mjs`), lithifyFile(up, down))
    writeFileSync(join(knexFolder, `${name}.cjs`), knexFile(up, down))
    writeFileSync(join(knexEachFolder, `${name}.cjs`), `${knexFile(up, down)}${number === 1 ? knexOptOut : ''}`)
    writeFileSync(join(umzugFolder, `${name}.sql`), script(up))
  }
  return { statements, lithify, lithifyCode, knexFolder, knexEachFolder, umzugFolder }
}

/** Each migration makes a table that refers to an earlier one, an index, and a row. */
function statementsOf(number: number): string[] {
  return [
    `CREATE TABLE table_${number} (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES table_${Math.max(1, number >> 1)} (id),
  name TEXT NOT NULL,
  amount NUMERIC NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)`,
    `CREATE INDEX table_${number}_parent ON table_${number} (parent_id)`,
    `INSERT INTO table_${number} (name, amount) VALUES ('first', ${number})`,
  ]
}

const lithifyFile = (up: readonly string[], down: string): string => `import { migration } from 'lithify'

export default migration({
  up(m) {
${up.map((statement) => `    m.sql(\`${statement}\`)\n`).join('')}  },
  down(m) {
    m.sql(\`${down}\`)
  },
})
`

const knexFile = (up: readonly string[], down: string): string => `exports.up = async (knex) => {
${up.map((statement) => `  await knex.raw(\`${statement}\`)\n`).join('')}}

exports.down = async (knex) => {
  await knex.raw(\`${down}\`)
}
`

const knexOptOut = '\nexports.config = { transaction: false }\n'
