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
      CREATE PUBLICATION p; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR postgres SERVER s;
      CREATE FOREIGN TABLE f (a integer) SERVER s; CREATE TEXT SEARCH CONFIGURATION c (COPY = simple); CREATE TYPE shell;
      CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end'; CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION e();
      CREATE OPERATOR === (LEFTARG = box, RIGHTARG = box, FUNCTION = box_same); CREATE CAST (text AS point) WITH INOUT;
      ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; CREATE OPERATOR FAMILY fam USING btree;
      CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1; CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler`)
    const { uncovered } = await dialect.introspect(opened, {})
    const found = uncovered.map(({ ref }) => refLabel(ref))
    expect(found).toEqual([
      'shellType shell',
      'accessMethod m',
      'cast text as point',
      'conversion conv',
      'defaultPrivileges postgres r',
      'eventTrigger t',
      'foreignDataWrapper w',
      'foreignTable f',
      'operator public.===(box,box)',
      'operatorFamily fam',
      'publication p',
      'server s',
      'textSearchConfiguration c',
      'userMapping s for postgres',
    ])
    const listed = (await dialect.inventory(opened, {})).map(refLabel)
    expect(listed).toEqual(expect.arrayContaining(found))
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
