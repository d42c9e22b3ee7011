import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { open, type Lithify } from '@lithify/core'
import { afterEach, describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { fingerprintOf } from '../baseline/booted.ts'
import { failure, project, sqlFile, type Project } from '../runner/project.ts'

const ups: Readonly<Record<string, string>> = {
  '0001_users': 'create table users (id integer primary key, name text not null)',
  '0002_roles':
    "create table roles (id integer primary key, name text); insert into roles values (1, 'admin'), (2, 'guest')",
  '0003_email': 'alter table users add column email text',
  '0004_index': 'create index users_email on users (email)',
}
const downs: Readonly<Record<string, string>> = {
  '0001_users': 'drop table users',
  '0002_roles': 'drop table roles',
  '0003_email': 'alter table users drop column email',
  '0004_index': 'drop index users_email',
}
const later = {
  '0005_view': 'create view names as select name from users',
  '0006_more': 'create table more (id integer primary key)',
}

const files = (from: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(from).map(([base, up]) => [
      sqlFile(base),
      `-- migrate:up\r\n${up};\n-- migrate:down\n${downs[base] ?? 'drop view names'};\n`,
    ]),
  )

const opened: Lithify[] = []
afterEach(async () => {
  for (const lithify of opened.splice(0)) await lithify.close()
})

async function on(at: Project, database: string): Promise<Lithify> {
  const lithify = await open(
    { connections: { primary: { dialect: sqlite({ url: `sqlite:${database}` }) } } },
    { root: at.root },
  )
  opened.push(lithify)
  return lithify
}

const bytesOf = (at: Project): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(at.root, 'database/migrations'))
      .toSorted()
      .map((name) => [name, readFileSync(join(at.root, 'database/migrations', name)).toString('base64')]),
  )
const filesOf = (at: Project): string[] => Object.keys(bytesOf(at))
const archivesOf = (at: Project): string[] =>
  existsSync(join(at.root, '.lithify/archive')) ? readdirSync(join(at.root, '.lithify/archive')).toSorted() : []
const baseline = 'database/migrations/0004_baseline'

