import { appendFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables } from './project.ts'

const code = (body: string): string =>
  `import { migration } from '@lithify/core'\nexport default migration({ ${body} })\n`
const names = (at: ReturnType<typeof project>): string[] =>
  at.query<{ name: string }>('select name from lithify_migrations order by id').map(({ name }) => name)

describe('rollback', () => {
  it('takes the last batch by default, the last applied first', async () => {
    const at = project(tables(4))
    const lithify = await at.open()
    await lithify.run({ to: '0002_t2' })
    await lithify.run()
    const result = await lithify.rollback()
    expect(result.rolledBack.map(({ name }) => name)).toEqual([named('0004_t4'), named('0003_t3')])
    expect(result.total).toBe(2)
    expect((await lithify.rollback()).rolledBack).toHaveLength(2)
    expect((await lithify.rollback()).rolledBack).toEqual([])
  })

  it('goes back to a batch, by steps, or to a name, which stays', async () => {
    const at = project(tables(6))
    const lithify = await at.open()
    for (let batch = 0; batch < 6; batch += 1) await lithify.run({ step: 1 })
    expect((await lithify.rollback({ batch: 4 })).rolledBack).toHaveLength(2)
    expect((await lithify.rollback({ step: 1 })).rolledBack.map(({ name }) => name)).toEqual([named('0004_t4')])
    expect((await lithify.rollback({ to: '0001_t1' })).rolledBack).toHaveLength(2)
    expect(names(at)).toEqual([named('0001_t1')])
    expect((await failure(lithify.rollback({ step: 1, batch: 0 }))).code).toBe('LITHIFY_E_USAGE')
  })

  it('tells of code that throws while it is only looked at as its own failure, and touches nothing', async () => {
    const at = project({
      [sqlFile('0001_a').replace('.sql', '.mjs')]: code(
        `up(m) { m.createTable('a', (t) => t.id()) }, down() { throw new Error('not today') }`,
      ),
    })
    const lithify = await at.open()
    await lithify.run()
    for (const options of [{}, { dryRun: true }]) {
      const error = await failure(lithify.rollback(options))
      expect(error).toMatchObject({ code: 'LITHIFY_E_MIGRATION_THREW', data: { name: named('0001_a') } })
      expect(error.message).toContain('not today')
    }
    expect(names(at)).toEqual([named('0001_a')])
  })

  it('asks before rows are lost, and without an answer touches nothing', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    at.exec("insert into t1 values (1, 'precious')")
    const error = await failure(lithify.rollback())
    expect(error.code).toBe('LITHIFY_E_CONFIRMATION')
    expect(error.data['tables']).toEqual(['t1'])
    expect(error.hint).toContain('--force')
    expect(names(at)).toHaveLength(2)
    expect(at.query('select v from t1')).toEqual([{ v: 'precious' }])
    const asked: string[] = []
    await lithify.rollback({ confirm: ({ tables: lost }) => (asked.push(...lost), true) })
    expect(asked).toEqual(['t1'])
    expect(names(at)).toEqual([])
  })

  it('asks about a column that holds something, and not about one that does not', async () => {
    const at = project({
      [sqlFile('1_t')]: 'create table t (id integer primary key);',
      [`${named('2_c')}.mjs`]: code(`up(m) { m.addColumn('t', (t) => t.text('c')) }`),
    })
    const lithify = await at.open()
    await lithify.run()
    at.exec('insert into t (id) values (1)')
    await lithify.rollback({ step: 1 })
    await lithify.run()
    at.exec("update t set c = 'x'")
    expect((await failure(lithify.rollback({ step: 1 }))).data['tables']).toEqual(['t.c'])
  })

  it('asks also where a rename on the way hides which rows would go', async () => {
    const at = project({
      [`${named('1_people')}.mjs`]: code(`up(m) { m.createTable('people', (t) => { t.id() }) }`),
      [`${named('2_persons')}.mjs`]: code(`up(m) { m.renameTable('people', 'persons') }`),
    })
    const lithify = await at.open()
    await lithify.run()
    at.exec('insert into persons values (1)')
    expect((await failure(lithify.rollback())).code).toBe('LITHIFY_E_CONFIRMATION')
    expect(at.query('select * from persons')).toEqual([{ id: 1 }])
  })

  it('asks also where SQL on the way renames, so that names prove nothing', async () => {
    const at = project({
      [sqlFile('1_people')]: '-- migrate:up\ncreate table people (id integer);\n-- migrate:down\ndrop table people;',
      [sqlFile('2_persons')]:
        '-- migrate:up\nalter table people rename to persons;\n-- migrate:down\nalter table persons rename to people;',
    })
    const lithify = await at.open()
    await lithify.run()
    at.exec('insert into persons values (1)')
    expect((await failure(lithify.rollback())).code).toBe('LITHIFY_E_CONFIRMATION')
    expect(at.query('select * from persons')).toEqual([{ id: 1 }])
  })

  it('asks also where a down asks the database, so that what it drops is not known before', async () => {
    const at = project({
      [`${named('1_t')}.mjs`]: code(
        `up(m) { m.createTable('t', (t) => { t.id() }) }, async down(m) { await m.query('drop table t') }`,
      ),
    })
    const lithify = await at.open()
    await lithify.run()
    at.exec('insert into t values (1)')
    const error = await failure(lithify.rollback())
    expect(error.code).toBe('LITHIFY_E_CONFIRMATION')
    expect(error.message).toContain(named('1_t'))
    expect(at.query('select * from t')).toEqual([{ id: 1 }])
    expect((await lithify.rollback({ confirm: () => true })).rolledBack).toHaveLength(1)
  })

  it('derives the down of a code migration', async () => {
    const at = project({
      [`${named('1_people')}.mjs`]: code(`up(m) {
        m.createTable('people', (t) => { t.id(); t.string('name').notNull() })
        m.createIndex('people', ['name'])
        m.renameTable('people', 'persons')
        m.addColumn('persons', (t) => t.integer('age'))
        m.sql('create view v as select 1 as one', { down: 'drop view v' })
      }`),
    })
    const lithify = await at.open()
    await lithify.run()
    await lithify.rollback()
    expect(
      at.query("select name from sqlite_schema where name not like 'lithify%' and name not like 'sqlite%'"),
    ).toEqual([])
  })

  it.each([
    ['drops a table', `up(m) { m.dropTable('t') }`],
    ['sends SQL without a down', `up(m) { m.sql('create table u (id integer)') }`],
    ['asks the database', `async up(m) { await m.query('select 1'); m.createTable('u', (t) => { t.id() }) }`],
    ['says that it cannot', `up(m) { m.createTable('u', (t) => { t.id() }) }, down: false`],
  ])('refuses, before anything is touched, to undo a migration that %s', async (_, body) => {
    const at = project({
      [sqlFile('1_t')]: '-- migrate:up\ncreate table t (id integer);\n-- migrate:down\ndrop table t;',
      [`${named('2_x')}.mjs`]: code(body),
      ...tables(1, 9),
    })
    const lithify = await at.open()
    await lithify.run()
    const error = await failure(lithify.rollback())
    expect(error.code).toBe('LITHIFY_E_IRREVERSIBLE')
    expect(error.hint).toContain('lithify rollback --to')
    expect(names(at)).toHaveLength(3)
  })

  it('a down that fails leaves the database as it was', async () => {
    const at = project({
      [sqlFile('1_t')]:
        '-- migrate:up\ncreate table t (id integer);\n-- migrate:down\ndrop table t;\ndrop table nowhere;\n',
    })
    const lithify = await at.open()
    await lithify.run()
    const error = await failure(lithify.rollback())
    expect(error.code).toBe('LITHIFY_E_STATEMENT')
    expect(error.data).toMatchObject({ file: sqlFile('1_t'), line: 5 })
    expect(names(at)).toHaveLength(1)
    expect(at.query("select name from sqlite_schema where name = 't'")).toHaveLength(1)
  })

  it('a migration whose file is gone is an explicit error', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    at.remove(sqlFile('0002_t2'))
    expect((await failure(lithify.rollback())).code).toBe('LITHIFY_E_MIGRATION_MISSING')
    expect(names(at)).toHaveLength(2)
  })

  it('an edited migration is rolled back by its file as it is, with a warning', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    at.write({ [sqlFile('0001_t1')]: '-- migrate:up\ncreate table t1 (id text);\n-- migrate:down\ndrop table t1;' })
    expect((await lithify.rollback()).warnings.map((warning) => warning.code)).toEqual(['LITHIFY_W_CHANGED'])
  })

  it('a dry run shows the statements and rolls back nothing', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    const result = await lithify.rollback({ dryRun: true })
    expect(result.planned).toEqual([named('0002_t2'), named('0001_t1')])
    expect(result.statements?.map(({ sql }) => sql)).toEqual([['drop table t2'], ['drop table t1']])
    expect(names(at)).toHaveLength(2)
  })
})

