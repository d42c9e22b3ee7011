import { describe, expect, test } from 'vitest'
import { database, failure, onEnds } from '../helpers.ts'
import { named, project, sqlFile, tables, ups } from './project.ts'

const together = { singleTransaction: true }

describe('a whole run in one transaction', () => {
  onEnds((version) => {
    const begin = async (files: Readonly<Record<string, string>>) => project(files, { url: await database(version) })
    const count = `SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`

    test('is one, whatever there is to do', async () => {
      const at = await begin({
        ...tables(3),
        [`${named('0004_code')}.mjs`]: `import { migration } from '@lithify/core'
          export default migration({ async up(m) {
            m.createTable('people', (t) => { t.id(); t.string('name') })
            await m.query("insert into people (name) values ($1)", ['ann']) } })`,
        ...ups({
          '0005_ids': `CREATE TABLE ids AS SELECT DISTINCT xmin::text AS id, current_setting('search_path') AS path
            FROM (SELECT xmin FROM lithify_migrations UNION ALL SELECT xmin FROM people UNION ALL SELECT xmin FROM lithify_versions) a;
            SELECT set_config('search_path', '', false);`,
          '0006_after': 'CREATE TABLE after_all (id integer);',
        }),
      })
      const lithify = await at.open()
      expect((await lithify.run(together)).applied).toHaveLength(6)
      // One transaction number on everything: the history, the rows, the tables.
      expect(await at.query('SELECT count(*)::int AS n FROM ids')).toEqual([{ n: 1 }])
      expect(
        await at.query(
          `SELECT count(DISTINCT xmin::text)::int AS n FROM (SELECT xmin FROM lithify_migrations UNION ALL SELECT xmin FROM pg_class WHERE relname IN ('t1', 'people', 'after_all')) a`,
        ),
      ).toEqual([{ n: 1 }])
      expect((await lithify.status()).clean).toBe(true)
      expect((await lithify.run(together)).applied).toEqual([])
    })

    test('is nothing when one of them fails: which one, and that all are rolled back', async () => {
      const at = await begin({
        ...tables(2),
        ...ups({ '0003_bad': 'CREATE TABLE c (id integer);\nCREATE TABEL d ();' }),
        ...tables(1, 4),
      })
      const lithify = await at.open()
      const error = await failure(() => lithify.run(together))
      expect(error).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: {
          file: sqlFile('0003_bad'),
          line: 3,
          name: named('0003_bad'),
          applied: [],
          rolledBack: [named('0001_t1'), named('0002_t2')],
          notApplied: [named('0001_t1'), named('0002_t2'), named('0003_bad'), named('0004_t4')],
        },
      })
      expect(error.hint).toContain('Nothing of this run was applied')
      expect(error.hint).toContain(`rolled back with it: ${named('0001_t1')}, ${named('0002_t2')}`)
      expect(error.hint).toContain('lithify run --single-transaction')
      expect(await at.query(count)).toEqual([{ n: 0 }])
      at.write(ups({ '0003_bad': 'CREATE TABLE c (id integer);' }))
      expect((await lithify.run(together)).applied).toHaveLength(4)
    })

    test('is refused by name before anything is touched, where a migration has no transaction', async () => {
      const at = await begin({ ...tables(1), [sqlFile('0002_alone')]: '-- migrate:up transaction:false\nVACUUM;\n' })
      const lithify = await at.open()
      const error = await failure(() => lithify.run(together))
      expect(error).toMatchObject({ code: 'LITHIFY_E_SINGLE_TRANSACTION', data: { names: [named('0002_alone')] } })
      expect(error.hint).toContain('lithify run')
      expect(await at.query(count)).toEqual([{ n: 0 }])
      // What is not asked for is no reason.
      expect((await lithify.run({ ...together, step: 1 })).applied).toHaveLength(1)
      expect((await lithify.run()).applied).toHaveLength(1)
    })

    test('boots an empty database in the same transaction', async () => {
      const source = await begin(tables(3))
      const first = await source.open()
      await first.run()
      await first.dump()
      source.write(
        ups({
          '0004_bad': `CREATE TABLE x AS SELECT current_setting('check_function_bodies') AS on_again; SELECT 1/0;`,
        }),
      )
      const url = await database(version)
      const second = await source.open({ url })
      const error = await failure(() => second.run(together))
      expect(error.data['rolledBack']).toEqual(['database/schema/primary-schema.sql'])
      expect((await second.status()).database).toBe('empty')
      source.write(
        ups({ '0004_bad': `CREATE TABLE x AS SELECT current_setting('check_function_bodies') AS on_again;` }),
      )
      const result = await second.run(together)
      expect(result).toMatchObject({ bootstrap: { migrations: 3 }, total: 4 })
      const elsewhere = await project({}, { url })
      expect(await elsewhere.query('SELECT on_again FROM x')).toEqual([{ on_again: 'on' }])
      expect(await elsewhere.query('SELECT count(DISTINCT xmin::text)::int AS n FROM lithify_migrations')).toEqual([
        { n: 1 },
      ])
    })

    test("PostgreSQL's pitfalls name the migration: a new label is not used in the transaction that adds it", async () => {
      const at = await begin(
        ups({
          '1_enum': `CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE m (v mood);`,
          '2_label': `ALTER TYPE mood ADD VALUE 'good';`,
          '3_use': `INSERT INTO m VALUES ('good');`,
        }),
      )
      const lithify = await at.open()
      await lithify.run({ step: 1 })
      const error = await failure(() => lithify.run(together))
      expect(error).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: { serverCode: '55P04', name: named('3_use'), rolledBack: [named('2_label')] },
      })
      expect(error.hint).toMatch(/must be committed before they can be used\. Nothing of this run/)
      expect(await at.query(`SELECT count(*)::int AS n FROM pg_enum WHERE enumlabel = 'good'`)).toEqual([{ n: 0 }])
      expect((await lithify.run()).applied).toHaveLength(2)
    })

    test('pending trigger events, and a deferred constraint that fails at the COMMIT', async () => {
      const at = await begin(
        ups({
          '1_tables': `CREATE TABLE p (id integer PRIMARY KEY);
            CREATE TABLE c (p integer CONSTRAINT c_p REFERENCES p DEFERRABLE INITIALLY DEFERRED);`,
          '2_row': 'INSERT INTO c VALUES (1);',
          '3_alter': 'ALTER TABLE c ADD COLUMN n integer;',
        }),
      )
      const lithify = await at.open()
      await lithify.run({ step: 1 })
      const pending = await failure(() => lithify.run(together))
      expect(pending).toMatchObject({
        data: { serverCode: '55006', name: named('3_alter'), rolledBack: [named('2_row')] },
      })
      at.write(ups({ '3_alter': 'CREATE TABLE d (id integer);' }))
      at.remove('lithify.lock')
      const late = await failure(() => lithify.run(together))
      expect(late.code).toBe('LITHIFY_E_FOREIGN_KEYS')
      expect(late.message).toContain('The COMMIT of the whole run failed')
      expect(late.data).toMatchObject({
        applied: [],
        rolledBack: [named('2_row'), named('3_alter')],
        server: { constraint: 'c_p', table: 'c' },
      })
      expect((await lithify.status()).counts).toMatchObject({ applied: 1, pending: 2 })
      // One by one, the one that is to blame has a name.
      const named2 = await failure(() => lithify.run())
      expect(named2.message).toContain(`${sqlFile('2_row')}: at its COMMIT:`)
      expect(named2.data).toMatchObject({ name: named('2_row'), applied: [] })
    })
  })
})
