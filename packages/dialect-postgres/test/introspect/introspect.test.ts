import { refLabel, type Session } from '@lithify/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { database, onEnds, session, split } from '../helpers.ts'

onEnds((version) => {
  const made = async (script: string): Promise<Session> => {
    const opened = await session({ url: await database(version) })
    await opened.execute(split(script))
    return opened
  }

  test('what it cannot represent is named, and is in the inventory', async () => {
    const opened = await made(`
      CREATE OPERATOR <<<@ (FUNCTION = box_lt, LEFTARG = box, RIGHTARG = box, COMMUTATOR = @>>>); DROP OPERATOR <<<@ (box, box);
      CREATE FUNCTION p(a integer) RETURNS integer LANGUAGE sql AS 'select 1'; CREATE FUNCTION q(b integer DEFAULT p(1)) RETURNS integer LANGUAGE sql AS 'select 1';
      CREATE OR REPLACE FUNCTION p(a integer DEFAULT q(1)) RETURNS integer LANGUAGE sql AS 'select 1'`)
    const { uncovered } = await dialect.introspect(opened, {})
    const found = uncovered.map(({ ref }) => refLabel(ref))
    expect(found).toEqual(['shellOperator @>>>(box, box)', 'function p(a integer)', 'function q(b integer)'])
    const listed = (await dialect.inventory(opened, {})).map(refLabel)
    expect(listed).toEqual(expect.arrayContaining(found))
  })

  test('a type is not dropped with what others made of it', async () => {
    const opened = await made(`
      CREATE TYPE small; CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
      CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
      CREATE TYPE small (INPUT = small_in, OUTPUT = small_out, LIKE = integer); CREATE TABLE t (a integer, b small[])`)
    const { schema } = await dialect.introspect(opened, {})
    const drop = dialect.emit({ kind: 'dropObject', object: { kind: 'baseType', name: 'small' } }, schema)
    await expect(opened.execute(drop)).rejects.toThrow('column b of table t')
    await opened.execute(split('ALTER TABLE t DROP COLUMN b'))
    await opened.execute(split('CREATE VIEW v AS SELECT small_in(NULL) IS NULL AS c'))
    await expect(opened.execute(drop)).rejects.toThrow('rule _RETURN on view v')
    await opened.execute(split('DROP VIEW v'))
    await opened.execute(drop)
    const left = await dialect.inventory(opened, {})
    expect(left.map(refLabel)).toEqual(['table t'])
  })

  test('an invalid index is named', async () => {
    const opened = await made('CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1)')
    await expect(
      opened.execute([{ text: 'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)', transactional: false }]),
    ).rejects.toThrow()
    const { uncovered } = await dialect.introspect(opened, {})
    expect(uncovered.map(({ ref }) => refLabel(ref))).toEqual(['index t.i'])
  })

  test('an extension is one object, whatever it brings', async () => {
    const opened = await made(
      'CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE TABLE t (a citext, b hstore[]); CREATE EXTENSION ltree',
    )
    const { schema, uncovered } = await dialect.introspect(opened, {})
    expect(uncovered).toEqual([])
    expect(schema.objects().map(refLabel)).toEqual([
      'extension citext',
      'extension hstore',
      'extension ltree',
      'table t',
    ])
    expect(schema.table({ name: 't' })?.dependsOn?.map(refLabel)).toEqual(['extension citext', 'extension hstore'])
  })

  test('the settings of the session are left alone, in a transaction and outside', async () => {
    const opened = await made("SET search_path = pg_catalog; SET TimeZone = 'Asia/Tokyo'")
    const settings = (): Promise<unknown> =>
      opened.query(`SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone`)
    const expected = [{ path: 'pg_catalog', zone: 'Asia/Tokyo' }]
    await dialect.introspect(opened, {})
    expect(await settings()).toEqual(expected)
    await opened.transaction(async () => {
      await opened.query("SET LOCAL search_path = ''")
      await dialect.introspect(opened, {})
      expect(await settings()).toEqual([{ path: '""', zone: 'Asia/Tokyo' }])
    })
  })

  test('a table that is left out takes its sequences and indexes along', async () => {
    const opened = await made(
      'CREATE TABLE gone (id serial PRIMARY KEY, a text); CREATE INDEX ON gone (a); CREATE TABLE kept (a integer)',
    )
    const { schema } = await dialect.introspect(opened, { exclude: [{ name: 'gone' }] })
    expect(schema.objects().map(refLabel)).toEqual(['table kept'])
  })
})