describe('reset, refresh and fresh', () => {
  it('reset rolls back everything, refresh runs it again', async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run()
    expect((await failure(lithify.reset())).code).toBe('LITHIFY_E_CONFIRMATION')
    expect(names(at)).toHaveLength(3)
    expect((await lithify.reset({ confirm: () => true })).rolledBack).toHaveLength(3)
    expect(names(at)).toEqual([])
    await lithify.run()
    const refreshed = await lithify.refresh({ confirm: () => true })
    expect([refreshed.rolledBack.length, refreshed.run.applied.length]).toEqual([3, 3])
  })

  it('fresh drops what nobody migrated as well, and runs from the start', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    at.exec(`create table "o'dd ""name" (id integer primary key autoincrement); create view v as select * from t1; create trigger tr after insert on t1 begin select 1; end;
      create virtual table f using fts5(x); create table a (id integer primary key, b references b(id)); create table b (id integer primary key, a references a(id)); insert into b values (1, null); insert into a values (1, 1);`)
    expect((await failure(lithify.fresh())).code).toBe('LITHIFY_E_CONFIRMATION')
    expect(at.query('select count(*) as n from a')).toEqual([{ n: 1 }])
    const result = await lithify.fresh({ confirm: () => true })
    expect(result.applied).toHaveLength(2)
    expect(
      at
        .query<{ name: string }>(
          "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
        )
        .map(({ name }) => name),
    ).toEqual(['lithify_migrations', 'lithify_versions', 't1', 't2'])
  })

  it('fresh looks at the files before it drops anything', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    at.exec("insert into t1 values (1, 'precious')")
    at.write({ [`${named('0002_broken')}.mjs`]: 'export default {' })
    expect((await failure(lithify.fresh({ confirm: () => true }))).code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(at.query('select v from t1')).toEqual([{ v: 'precious' }])
  })
})

