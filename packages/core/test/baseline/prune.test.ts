import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { removeMigrations } from '../../src/baseline/prune.ts'
import { dump } from '../../src/baseline/write-dump.ts'
import { findMigrations } from '../../src/migrations/find.ts'
import type { ToyOptions } from './toy.ts'
import { dumpPath, failure, manifestPath, toyProject, type Project } from './project.ts'
import { ToyDatabase } from './toy.ts'

function project(options: ToyOptions = {}): Project {
  const made = toyProject(options)
  made.database.run('create table "users" ("id")')
  made.migration('1_users')
  made.migration('nested/deep/2_orders')
  return made
}

const files = (made: Project): string[] =>
  readdirSync(join(made.root, 'database/migrations'), { recursive: true }).map(String).toSorted()

describe('a prune', () => {
  it('dumps, then removes exactly the files that the dump embeds; the directory stays', async () => {
    const made = project()
    made.write('database/migrations/.gitkeep', '')
    const result = await dump(made.context, { prune: true, withoutRows: true })
    expect(result.pruned).toEqual(['database/migrations/1_users.sql', 'database/migrations/nested/deep/2_orders.sql'])
    expect(files(made)).toEqual(['.gitkeep'])
    expect(made.manifest()).toMatchObject({ squashed: true, migrations: [{ pruned: true }, { pruned: true }] })
    expect(made.events.filter(({ type }) => type === 'fileRemoved')).toHaveLength(2)
  })

  it('tries the dump out before it writes or removes anything', async () => {
    const made = project({
      shadow: () => {
        const forgetful = new ToyDatabase()
        const run = forgetful.run.bind(forgetful)
        forgetful.run = (sql) => (sql.includes('"users"') ? undefined : run(sql))
        return forgetful
      },
    })
    const error = await failure(() => dump(made.context, { prune: true }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_MISMATCH', data: { differences: ['+ table users'] } })
    expect(files(made)).toContain('1_users.sql')
    expect(made.exists(dumpPath)).toBe(false)
    expect(made.exists('database/schema/.primary-schema.sql.lithify-new')).toBe(false)
  })

  it('needs a scratch database for that', async () => {
    const made = project({ capabilities: { shadow: false } })
    expect(await failure(() => dump(made.context, { prune: true }))).toMatchObject({ code: 'LITHIFY_E_UNSUPPORTED' })
    expect(files(made)).toContain('1_users.sql')
  })

  it('that was killed among the files is finished by the same command', async () => {
    const made = project()
    await dump(made.context, { prune: true, withoutRows: true })
    const left = 'database/migrations/nested/deep/2_orders'
    made.write(`${left}.sql`, `-- migrate:up\n-- nested/deep/2_orders\n`)
    expect(await dump(made.context, { prune: true, withoutRows: true })).toMatchObject({
      changed: false,
      pruned: [`${left}.sql`],
    })
    expect(files(made)).toEqual([])
  })

  it('can be followed by migrations, a dump and another prune', async () => {
    const made = project()
    await dump(made.context, { prune: true, withoutRows: true })
    made.migration('3_more')
    await dump(made.context, {})
    expect(made.manifest().migrations.map(({ pruned }) => pruned)).toEqual([true, true, undefined])
    expect(await dump(made.context, { prune: true, withoutRows: true })).toMatchObject({
      pruned: ['database/migrations/3_more.sql'],
      migrations: 3,
    })
    expect(made.manifest().migrations.map(({ pruned }) => pruned)).toEqual([true, true, true])
    expect(made.warnings).toEqual([])
  })
})

/** The error of a prune, which has left every file where it was. */
async function refusal(made: Project, sharedWith: readonly string[] = [], path?: string): ReturnType<typeof failure> {
  const before = files(made)
  const error = await failure(() => dump(made.context, { prune: true, path }, { sharedWith }))
  expect(files(made)).toEqual(before)
  expect(made.exists(manifestPath)).toBe(false)
  return error
}

describe('a prune is refused, and removes nothing,', () => {
  it('while a migration is pending', async () => {
    const made = project()
    made.migration('3_new', 'pending')
    const error = await refusal(made)
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRUNE', data: { names: ['database/migrations/3_new'] } })
    expect(error.hint).toContain('lithify run')
  })

  it('while a late one is', async () => {
    const made = project()
    made.migration('1_between', 'pending')
    expect(await refusal(made)).toMatchObject({
      code: 'LITHIFY_E_PRUNE',
      data: { names: ['database/migrations/1_between'] },
    })
  })

  it('while the directories hold anything else', async () => {
    const made = project()
    made.write('database/migrations/README.md', '')
    expect(await refusal(made)).toMatchObject({
      code: 'LITHIFY_E_PRUNE',
      data: { names: ['database/migrations/README.md'] },
    })
  })

  it('while a file differs from what was applied', async () => {
    const made = project()
    made.write('database/migrations/1_users.sql', '-- other\n')
    expect(await refusal(made)).toMatchObject({ code: 'LITHIFY_E_MIGRATION_CHANGED' })
  })

  it('while a file is missing', async () => {
    const made = project()
    made.database.run(
      `insert into "lithify_migrations" ("name", "checksum") values ('database/migrations/0_lost', 'c')`,
    )
    expect(await refusal(made)).toMatchObject({ code: 'LITHIFY_E_MIGRATION_MISSING' })
  })

  it('while another connection uses the files', async () => {
    const error = await refusal(project(), ['analytics'])
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRUNE', data: { names: ['analytics'] } })
  })

  it('while something could not be dumped, whatever is allowed', async () => {
    const made = project()
    made.database.uncovered = [{ ref: { kind: 'sequence', name: 's' }, reason: 'odd' }]
    expect(await failure(() => dump(made.context, { prune: true, allowUncovered: true }))).toMatchObject({
      code: 'LITHIFY_E_UNCOVERED',
    })
    expect(files(made)).toContain('1_users.sql')
  })

  it('into a place where no run would look', async () => {
    const error = await refusal(project(), [], 'elsewhere.sql')
    expect(error.code).toBe('LITHIFY_E_PRUNE')
    expect(error.hint).toContain("dump: 'elsewhere.sql'")
  })
})

describe('removing files', () => {
  it('stops before the first where one was edited in the meantime', async () => {
    const made = project()
    const { files: found } = await findMigrations(made.root, made.connection.migrationDirectories)
    made.write('database/migrations/nested/deep/2_orders.sql', '-- edited\n')
    expect(await failure(() => removeMigrations(made.context, found))).toMatchObject({ code: 'LITHIFY_E_PRUNE' })
    expect(files(made)).toContain('1_users.sql')
  })

  it('does not mind one that is gone already', async () => {
    const made = project()
    const { files: found } = await findMigrations(made.root, made.connection.migrationDirectories)
    rmSync(join(made.root, 'database/migrations/1_users.sql'))
    expect(await removeMigrations(made.context, found)).toHaveLength(2)
    expect(files(made)).toEqual([])
  })

  it('says how far it came where one cannot be removed', async () => {
    const made = project()
    const { files: found } = await findMigrations(made.root, made.connection.migrationDirectories)
    const [first, second] = found.map((file) => ({ ...file }))
    const folder = join(made.root, 'database/migrations/nested/deep')
    // A folder that takes a file's place after it was looked at.
    const stubborn = {
      ...second!,
      get path() {
        return looked++ === 0 ? second!.path : folder
      },
    }
    let looked = 0
    const error = await failure(() => removeMigrations(made.context, [first!, stubborn]))
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRUNE', data: { removed: 1, files: 2 } })
    expect(error.hint).toContain('lithify dump --prune')
  })

  it('leaves a folder that holds anything', async () => {
    const made = project()
    const { files: found } = await findMigrations(made.root, made.connection.migrationDirectories)
    mkdirSync(join(made.root, 'database/migrations/nested/other'))
    writeFileSync(join(made.root, 'database/migrations/nested/.hidden'), '')
    await removeMigrations(made.context, found)
    expect(files(made)).toEqual(['nested', 'nested/.hidden', 'nested/other'])
  })

  it('keeps a directory inside another', async () => {
    const made = toyProject({
      connection: { migrationDirectories: ['database/migrations', 'database/migrations/nested'] },
    })
    made.migration('nested/1_users')
    const { files: found } = await findMigrations(made.root, made.connection.migrationDirectories)
    await removeMigrations(made.context, found)
    expect(files(made)).toEqual(['nested'])
  })
})
