import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables } from './project.ts'

// What hurts users of other tools today; one test for each that concerns SQLite. Where a case has a suite of its own, this is its short form.

describe('pains', () => {
  it('1: a bootstrap never touches a database that nobody managed', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    const wild = project({}, 'app.db')
    for (const path of ['primary-schema.sql', 'primary-schema.meta.json']) {
      wild.write({ [`database/schema/${path}`]: readFileSync(join(at.root, 'database/schema', path), 'utf8') })
    }
    wild.write(tables(2))
    wild.exec('create table t1 (id integer primary key, v text)')
    wild.exec(
      "insert into t1 (v) select 'row ' || value from (with recursive n(value) as (select 1 union all select value + 1 from n where value < 1000) select value from n)",
    )
    const error = await failure((await wild.open()).run())
    expect(error.code).toBe('LITHIFY_E_NOT_EMPTY')
    expect(error.hint).toContain('adopt')
    expect(wild.query('select count(*) as n from t1')).toEqual([{ n: 1000 }])
    expect(wild.query("select name from sqlite_schema where name like 'lithify%'")).toEqual([])
  })

  it('2: a dump taken while migrations are pending loses none of them, and a prune refuses', async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run({ to: '0002_t2' })
    const refused = await failure(lithify.dump({ prune: true }))
    expect(refused.code).toBe('LITHIFY_E_PRUNE')
    expect(refused.message).toContain(named('0003_t3'))
    expect((await lithify.dump()).warnings.map(({ code }) => code)).toContain('LITHIFY_W_PENDING')
    await lithify.close()
    const copy = project(filesOf(at.root), 'copy.db')
    const booted = await (await copy.open()).run()
    expect(booted.bootstrap?.migrations).toBe(2)
    expect(booted.applied.map(({ name }) => name)).toEqual([named('0003_t3')])
  })

  it('3: a dump that is not what its manifest describes is never loaded', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    await lithify.close()
    const path = join(at.root, 'database/schema/primary-schema.sql')
    writeFileSync(path, readFileSync(path, 'utf8').replace('v text', 'v blob'))
    const copy = project(filesOf(at.root), 'copy.db')
    expect((await failure((await copy.open()).run())).code).toBe('LITHIFY_E_DUMP_CHANGED')
    expect(copy.query('select name from sqlite_schema')).toEqual([])
  })

  it('3: a dump older than an edited migration is not loaded either', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    await lithify.close()
    const copy = project({ ...filesOf(at.root), [sqlFile('0001_t1')]: 'create table t1 (changed integer);' }, 'copy.db')
    copy.remove('lithify.lock')
    expect((await failure((await copy.open()).run())).code).toBe('LITHIFY_E_MIGRATION_CHANGED')
    expect(copy.query('select name from sqlite_schema')).toEqual([])
  })

  it('4: rows of reference tables stay in the dump from one dump to the next, a prune included', async () => {
    const at = project({
      [sqlFile('0001_roles')]:
        "create table roles (id integer primary key, name text); insert into roles values (2, 'editor'), (1, 'admin');",
    })
    const lithify = await at.open()
    await lithify.run()
    expect((await lithify.dump({ data: ['roles'] })).data).toEqual([{ table: 'roles', rows: 2 }])
    expect((await lithify.dump({ prune: true })).data).toEqual([{ table: 'roles', rows: 2 }])
    expect((await lithify.verify()).findings).toEqual([])
    await lithify.close()
    const copy = project(filesOf(at.root), 'copy.db')
    await (await copy.open()).run()
    expect(copy.query('select * from roles')).toEqual([
      { id: 1, name: 'admin' },
      { id: 2, name: 'editor' },
    ])
    expect((await lithify.dump({ forgetData: true })).data).toEqual([])
  })

  it('4: a prune refuses to lose rows that migrations insert', async () => {
    const at = project({
      [sqlFile('0001_roles')]:
        "create table roles (id integer primary key, name text); insert into roles values (1, 'admin');",
      ...tables(1, 2),
    })
    const lithify = await at.open()
    await lithify.run()
    at.exec("insert into t2 (v) values ('of this environment only'); insert into roles values (2, 'made by hand')")
    const error = await failure(lithify.dump({ prune: true }))
    expect(error.code).toBe('LITHIFY_E_PRUNE')
    expect(error.data['tables']).toEqual(['roles'])
    expect(error.hint).toContain('--data roles')
    expect((await lithify.status()).counts.applied).toBe(2)
    expect((await lithify.dump({ prune: true, data: ['roles'] })).pruned).toHaveLength(2)
    at.write({ [sqlFile('0003_more')]: 'create table more (id integer primary key); insert into more values (1);' })
    await lithify.run()
    expect((await failure(lithify.dump({ prune: true }))).data['tables']).toEqual(['more'])
    expect((await lithify.dump({ prune: true, withoutRows: true })).data).toEqual([{ table: 'roles', rows: 2 }])
  })

  it('4: nor does a dump that is there already make it forget them', async () => {
    const at = project({
      [sqlFile('0001_roles')]:
        "create table roles (id integer primary key, name text); insert into roles values (1, 'admin');",
    })
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    expect((await failure(lithify.dump({ prune: true }))).data['tables']).toEqual(['roles'])
    expect((await lithify.dump({ prune: true, data: ['roles'] })).pruned).toHaveLength(1)
    // A dump that was renewed since holds the schema of what is not pruned yet, so it cannot be replayed.
    at.write({ [sqlFile('0002_more')]: 'create table more (id integer primary key); insert into more values (1);' })
    await lithify.run()
    await lithify.dump()
    const error = await failure(lithify.dump({ prune: true }))
    expect(error.code).toBe('LITHIFY_E_PRUNE')
    expect(error.message).toContain(named('0002_more'))
    expect((await lithify.status()).counts).toMatchObject({ applied: 1, pruned: 1 })
    expect((await lithify.dump({ prune: true, data: ['more'] })).data.map(({ table }) => table)).toEqual([
      'more',
      'roles',
    ])
    at.write({ [sqlFile('0003_plain')]: 'create table plain (id integer primary key);' })
    await lithify.run()
    await lithify.dump()
    expect((await lithify.dump({ prune: true })).pruned).toHaveLength(1)
  })

  it('4: migrations that cannot be replayed are not taken for ones without rows', async () => {
    const at = project({ ...tables(1), [sqlFile('0002_insert')]: 'insert into t1 (v) values (1);' })
    const lithify = await at.open()
    await lithify.run()
    // Made by hand, and needed by a migration that was written afterwards.
    at.exec('create table by_hand (id integer primary key)')
    at.write({ [sqlFile('0003_uses')]: 'alter table by_hand add column v text;' })
    await lithify.run()
    const error = await failure(lithify.dump({ prune: true }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRUNE' })
    expect(error.message).toContain('do not run in an empty database')
    expect((await lithify.dump({ prune: true, withoutRows: true })).pruned).toHaveLength(3)
  })

  it('tells drift from the side of the database', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    at.exec('alter table t1 add column z text; create table extra (id integer)')
    const [finding, ...others] = (await lithify.verify()).findings
    expect(others).toEqual([])
    expect(finding?.code).toBe('LITHIFY_E_VERIFY')
    expect(finding?.message).toMatch(/\+ table extra/)
    expect(finding?.message).toMatch(/columns\.z: .* added/)
  })

  it('6: a dump does not change while nothing changed', async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    const first = filesOf(at.root)
    at.exec(
      "insert into t1 (v) values ('x'); update lithify_migrations set batch = 7, applied_at = '2001-01-01 00:00:00', duration_ms = 9",
    )
    expect((await lithify.dump()).changed).toBe(false)
    expect(filesOf(at.root)).toEqual(first)
  })

  it('10: neither internals of SQLite nor shadow tables of FTS are in a dump', async () => {
    const at = project({
      [sqlFile('1_fts')]:
        'create virtual table docs using fts5(body); create table a (id integer primary key autoincrement); insert into docs values (1); analyze;',
    })
    const lithify = await at.open()
    await lithify.run()
    const { dumpPath } = await lithify.dump()
    expect(readFileSync(dumpPath, 'utf8')).not.toMatch(/docs_(data|idx|content|docsize|config)|sqlite_(sequence|stat)/)
  })

  it('14: a migration merged out of order is applied and told, or refused, never skipped', async () => {
    const at = project(tables(1, 1))
    at.write(tables(1, 3))
    const lithify = await at.open()
    await lithify.run()
    at.write(tables(1, 2))
    expect((await failure(lithify.run({ strict: true }))).code).toBe('LITHIFY_E_OUT_OF_ORDER')
    const result = await lithify.run()
    expect(result.applied.map(({ name }) => name)).toEqual([named('0002_t2')])
    expect(result.warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_OUT_OF_ORDER'])
  })

  it('15: the lock is held by the session that works, and given back after a failure', async () => {
    const at = project({ [sqlFile('1_bad')]: 'nonsense;' })
    const lithify = await at.open()
    expect((await failure(lithify.run())).code).toBe('LITHIFY_E_STATEMENT')
    at.write({ [sqlFile('1_bad')]: 'create table good (id integer);' })
    expect((await (await at.open()).run({ lockTimeoutMs: 0 })).total).toBe(1)
  })

  it('17: a load stops at its first error and records nothing', async () => {
    const at = project({
      [sqlFile('1_half')]: 'create table a (id integer);\ncreate table a (id integer);\ncreate table b (id integer);',
    })
    expect((await failure((await at.open()).run())).code).toBe('LITHIFY_E_STATEMENT')
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toEqual([])
    expect(at.query('select * from lithify_migrations')).toEqual([])
  })

  it('18: CRLF is no edit', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    for (const [path, text] of Object.entries(filesOf(at.root))) at.write({ [path]: text.replaceAll('\n', '\r\n') })
    expect((await lithify.status()).counts).toMatchObject({ applied: 1, changed: 0 })
    await lithify.close()
    const copy = project(filesOf(at.root), 'copy.db')
    expect((await (await copy.open()).run()).bootstrap?.migrations).toBe(1)
  })

  it('20: a dump keeps the order of columns', async () => {
    const at = project({ [sqlFile('1_t')]: 'create table t (zebra int, apple int, mango int);' })
    const lithify = await at.open()
    await lithify.run()
    const { dumpPath } = await lithify.dump()
    expect(readFileSync(dumpPath, 'utf8')).toMatch(/zebra[\s\S]*apple[\s\S]*mango/)
  })

  it('21: a revision is never given twice, not even after a prune', async () => {
    const at = project({ [sqlFile('29991231235959_last')]: 'create table t (id integer);' })
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump({ prune: true })
    const { name } = await lithify.newMigration({ title: 'next', format: 'sql' })
    expect(name).toBe(named('30000101000000_next'))
  })

  it('22: a file that cannot be evaluated is never recorded as applied', async () => {
    for (const text of ['export default {', 'throw new Error("at load")', 'export const other = 1', '']) {
      const at = project({ [`${named('1_broken')}.mjs`]: text })
      expect((await failure((await at.open()).run())).code).toMatch(/^LITHIFY_E_MIGRATION_(LOAD|INVALID|EMPTY)$/)
      expect(at.query("select name from sqlite_schema where name = 'lithify_migrations'")).toEqual([])
    }
  })

  it('23: the plan is made under the lock, so that a waiter does not replay a stale one', async () => {
    const at = project(tables(3))
    const results = await Promise.all([at.open(), at.open(), at.open()].map(async (opening) => (await opening).run()))
    expect(results.map(({ applied }) => applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, 3])
  })

  it('24: a failing statement is shown with its file, line and column', async () => {
    const at = project({
      [sqlFile('1_bad')]:
        '-- migrate:up\ncreate table a (id integer);\n\n  create table b (\n    id integer,\n    x integer refrences a(id)\n  );\n',
    })
    const error = await failure((await at.open()).run())
    expect(error.data).toMatchObject({ file: sqlFile('1_bad'), line: 6, serverCode: 'SQLITE_ERROR' })
    expect((error.data['excerpt'] as string[]).join('\n')).toContain('refrences')
    expect(error.message).toContain(`${sqlFile('1_bad')}:6:`)
  })

  it('26: names are told before anything is applied, and a dry run is there', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    const types = at.events.map(({ type }) => type)
    expect(types.indexOf('planned')).toBeLessThan(types.indexOf('migrationStarted'))
    expect((await lithify.run({ dryRun: true })).pending).toEqual([])
  })
})

/** All files of a project but its database. */
function filesOf(root: string): Record<string, string> {
  const paths = [
    'lithify.lock',
    'database/schema/primary-schema.sql',
    'database/schema/primary-schema.meta.json',
    ...['0001_t1', '0002_t2', '0003_t3'].map(sqlFile),
  ]
  return Object.fromEntries(
    paths.flatMap((path) => {
      try {
        return [[path, readFileSync(join(root, path), 'utf8')]]
      } catch {
        return []
      }
    }),
  )
}
