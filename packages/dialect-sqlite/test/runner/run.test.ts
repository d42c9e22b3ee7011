import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables } from './project.ts'

describe('run', () => {
  it('applies what is pending, in natural order, and records each with its checksum', async () => {
    const at = project({
      [sqlFile('2_b')]: 'create table b (id integer);',
      [sqlFile('10_c')]: 'create table c (id integer);',
      [sqlFile('1_a')]: 'create table a (id integer);',
    })
    const lithify = await at.open()
    const result = await lithify.run()
    expect(result.applied.map(({ name }) => name)).toEqual([named('1_a'), named('2_b'), named('10_c')])
    expect(result).toMatchObject({ connection: 'primary', dryRun: false, pending: [], total: 3, bootstrap: undefined })
    const rows = at.query<{ name: string; checksum: string; batch: number; kind: string }>(
      'select * from lithify_migrations order by id',
    )
    expect(rows.map(({ name, batch, kind }) => [name, batch, kind])).toEqual([
      [named('1_a'), 1, 'migration'],
      [named('2_b'), 1, 'migration'],
      [named('10_c'), 1, 'migration'],
    ])
    expect(rows.every(({ checksum }) => /^[0-9a-f]{64}$/.test(checksum))).toBe(true)
    expect((await lithify.run()).applied).toEqual([])
  })

  it('runs to a name and by steps, each run a batch', async () => {
    const at = project(tables(6))
    const lithify = await at.open()
    expect((await lithify.run({ to: '0002_t2' })).pending).toHaveLength(4)
    expect((await lithify.run({ step: 1 })).applied.map(({ name }) => name)).toEqual([named('0003_t3')])
    expect((await lithify.run()).total).toBe(6)
    expect(at.query('select batch, count(*) as n from lithify_migrations group by batch')).toEqual([
      { batch: 1, n: 2 },
      { batch: 2, n: 1 },
      { batch: 3, n: 3 },
    ])
  })

  it('a name that does not exist is refused with a suggestion', async () => {
    const at = project(tables(3))
    const error = await failure((await at.open()).run({ to: '0002_t3' }))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_NOT_FOUND')
    expect(`${error.message} ${error.hint}`).toMatch(/000[23]_t[23]/)
    expect(existsSync(at.file) ? at.query("select name from sqlite_schema where name like 't_'") : []).toEqual([])
  })

  it('a dry run says what it would send and touches nothing', async () => {
    const at = project({
      ...tables(1),
      [`${named('0002_code')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ up(m) { m.createTable('made', (t) => { t.id(); t.string('name').notNull() }); m.addColumn('made', (t) => t.text('extra')) } })`,
      [`${named('0003_asks')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ async up(m) { await m.query('select 1'); m.sql('select 1') } })`,
    })
    const lithify = await at.open()
    await lithify.run({ to: '0001_t1' })
    const before = readFileSync(at.file)
    const result = await lithify.run({ dryRun: true })
    expect(result.pending).toEqual([named('0002_code'), named('0003_asks')])
    expect(result.statements?.[0]?.sql?.join('\n')).toMatch(/create table "made"/i)
    expect(result.statements?.[1]?.sql).toBeUndefined()
    expect(readFileSync(at.file).equals(before)).toBe(true)
  })

  it('a dry run on a database that does not exist yet does not create it', async () => {
    const at = project(tables(2))
    const result = await (await at.open()).run({ dryRun: true })
    expect(result.pending).toHaveLength(2)
    expect(existsSync(at.file)).toBe(false)
  })

  it('code migrations build tables, ask the database and send SQL, all in one transaction', async () => {
    const at = project({
      [`${named('1_make')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ up(m) { m.createTable('people', (t) => { t.id(); t.string('name').notNull() }); m.sql("insert into people (name) values ('ann'), ('bob')") } })`,
      [`${named('2_use')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ async up(m) {
          m.addColumn('people', (t) => t.string('initial', 1))
          for (const row of await m.query('select id, name from people')) await m.query('update people set initial = ? where id = ?', [row.name[0], row.id])
          m.alterColumn('people', 'initial', (c) => c.notNull())
        } })`,
    })
    await (await at.open()).run()
    expect(at.query('select name, initial from people order by id')).toEqual([
      { name: 'ann', initial: 'a' },
      { name: 'bob', initial: 'b' },
    ])
    expect(
      at.query<{ notnull: number }>("select * from pragma_table_info('people') where name = 'initial'")[0]?.notnull,
    ).toBe(1)
  })

  it('a code migration that throws leaves nothing, and the ones before it stay', async () => {
    const at = project({
      ...tables(1),
      [`${named('0002_bad')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ async up(m) { m.createTable('half', (t) => { t.id() }); await m.query('select 1'); throw new Error('boom') } })`,
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_MIGRATION_THREW')
    expect(error.message).toContain('boom')
    expect(error.hint).toContain('lithify run')
    expect(at.query("select name from sqlite_schema where name in ('t1', 'half')")).toEqual([{ name: 't1' }])
    expect(at.query('select name from lithify_migrations')).toEqual([{ name: named('0001_t1') }])
  })

  it('a migration that does nothing is refused unless it says that it means it', async () => {
    const at = project({
      [`${named('1_nothing')}.mjs`]: `import { migration } from '@lithify/core'\nexport default migration({ up() {} })`,
    })
    expect((await failure((await at.open()).run())).code).toBe('LITHIFY_E_MIGRATION_EMPTY')
    at.write({
      [`${named('1_nothing')}.mjs`]: `import { migration } from '@lithify/core'\nexport default migration({ allowEmpty: true, up() {} })`,
    })
    expect((await (await at.open()).run()).total).toBe(1)
  })

  it('BEGIN inside a transactional migration is refused at its place', async () => {
    const at = project({
      [sqlFile('1_own')]:
        '-- migrate:up\ncreate table a (id integer);\nbegin;\ncreate table b (id integer);\ncommit;\n',
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_TRANSACTION_CONTROL')
    expect(error.data).toMatchObject({ file: sqlFile('1_own'), line: 3 })
    expect(error.hint).toContain('transaction:false')
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toEqual([])
  })

  it('transaction:false that leaves a transaction open is rolled back and not recorded, and leaves no setting behind', async () => {
    const at = project({
      [sqlFile('0001_open')]:
        '-- migrate:up transaction:false\npragma foreign_keys = off;\ncreate table a (id integer);\nbegin;\ncreate table b (id integer);\n',
    })
    const lithify = await at.open()
    const error = await failure(lithify.run())
    expect(error.code).toBe('LITHIFY_E_TRANSACTION_CONTROL')
    expect(error.message).toContain('did not end it')
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toEqual([{ name: 'a' }])
    expect((await lithify.status()).unfinished).toMatchObject({ done: 2, line: 4, text: 'begin', effect: 'no' })
    await lithify.resolve({ rolledBack: '0001_open' })
    at.write({
      [sqlFile('0001_open')]: '-- migrate:up transaction:false\npragma foreign_keys = off;\n',
      [sqlFile('0002_see')]: '-- migrate:up\ncreate table seen as select foreign_keys as n from pragma_foreign_keys;\n',
    })
    expect((await lithify.run()).applied).toHaveLength(2)
    expect(at.query('select n from seen')).toEqual([{ n: 1 }])
  })

  it('singleTransaction: all or nothing, and refused where foreign keys would have to be switched off', async () => {
    const at = project({ ...tables(2), [sqlFile('0003_bad')]: '-- migrate:up\ncreate tabel c (id integer);\n' })
    const lithify = await at.open()
    const error = await failure(lithify.run({ singleTransaction: true }))
    expect(error.data).toMatchObject({ applied: [], rolledBack: [named('0001_t1'), named('0002_t2')] })
    expect(error.hint).toContain('lithify run --single-transaction')
    expect(at.query('select name from sqlite_schema')).toEqual([])
    // Nobody was told that something is done which then was not.
    expect(at.events.filter(({ type }) => type === 'migrationFinished')).toEqual([])
    at.write({
      [sqlFile('0003_bad')]: '-- migrate:up\ncreate table c (id integer);\n',
      [sqlFile('0004_drop')]: '-- migrate:up\ndrop table t1;\n',
    })
    const refused = await failure(lithify.run({ singleTransaction: true }))
    expect(refused.code).toBe('LITHIFY_E_SINGLE_TRANSACTION')
    expect(refused.message).toContain('0004_drop.sql: ')
    expect(at.query('select name from sqlite_schema')).toEqual([])
    at.remove(sqlFile('0004_drop'))
    expect((await lithify.run({ singleTransaction: true })).applied).toHaveLength(3)
    expect(at.events.filter(({ type }) => type === 'migrationFinished')).toHaveLength(3)
    await lithify.dump()
    const elsewhere = await at.open()
    await elsewhere.fresh({ confirm: () => true })
    expect((await elsewhere.status()).clean).toBe(true)
  })

  it('transaction:false runs without one, and says after a failure what stayed', async () => {
    const at = project({
      [sqlFile('1_vacuum')]:
        '-- migrate:up transaction:false\ncreate table a (id integer);\nvacuum;\ncreate tabel b (id integer);\n',
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_STATEMENT')
    expect(error.hint).toContain('2 statements before it took effect and stay')
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toEqual([{ name: 'a' }])
    at.write({
      [sqlFile('1_vacuum')]:
        '-- migrate:up transaction:false\ncreate table a (id integer);\nvacuum;\ncreate table b (id integer);\n',
    })
    const told = await failure((await at.open()).run())
    expect(told.code).toBe('LITHIFY_E_UNFINISHED')
    expect(told.message).toContain(
      `2 statements are done; it had reached ${sqlFile('1_vacuum')}:4:1, which did not take effect`,
    )
    expect((await (await at.open()).run({ resume: true })).total).toBe(1)
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toHaveLength(2)
  })

  it('a raw rebuild with PRAGMA foreign_keys=OFF does not cascade into the children', async () => {
    const at = project({
      [sqlFile('1_make')]:
        `create table parent (id integer primary key); create table child (id integer primary key, p integer references parent(id) on delete cascade);
        insert into parent values (1); insert into child values (1, 1);`,
      [sqlFile('2_rebuild')]:
        `PRAGMA foreign_keys=OFF; create table parent_new (id integer primary key, name text); insert into parent_new (id) select id from parent;
        drop table parent; alter table parent_new rename to parent; PRAGMA foreign_keys=ON;`,
    })
    await (await at.open()).run()
    expect(at.query('select count(*) as n from child')).toEqual([{ n: 1 }])
    expect(at.query("select name from pragma_table_info('parent')")).toEqual([{ name: 'id' }, { name: 'name' }])
  })

  it('a rebuild that would leave children without parents is refused whole', async () => {
    const at = project({
      [sqlFile('1_make')]:
        `create table parent (id integer primary key); create table child (p integer references parent(id) on delete cascade); insert into parent values (1); insert into child values (1);`,
      [`${named('2_drop')}.mjs`]: `import { migration } from '@lithify/core'\nexport default migration({ up(m) { m.dropTable('parent') } })`,
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_FOREIGN_KEYS')
    expect(at.query('select (select count(*) from parent) as p, (select count(*) from child) as c')).toEqual([
      { p: 1, c: 1 },
    ])
  })

  it('dropping a table in SQL does not delete rows of other tables without a word', async () => {
    const at = project({
      [sqlFile('1_make')]:
        `create table parent (id integer primary key); create table child (p integer references parent(id) on delete cascade); insert into parent values (1); insert into child values (1);`,
      [sqlFile('2_drop')]: 'create table other (id integer);\ndrop table parent;',
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_FOREIGN_KEYS')
    expect(at.query('select (select count(*) from parent) as p, (select count(*) from child) as c')).toEqual([
      { p: 1, c: 1 },
    ])
    at.write({ [sqlFile('2_drop')]: 'drop table parent; drop table child;' })
    expect((await (await at.open()).run()).total).toBe(2)
  })

  it.each([
    [
      'a query that nobody waits for',
      `up(m) { m.sql('create table x (id integer)'); void m.query('select 1').catch(() => {}) }`,
    ],
    [
      'one that fails besides',
      `up(m) { m.sql('create table x (id integer)'); void m.query('select nonsense').catch(() => {}) }`,
    ],
  ])('%s is refused, and nothing of the migration stays', async (_, body) => {
    const at = project({
      [`${named('1_open')}.mjs`]: `import { migration } from '@lithify/core'\nexport default migration({ ${body} })`,
    })
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_MIGRATION_INVALID')
    expect(error.hint).toContain('await m.query')
    expect(at.query("select name from sqlite_schema where name = 'x'")).toEqual([])
    expect(at.query('select * from lithify_migrations')).toEqual([])
  })

  it('an operation that failed cannot be caught and forgotten by the code that asked next', async () => {
    const at = project({
      [`${named('1_caught')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ async up(m) {
          m.sql('create table a (id integer)')
          m.sql('nonsense')
          try { await m.query('select 1') } catch {}
          m.sql('create table b (id integer)')
        } })`,
    })
    expect((await failure((await at.open()).run())).code).toBe('LITHIFY_E_STATEMENT')
    expect(at.query("select name from sqlite_schema where name in ('a', 'b')")).toEqual([])
  })

  it('a question that fails may be caught: nothing that was wanted is lost', async () => {
    const at = project({
      [`${named('1_asks')}.mjs`]: `import { migration } from '@lithify/core'
        export default migration({ async up(m) {
          const there = await m.query('select 1 from nowhere').then(() => true, () => false)
          m.createTable(there ? 'yes' : 'no', (t) => { t.id() })
        } })`,
    })
    await (await at.open()).run()
    expect(at.query("select name from sqlite_schema where name in ('yes', 'no')")).toEqual([{ name: 'no' }])
  })

  it('writes lithify.lock, and in CI refuses to change it', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run({ frozen: false })
    expect(readFileSync(join(at.root, 'lithify.lock'), 'utf8').split('\n')).toHaveLength(4)
    at.write(tables(1, 3))
    const stale = await failure(lithify.run({ frozen: true }))
    expect(stale.code).toBe('LITHIFY_E_LOCK_FILE_STALE')
    expect((await lithify.lockMigrations()).added).toEqual([named('0003_t3')])
    expect((await lithify.run({ frozen: true })).total).toBe(3)
  })

  it('a pending migration that was edited after it was locked is refused until the edit is accepted', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run({ frozen: false })
    await lithify.rollback({ step: 1 })
    at.write({ [sqlFile('0002_t2')]: 'create table t2 (other text);' })
    expect((await failure(lithify.run({ frozen: false }))).code).toBe('LITHIFY_E_LOCK_FILE_CHANGED')
    expect((await lithify.lockMigrations()).updated).toEqual([named('0002_t2')])
    expect((await lithify.run({ frozen: false })).applied).toHaveLength(1)
  })

  it('works in memory over several commands of one Lithify', async () => {
    const at = project(tables(2))
    const { open } = await import('@lithify/core')
    const { sqlite } = await import('../../src/index.ts')
    const lithify = await open(
      { connections: { memory: { dialect: sqlite({ url: 'sqlite::memory:' }) } } },
      { root: at.root },
    )
    expect((await lithify.status()).counts.pending).toBe(2)
    await lithify.run()
    expect((await lithify.status()).counts).toMatchObject({ applied: 2, pending: 0 })
    await lithify.close()
  })

  it('an abort stops between migrations and leaves what is done done', async () => {
    const at = project(tables(5))
    const controller = new AbortController()
    const lithify = await at.open()
    const error = await failure(
      lithify.run({
        signal: controller.signal,
        onEvent: (event) => event.type === 'migrationFinished' && event.name.endsWith('t2') && controller.abort(),
      }),
    )
    expect(error.code).toBe('LITHIFY_E_INTERRUPTED')
    expect(at.query('select count(*) as n from lithify_migrations')).toEqual([{ n: 2 }])
    expect((await lithify.run()).applied).toHaveLength(3)
  })

  it('several directories interleave by revision', async () => {
    const at = project({
      'a/2_b.sql': 'create table b (id integer);',
      'z/1_a.sql': 'create table a (id integer);',
      'z/deep/3_c.sql': 'create table c (id integer);',
    })
    const lithify = await at.open()
    await lithify.close()
    const { open } = await import('@lithify/core')
    const dialect = at.config.connections['primary']?.dialect
    if (dialect === undefined) throw new Error('no dialect')
    const both = await open({ connections: { primary: { dialect, migrations: ['a', 'z'] } } }, { root: at.root })
    expect((await both.run()).applied.map(({ name }) => name)).toEqual(['z/1_a', 'a/2_b', 'z/deep/3_c'])
    await both.close()
  })

  it('a history laid out by a newer lithify is refused by name', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    at.exec('insert into lithify_versions values (2)')
    expect((await failure(lithify.run())).code).toBe('LITHIFY_E_HISTORY_VERSION')
    expect((await failure(lithify.status())).code).toBe('LITHIFY_E_HISTORY_VERSION')
  })

  it('a history table of another tool is not taken for its own', async () => {
    const at = project(tables(1))
    at.exec('create table lithify_migrations (x integer)')
    const error = await failure((await at.open()).run())
    expect(error.code).toBe('LITHIFY_E_HISTORY_INVALID')
    expect(at.query("select name from sqlite_schema where type = 'table'")).toEqual([{ name: 'lithify_migrations' }])
  })

  it('a database file deleted in between is simply built again', async () => {
    const at = project(tables(1))
    await (await at.open()).run()
    rmSync(at.file)
    expect((await (await at.open()).run()).applied).toHaveLength(1)
  })
})