describe('what could not be built again is not taken down', () => {
  it.each(['fresh', 'refresh'] as const)('%s, with a dump that was edited', async (command) => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    const { dumpPath } = await lithify.dump()
    appendFileSync(dumpPath, '-- edited\n')
    at.exec("insert into t1 values (1, 'precious')")
    expect((await failure(lithify[command]({ confirm: () => true }))).code).toBe('LITHIFY_E_DUMP_CHANGED')
    expect(at.query('select v from t1')).toEqual([{ v: 'precious' }])
  })

  it.each(['fresh', 'refresh'] as const)('%s, with a dump that has lost its manifest', async (command) => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    rmSync((await lithify.dump()).manifestPath)
    at.exec("insert into t1 values (1, 'precious')")
    expect((await failure(lithify[command]({ confirm: () => true }))).code).toBe('LITHIFY_E_MANIFEST_MISSING')
    expect(at.query('select v from t1')).toEqual([{ v: 'precious' }])
  })

  it('refresh, with a pending file that cannot be evaluated', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    at.exec("insert into t1 values (1, 'precious')")
    at.write({ [`${named('0002_broken')}.mjs`]: 'export default {' })
    expect((await failure(lithify.refresh({ confirm: () => true }))).code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(at.query('select v from t1')).toEqual([{ v: 'precious' }])
  })
})

describe('status', () => {
  it('tells every state there is', async () => {
    const at = project(tables(4))
    const lithify = await at.open()
    expect(await lithify.status()).toMatchObject({ database: 'missing', counts: { pending: 4 } })
    await lithify.run({ to: '0003_t3' })
    at.remove(sqlFile('0001_t1'))
    at.write({ [sqlFile('0002_t2')]: 'create table t2 (x);', [sqlFile('0002_z')]: 'create table z (x);' })
    const status = await lithify.status()
    expect(status.database).toBe('managed')
    expect(status.migrations.map(({ name, state }) => [name, state])).toEqual([
      [named('0001_t1'), 'missing'],
      [named('0002_t2'), 'changed'],
      [named('0002_z'), 'outOfOrder'],
      [named('0003_t3'), 'applied'],
      [named('0004_t4'), 'pending'],
    ])
    expect(status.migrations[3]?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  })

  it('is clean when nothing is left to do, and only then', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    expect((await lithify.status()).clean).toBe(false)
    await lithify.run()
    expect((await lithify.status()).clean).toBe(true)
    await lithify.dump({ prune: true })
    expect((await lithify.status()).clean).toBe(true)
    at.exec("delete from lithify_migrations where name like '%t2'")
    expect(await lithify.status()).toMatchObject({ clean: false, counts: { archived: 1 } })
    await lithify.close()
    rmSync(at.file)
    expect(await (await at.open()).status()).toMatchObject({ database: 'missing', clean: false })
  })

  it('calls a database with tables and no history unmanaged', async () => {
    const at = project(tables(1))
    at.exec('create table mine (id)')
    expect((await (await at.open()).status()).database).toBe('unmanaged')
  })
})
