import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Extras } from './options.ts'

const directory = 'database/migrations'

/** A project in a temporary folder, whose migrations do a little of everything. */
export class SquashProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-squash-')))
  readonly #extras: Extras

  constructor(extras: Extras) {
    this.#extras = extras
  }

  /** Writes the migrations from one number to another. */
  write(from: number, to: number): void {
    for (let n = from; n <= to; n += 1) {
      const { title, text, format } = migrationOf(n, this.#extras)
      const path = join(this.root, directory, `${numbered(n)}_${title}.${format}`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }

  /** Every file of the migration directory, to the last byte. */
  files(): Record<string, string> {
    const folder = join(this.root, directory)
    const names = readdirSync(folder).toSorted()
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]))
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** The name of a migration's number, as options take it. */
export function numbered(n: number): string {
  return String(n).padStart(4, '0')
}

interface Written {
  readonly title: string
  readonly text: string
  readonly format: 'sql' | 'mjs'
}

const sql = (title: string, up: string, down: string): Written => ({
  title,
  text: `-- migrate:up\n${up};\n\n-- migrate:down\n${down};\n`,
  format: 'sql',
})

const code = (title: string, up: string, down = ''): Written => ({
  title,
  text: `import { migration } from '@lithify/core'\n\nexport default migration({\n  up(m) {\n    ${up}\n  },\n${down === '' ? '' : `  down(m) {\n    ${down}\n  },\n`}})\n`,
  format: 'mjs',
})

/** Migrations come in rounds of ten, each round with a table of its own. */
function migrationOf(n: number, { trigger, routine }: Extras): Written {
  if (n === 1) {
    const columns = `t.string('name', 60).notNull().primary()\n      t.string('value', 60)`
    return code('settings', `m.createTable('settings', (t) => {\n      ${columns}\n    })`)
  }
  const round = Math.floor(n / 10)
  const table = `items_${round}`
  switch (n % 10) {
    case 2: {
      const parent = round === 0 ? '' : `\n      t.references('items_${round - 1}', { nullable: true })`
      return code(
        'table',
        `m.createTable('${table}', (t) => {\n      t.id()\n      t.string('title', 80).notNull()\n      t.integer('amount').notNull().default(${round})${parent}\n    })`,
      )
    }
    case 3:
      return sql(
        'rows',
        `insert into settings (name, value) values ('key ${n}', 'it''s ${n}'), ('old ${n}', null)`,
        `delete from settings where name in ('key ${n}', 'old ${n}')`,
      )
    case 4:
      return code('index', `m.createIndex('${table}', ['title', 'amount'])`)
    case 5:
      return code('column', `m.addColumn('${table}', (t) => t.string('note', 40))`)
    case 6:
      return code('rename_column', `m.renameColumn('${table}', 'amount', 'total')`)
    case 7:
      return code('view', `m.createView('view_${round}', 'select id, title from ${table}')`)
    case 8:
      return trigger === undefined
        ? code('column_too', `m.addColumn('${table}', (t) => t.boolean('flag').notNull().default(false))`)
        : sql('trigger', ...trigger(`trigger_${round}`, table))
    case 9:
      return sql(
        'data',
        `update settings set value = 'changed by ${n}' where name = 'key ${n - 6}';\ndelete from settings where name = 'old ${n - 6}'`,
        `insert into settings (name, value) values ('old ${n - 6}', null);\nupdate settings set value = 'it''s ${n - 6}' where name = 'key ${n - 6}'`,
      )
    case 0:
      return sql(
        'raw',
        `create table raw_${n} (id integer not null primary key, note varchar(40))`,
        `drop table raw_${n}`,
      )
    default:
      return round % 3 === 1 && routine !== undefined
        ? sql('routine', ...routine(`routine_${round}`))
        : code('rename_table', `m.renameTable('raw_${n - 1}', 'kept_${round}')`)
  }
}
