import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** This package's own `node_modules`: what a project in a temporary folder imports is found there. */
const modules = join(dirname(import.meta.dirname), 'node_modules')

export const databaseName = 'app.db'

/** A lithify project: a folder with a config, its folder of migrations, and lithify to import. */
export interface Project {
  readonly root: string
  readonly migrations: string
}

/** The database of a project's config. Runs name their own; the command line only wants one of the same kind to be there. */
const configured = {
  sqlite: `sqlite:${databaseName}`,
  postgres: 'postgres://localhost/bench',
  mysql: 'mysql://localhost/bench',
} as const

export type DialectName = keyof typeof configured

export function makeProject(root: string, dialect: DialectName = 'sqlite'): Project {
  const migrations = join(root, 'database', 'migrations')
  mkdirSync(migrations, { recursive: true })
  symlinkSync(modules, join(root, 'node_modules'), 'junction')
  writeConfig(root, 'mjs', dialect)
  return { root, migrations }
}

/** As `lithify init` writes it. Answers its path. */
export function writeConfig(root: string, extension: 'mjs' | 'ts', dialect: DialectName = 'sqlite'): string {
  const path = join(root, `lithify.config.${extension}`)
  writeFileSync(
    path,
    `import { defineConfig } from 'lithify'

export default defineConfig({
  connections: {
    primary: {
      dialect: '${dialect}',
      url: '${configured[dialect]}',
      migrations: 'database/migrations',
    },
  },
})
`,
  )
  return path
}

export const script = (statements: readonly string[]): string =>
  statements.map((statement) => `${statement};\n`).join('')

/** A migration file in SQL, as lithify and dbmate read it. */
export const sections = (up: readonly string[], down: readonly string[]): string =>
  `-- migrate:up\n${script(up)}\n-- migrate:down\n${script(down)}`

/** A version that every contender takes: minutes from the start of a year on. */
export function revision(number: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString().replaceAll(/\D/g, '').slice(0, 14)
}
