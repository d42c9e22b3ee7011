import { expect, describe, test } from 'vitest'
import { failure, onBoth } from '../helpers.ts'
import { named, project, sqlFile, ups } from './project.ts'

const many = `CREATE TABLE a (id INT PRIMARY KEY, v INT);
INSERT INTO a VALUES (1, 1), (2, 2);
UPDATE a SET v = v + 1;
ALTER TABLE a ADD COLUMN w INT;
CREATE INDEX a_w ON a (w);
INSERT INTO a VALUES (3, 3, 3);
`

/** A migration in code that fails while the type is none. */
const code = (type: string): string => `import { migration } from '@lithify/core'
export default migration({ async up(m) {
  m.createTable('people', (t) => { t.id(); t.string('name').notNull() })
  await m.query("insert into people (name) values (?), (?)", ['ann', 'bob'])
  const [{ n }] = await m.query('select count(*) as n from people')
  m.alterColumn('people', 'name', (c) => c.text())
  await m.query('insert into people (name) values (?)', ['number ' + n])
  m.sql('create table broken (x ${type})')
  m.createTable('last', (t) => { t.id() })
} })`

describe('a migration on a database that cannot roll back DDL', () => {
  onBoth((name) => {
    test('is recorded when all of it is done, and leaves nothing in the journal', async () => {
      const at = await project(name, ups({ '1_a': many }))
      const lithify = await at.open()
      expect((await lithify.run()).applied).toHaveLength(1)
      expect(await at.query('SELECT v FROM a ORDER BY id')).toEqual([{ v: 2 }, { v: 3 }, { v: 3 }])
      expect(await at.query('SELECT * FROM lithify_journal')).toEqual([])
      expect(await lithify.run()).toMatchObject({ applied: [], total: 1 })
      expect(await lithify.status()).toMatchObject({ clean: true, unfinished: undefined })
    })

    test('that fails says what stays, and goes on from there once its file is mended', async () => {
      const at = await project(name, ups({ '1_a': `${many}ALTER TABLE a ADD COLUMN v INT;\nCREATE TABLE b (id INT);` }))
      const lithify = await at.open()
      const failed = await failure(() => lithify.run())
      expect(failed.code).toBe('LITHIFY_E_STATEMENT')
      expect(failed.message).toContain(`${sqlFile('1_a')}:8:1`)
      expect(failed.hint).toContain('The 6 statements before it took effect and stay')
      expect(failed.hint).toContain('lithify run --resume')
      const again = await failure(() => lithify.run())
      expect(again.code).toBe('LITHIFY_E_UNFINISHED')
      expect(again.message).toContain(
        `6 statements are done; it had reached ${sqlFile('1_a')}:8:1, which did not take effect:  ALTER TABLE a ADD COLUMN v INT`,
      )
      expect(again.hint).toContain('lithify run --resume')
      expect(again.data).toMatchObject({
        name: named('1_a'),
        direction: 'up',
        done: 6,
        line: 8,
        column: 1,
        effect: 'no',
      })
      expect((await lithify.status()).unfinished).toMatchObject({ done: 6, line: 8, next: 'lithify run --resume' })
      expect((await failure(() => lithify.dump())).code).toBe('LITHIFY_E_UNFINISHED')
      expect((await failure(() => lithify.rollback())).code).toBe('LITHIFY_E_UNFINISHED')
      at.write(ups({ '1_a': `${many}ALTER TABLE a ADD COLUMN x INT;\nCREATE TABLE b (id INT);` }))
      expect((await lithify.run({ resume: true })).applied).toHaveLength(1)
      expect(await at.query('SELECT id, v, w, x FROM a ORDER BY id')).toHaveLength(3)
      expect(await at.query('SELECT * FROM lithify_journal')).toEqual([])
      expect(await at.query('SELECT * FROM b')).toEqual([])
    })

    test('whose first statement fails is as if it had not been begun', async () => {
      const at = await project(name, ups({ '1_a': 'CREATE TABLE a (x NONSENSE);', '2_b': 'CREATE TABLE b (x INT);' }))
      const lithify = await at.open()
      expect((await failure(() => lithify.run())).hint).toBe(
        'Nothing before it took effect. Mend the file, then:  lithify run',
      )
      at.write(ups({ '1_a': 'CREATE TABLE a (x INT);' }))
      expect((await lithify.run()).applied).toHaveLength(2)
    })

    test('rolls back the rows that a failing statement was among', async () => {
      const at = await project(
        name,
        ups({ '1_a': 'CREATE TABLE a (id INT PRIMARY KEY);\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (1);' }),
      )
      const lithify = await at.open()
      expect((await failure(() => lithify.run())).hint).toContain('The statement before it took effect and stays')
      expect(await at.query('SELECT * FROM a')).toEqual([])
      expect((await failure(() => lithify.run())).data).toMatchObject({ done: 1, line: 3, effect: 'no' })
      at.write(ups({ '1_a': 'CREATE TABLE a (id INT PRIMARY KEY);\nINSERT INTO a VALUES (7);' }))
      await lithify.run({ resume: true })
      expect(await at.query('SELECT * FROM a')).toEqual([{ id: 7 }])
    })

    test('is not resumed when what is done of it was edited', async () => {
      const at = await project(
        name,
        ups({ '1_a': 'CREATE TABLE a (id INT);\nDROP TABLE a;\nCREATE TABLE a (x NONSENSE);' }),
      )
      const lithify = await at.open()
      await failure(() => lithify.run())
      at.write(ups({ '1_a': 'CREATE TABLE other (id INT);\nDROP TABLE a;\nCREATE TABLE b (id INT);' }))
      expect(await failure(() => lithify.run({ resume: true }))).toMatchObject({
        code: 'LITHIFY_E_RESUME',
        data: { reason: 'edited', name: named('1_a') },
      })
      at.write(ups({ '1_a': 'CREATE TABLE a (id INT);' }))
      expect((await failure(() => lithify.run({ resume: true }))).data).toMatchObject({ reason: 'edited' })
      at.remove(sqlFile('1_a'))
      expect((await failure(() => lithify.run({ resume: true }))).data).toMatchObject({ reason: 'missing' })
      expect(await at.query("SHOW TABLES LIKE 'b'")).toEqual([])
    })

    test('of which a person says that it is done, or undone, is settled', async () => {
      const at = await project(name, ups({ '1_a': 'CREATE TABLE a (id INT);\nCREATE TABLE a (id INT);' }))
      const lithify = await at.open()
      expect((await failure(() => lithify.resolve({ applied: '1_a' }))).data).toMatchObject({ reason: 'nothing' })
      await failure(() => lithify.run())
      expect((await failure(() => lithify.resolve({}))).code).toBe('LITHIFY_E_USAGE')
      expect((await failure(() => lithify.resolve({ clean: true }))).data).toMatchObject({ reason: 'kind' })
      expect((await failure(() => lithify.resolve({ applied: '2_b' }))).code).toBe('LITHIFY_E_MIGRATION_NOT_FOUND')
      expect(await lithify.resolve({ rolledBack: '1_a' })).toMatchObject({ settled: 'rolledBack' })
      expect((await lithify.status()).counts).toMatchObject({ pending: 1, applied: 0 })
      await at.query('DROP TABLE a')
      await failure(() => lithify.run())
      expect(await lithify.resolve({ applied: '1_a' })).toMatchObject({ settled: 'applied' })
      expect((await lithify.status()).counts).toMatchObject({ pending: 0, applied: 1 })
      expect(await lithify.run()).toMatchObject({ applied: [], total: 1 })
    })

    test('keeps what it sets for its session, and has it again when it is resumed', async () => {
      const up = `SET foreign_key_checks = 0;
CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id));
INSERT INTO c VALUES (1, 5);
CREATE TABLE broken (x NONSENSE);
INSERT INTO c VALUES (2, 6);`
      const at = await project(name, ups({ '1_a': up }))
      const lithify = await at.open()
      await failure(() => lithify.run())
      await lithify.close()
      at.write(ups({ '1_a': up.replace('NONSENSE', 'INT') }))
      expect((await (await at.open()).run({ resume: true })).applied).toHaveLength(1)
      expect(await at.query('SELECT id FROM c ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
    })

    test.each([
      ['CREATE TEMPORARY TABLE t (id INT);', 'INSERT INTO a SELECT id FROM t;'],
      ['SET @n = (SELECT COUNT(*) FROM a);', 'INSERT INTO a VALUES (@n);'],
      ['INSERT INTO a VALUES (1);', 'INSERT INTO a SELECT LAST_INSERT_ID();'],
    ])('is not resumed where its session is needed: %s', async (before, behind) => {
      const up = `CREATE TABLE a (id INT);\n${before}\nCREATE TABLE broken (x NONSENSE);\n${behind}`
      const at = await project(name, ups({ '1_a': up }))
      const lithify = await at.open()
      await failure(() => lithify.run())
      at.write(
        ups({
          '1_a': up
            .replace('NONSENSE', 'INT')
            .replace('CREATE TABLE broken (x INT);\nINSERT INTO a SELECT L', 'INSERT INTO a SELECT L'),
        }),
      )
      const error = await failure(() => lithify.run({ resume: true }))
      expect(error).toMatchObject({ code: 'LITHIFY_E_RESUME', data: { reason: 'session' } })
      expect(error.hint).toContain('lithify resolve')
    })

    test('in code goes on with the operation that it had reached', async () => {
      const at = await project(name, { [`${named('1_a')}.mjs`]: code('nonsense') })
      const lithify = await at.open()
      const failed = await failure(() => lithify.run())
      expect(failed.hint).toContain('The 4 statements before it took effect and stay')
      await lithify.close()
      at.write({ [`${named('1_a')}.mjs`]: code('int') })
      const unchanged = await failure(async () => (await at.open()).run())
      expect(unchanged.message).toContain('which did not take effect:  create table broken')
      // The question is asked again, and answered otherwise: what follows from it is not what was done.
      expect((await failure(async () => (await at.open()).run({ resume: true }))).data).toMatchObject({
        reason: 'edited',
      })
      await at.query("delete from people where name like 'number%'")
      await (await at.open()).run({ resume: true })
      expect(await at.query('select name from people order by id')).toEqual([{ name: 'ann' }, { name: 'bob' }])
      expect(await at.query('select * from last')).toEqual([])
    })
  })
})