describe('squash', () => {
  it('puts one baseline in the place of the files, and of the rows', async () => {
    const at = project(files(ups))
    const lithify = await on(at, 'app.db')
    await lithify.run()
    const before = bytesOf(at)
    const result = await lithify.squash()
    expect(result).toMatchObject({
      baseline,
      path: `${baseline}.ts`,
      squashed: Object.keys(ups).map((base) => `database/migrations/${base}`),
      data: [{ table: 'roles', rows: 2 }],
      proof: { kind: 'replay' },
      adopted: [{ name: baseline, replaced: 4 }],
    })
    expect(filesOf(at)).toEqual(['0004_baseline.ts'])
    const archive = join(at.root, result.archive ?? '')
    const stored = readdirSync(join(archive, 'database/migrations')).map((name) => [
      name,
      readFileSync(join(archive, 'database/migrations', name)).toString('base64'),
    ])
    expect(Object.fromEntries(stored)).toEqual(before)
    expect(readdirSync(archive).toSorted()).toEqual(['database', 'migration_history.json'])
    expect(JSON.parse(readFileSync(join(archive, 'migration_history.json'), 'utf8'))).toMatchObject({
      version: 1,
      connection: 'primary',
      dialect: 'sqlite',
      server: { name: 'SQLite' },
      baseline: { kind: 'migration', name: baseline },
      rows: Object.keys(ups).map((base) => ({ name: `database/migrations/${base}`, batch: 1 })),
    })
    expect(await lithify.status()).toMatchObject({
      clean: true,
      migrations: [{ name: baseline, state: 'applied', replaces: 4 }],
    })
    expect(await lithify.verify()).toMatchObject({ findings: [] })
    expect(await lithify.run()).toMatchObject({ applied: [], adopted: [], total: 1 })
  })

  it('brings every other database after it: empty, complete, in the middle, with a hole, and ahead', async () => {
    const at = project(files(ups))
    const databases = ['app.db', 'complete.db', 'prefix.db', 'hole.db', 'ahead.db', 'empty.db']
    for (const name of databases.slice(0, 5)) {
      const lithify = await on(at, name)
      if (name === 'prefix.db') await lithify.run({ to: '0002_roles' })
      else await lithify.run()
    }
    const hole = await on(at, 'hole.db')
    await hole.rollback({ step: 4, confirm: () => true })
    const lock = readFileSync(join(at.root, 'lithify.lock'))
    for (const path of [sqlFile('0002_roles'), 'lithify.lock']) rmSync(join(at.root, path))
    expect((await hole.run()).total).toBe(3)
    at.write(files(ups))
    writeFileSync(join(at.root, 'lithify.lock'), lock)
    const first = await on(at, 'app.db')
    await first.squash()
    at.write(files(later))
    await (await on(at, 'ahead.db')).run()
    const adoptions: Record<string, unknown> = {}
    for (const name of databases) {
      const { adopted, applied } = await (await on(at, name)).run()
      adoptions[name] = [applied.map((each) => each.name.slice(20)), adopted.length]
    }
    expect(adoptions).toEqual({
      'app.db': [['0005_view', '0006_more'], 0],
      'complete.db': [['0005_view', '0006_more'], 1],
      'prefix.db': [['0003_email', '0004_index', '0005_view', '0006_more'], 1],
      'hole.db': [['0002_roles', '0005_view', '0006_more'], 1],
      'ahead.db': [[], 0],
      'empty.db': [['0004_baseline', '0005_view', '0006_more'], 0],
    })
    const seen = new Set<string>()
    for (const name of databases) {
      const lithify = await on(at, name)
      expect((await lithify.status()).clean, name).toBe(true)
      seen.add(await fingerprintOf(join(at.root, name)))
    }
    expect(seen.size).toBe(1)
  })

  it('is undone byte for byte, on the database that was squashed and on one that only adopted', async () => {
    const at = project(files(ups))
    const lithify = await on(at, 'app.db')
    const other = await on(at, 'other.db')
    await lithify.run({ to: '0002' })
    await lithify.run()
    await other.run()
    const before = bytesOf(at)
    const rows = at.query(
      'select name, checksum, batch, applied_at, duration_ms, kind, replaced from lithify_migrations order by id',
    )
    const lock = readFileSync(join(at.root, 'lithify.lock'), 'utf8')
    await lithify.squash()
    at.write(files({ '0005_view': later['0005_view'] }))
    await lithify.run()
    await other.run()
    at.remove(sqlFile('0005_view'))
    await lithify.rollback({ step: 1, confirm: () => true }).catch(() => undefined)
    at.write(files({ '0005_view': later['0005_view'] }))
    await lithify.rollback({ step: 1, confirm: () => true })
    at.remove(sqlFile('0005_view'))
    const result = await lithify.unsquash()
    expect(result).toMatchObject({ baseline, restored: [{ name: baseline, replaced: 4 }] })
    expect(bytesOf(at)).toEqual(before)
    expect(
      readFileSync(join(at.root, 'lithify.lock'), 'utf8')
        .split('\n')
        .slice(1)
        .filter((line) => !line.includes('0005')),
    ).toEqual(lock.split('\n').slice(1))
    expect(archivesOf(at)).toEqual([])
    expect(
      at.query(
        'select name, checksum, batch, applied_at, duration_ms, kind, replaced from lithify_migrations order by id',
      ),
    ).toEqual(rows)
    at.write(files({ '0005_view': later['0005_view'] }))
    expect((await other.run()).restored).toEqual([{ name: baseline, replaced: 4 }])
    for (const each of [lithify, other]) {
      await each.run()
      expect((await each.rollback({ step: 5, confirm: () => true })).rolledBack).toHaveLength(5)
    }
  })

  it('can be squashed again, and the numbers only grow', async () => {
    const at = project(files(ups))
    const lithify = await on(at, 'app.db')
    const laggard = await on(at, 'laggard.db')
    await lithify.run()
    await laggard.run({ step: 1 })
    await lithify.squash()
    at.write(files(later))
    await lithify.run()
    const second = await lithify.squash()
    expect(second).toMatchObject({ baseline: 'database/migrations/0006_baseline' })
    expect(second.squashed).toEqual([baseline, 'database/migrations/0005_view', 'database/migrations/0006_more'])
    expect(filesOf(at)).toEqual(['0006_baseline.ts'])
    const { applied, adopted } = await laggard.run()
    expect(applied.map(({ name }) => name.slice(20))).toEqual([
      '0002_roles',
      '0003_email',
      '0004_index',
      '0005_view',
      '0006_more',
    ])
    expect(adopted).toEqual([{ name: 'database/migrations/0006_baseline', replaced: 6 }])
    expect((await lithify.newMigration({ title: 'x', format: 'sql' })).name > 'database/migrations/0006_baseline').toBe(
      true,
    )
    at.remove('database/migrations')
    cpSync(join(at.root, '.lithify'), join(at.root, 'kept'), { recursive: true })
  })
})

describe('rolling back to what was squashed', () => {
  it('is refused, and names unsquash', async () => {
    const at = project(files(ups))
    const lithify = await on(at, 'app.db')
    await lithify.run()
    await lithify.squash()
    const error = await failure(lithify.rollback({ step: 1 }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_SQUASHED', data: { baseline } })
    expect(error.hint).toContain('lithify unsquash')
    expect(await failure(lithify.reset({ confirm: () => true }))).toMatchObject({ code: 'LITHIFY_E_SQUASHED' })
    expect((await lithify.fresh({ confirm: () => true })).total).toBe(1)
  })
})
