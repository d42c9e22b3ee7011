import { expect, test } from 'vitest'
import { failure, onEnds } from '../helpers.ts'
import { database } from '../helpers.ts'
import { project, sqlFile, tables } from './project.ts'

onEnds((version) => {
  test('adopts a database that was built by other means, and no other', { timeout: 60_000 }, async () => {
    const files = {
      ...tables(2),
      [sqlFile('0003_more')]: `-- migrate:up
create schema shop;
create type shop.mood as enum ('sad', 'happy');
create table shop.visits (id bigint generated always as identity primary key, mood shop.mood not null default 'happy', at timestamptz);
create view shop.happy as select id from shop.visits where mood = 'happy';
create function shop.one() returns int language sql as 'select 1';
`,
    }
    const at = await project(files, { url: await database(version) })
    const other = files[sqlFile('0003_more')]?.replace('-- migrate:up', '') ?? ''
    await at.query(
      `create table t2 (v text, id integer primary key); create table t1 (id integer, v text, primary key (id)); ${other}`,
    )
    const lithify = await at.open()
    const error = await failure(() => lithify.adopt())
    expect(error.code).toBe('LITHIFY_E_ADOPT_DIFFERENT')
    expect(error.message).toContain('~ table t2')
    expect(error.message).toContain('columns (order)')
    expect(await at.query(`select 1 from pg_tables where tablename like 'lithify%'`)).toEqual([])

    await at.query('drop table t2; create table t2 (id integer primary key, v text); insert into t1 values (1, null)')
    expect(await lithify.adopt({ dryRun: true })).toMatchObject({ differences: [], pending: [] })
    const { adopted } = await lithify.adopt()
    expect(adopted).toHaveLength(3)
    expect(await at.query('select count(*)::int as n, max(batch) as batch from lithify_migrations')).toEqual([
      { n: 3, batch: 0 },
    ])
    expect((await lithify.status()).clean).toBe(true)
    expect(await at.query('select * from t1')).toEqual([{ id: 1, v: null }])
  })
})
