import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { open, type Config, type Lithify, type LithifyEvent, type OpenOptions } from '@lithify/core'

/** Texts by path, from the root of a project. */
export type ProjectFiles = Readonly<Record<string, string>>

/** A project in a temporary folder, until it is removed. */
export class ProjectFolder {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-')))
  /** What those that it opened have told, in order. */
  readonly events: LithifyEvent[] = []

  constructor(files: ProjectFiles = {}) {
    this.write(files)
  }

  write(files: ProjectFiles): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }

  /** A file or folder of it; all of it when none is named. */
  remove(path = ''): void {
    rmSync(join(this.root, path), { recursive: true, force: true })
  }

  /** Opens it with a config of the test's. Whoever opens it closes it. */
  async open(config: Config, options: Partial<OpenOptions> = {}): Promise<Lithify> {
    return open(config, { root: this.root, onEvent: (event) => void this.events.push(event), ...options })
  }
}

/** The name of a migration in the default directory. */
export const named = (base: string): string => `database/migrations/${base}`

/** Its path as a SQL file. */
export const sqlFile = (base: string): string => `${named(base)}.sql`

/** Migrations in SQL, by base name: only their up. */
export const ups = (sql: ProjectFiles): ProjectFiles =>
  Object.fromEntries(Object.entries(sql).map(([base, up]) => [sqlFile(base), `-- migrate:up\n${up}\n`]))

/** Simple migrations that create one table each: `0001_t1`, `0002_t2` … */
export function tables(count: number, from = 1): ProjectFiles {
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
