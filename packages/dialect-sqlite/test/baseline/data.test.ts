import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure, project } from '../runner/project.ts'
import { applied, booted, client, dump, dumpPath, loadByClient, manifestPath, textOf, valuesOf } from './booted.ts'

const values = [
  "'it''s; -- no comment /* nor this'",
  "'line' || char(10) || 'line' || char(13) || char(10) || 'end'",
  "'nul' || char(0) || 'inside'",
  "'🙂 größe \u2028'",
  "x'00ff0d0a'",
  "x''",
  "''",
  'null',
  '9223372036854775807',
  '-9223372036854775808',
  '0.1',
  '1e308 * 10',
  '-0.0',
  '1.7976931348623157e308',
  '5e-324',
  "cast(x'c328' as text)",
]

const roles = `create table roles (id integer primary key, v);
${values.map((value, index) => `insert into roles values (${index * 7 + 1}, ${value});`).join('\n')}
`

describe('reference tables', () => {
  it('come back with every value as it was, to the last bit', async () => {
    const at = await applied(roles)
    expect(await dump(at, { data: ['roles'] })).toMatchObject({ data: [{ table: 'roles', rows: values.length }] })
    const copy = await booted(at)
    expect(copy.query('select count(*) as n from roles')).toEqual([{ n: values.length }])
    expect(valuesOf(copy, 'roles')).toBe(valuesOf(at, 'roles'))
    expect(await dump(copy, { data: ['roles'] })).toMatchObject({ changed: false })
  })

  it.skipIf(client === undefined)('come back through the plain client, too', async () => {
    // Older clients do not read the largest number exactly.
    const at = await applied(roles.replace('1.7976931348623157e308', '1.5e308'))
    await dump(at, { data: ['roles'] })
    expect(textOf(at)).not.toContain('\r')
    const plain = project()
    loadByClient(plain.file, textOf(at))
    expect(valuesOf(plain, 'roles')).toBe(valuesOf(at, 'roles'))
  })

  it('have the same bytes whatever order their rows were made in', async () => {
    const texts = new Set<string>()
    for (const order of ['(2), (1), (3)', '(3), (2), (1)']) {
      const at = await applied(
        'create table roles (name text primary key) without rowid;\ncreate table more (id integer primary key);',
      )
      at.exec(`insert into roles values ${order}; insert into more values ${order}`)
      await dump(at, { data: ['roles', 'more'] })
      texts.add(textOf(at))
    }
    expect(texts.size).toBe(1)
  })

  it('do not fire triggers when they are loaded', async () => {
    const at = await applied(`create table roles (id integer primary key); create table log (what);
create trigger note after insert on roles begin insert into log values (new.id); end;
insert into roles values (1), (2); delete from log;`)
    await dump(at, { data: ['roles'] })
    expect((await booted(at)).query('select * from log')).toEqual([])
  })

  it('may refer to each other in a circle', async () => {
    const at = await applied(`create table a (id integer primary key, b_id int references b (id));
create table b (id integer primary key, a_id int not null references a (id));
insert into a values (1, null); insert into b values (1, 1); update a set b_id = 1;`)
    await dump(at, { data: ['a', 'b'] })
    const copy = await booted(at)
    expect(copy.query('select * from a')).toEqual([{ id: 1, b_id: 1 }])
    expect(copy.query('pragma foreign_key_check')).toEqual([])
  })

  it('are refused where their rows point at rows that would not be there', async () => {
    const at =
      await applied(`create table Parent (id integer primary key); create table child (id integer primary key, p references parent (id));
insert into Parent values (1); insert into child values (1, 1), (2, null);`)
    const error = await failure(dump(at, { data: ['child'] }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DATA_TABLE', data: { table: 'child' } })
    expect(error.hint).toMatch(/--data child --data parent/i)
    // Names are found as SQLite finds them.
    expect(await dump(at, { data: ['child', 'PARENT'] })).toMatchObject({
      data: [
        { table: 'Parent', rows: 1 },
        { table: 'child', rows: 2 },
      ],
    })
    at.exec('update child set p = null')
    expect(await dump(at, { data: ['child'], forgetData: true })).toMatchObject({ data: [{ table: 'child', rows: 2 }] })
  })

  it('are many rows, in statements of bounded size', async () => {
    const at = await applied(`create table many (id integer primary key, v text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into many select i, 'row ' || i from n;`)
    await dump(at, { data: ['many'] })
    expect(
      Math.max(
        ...textOf(at)
          .split(';\n')
          .map((statement) => statement.length),
      ),
    ).toBeLessThan(100_000)
    expect(valuesOf(await booted(at), 'many')).toBe(valuesOf(at, 'many'))
  })

  it('that grew since the dump are found by verify', async () => {
    const at = await applied('create table roles (id integer primary key);\ninsert into roles values (1);')
    await dump(at, { data: ['roles'] })
    at.exec('insert into roles values (2)')
    const lithify = await at.open()
    const { findings } = await lithify.verify()
    expect(findings.map(({ code }) => code)).toEqual(['LITHIFY_E_VERIFY'])
    expect(findings[0]?.message).toContain('rows of roles')
  })
})

describe('line ends', () => {
  const script =
    "create table t (id integer primary key, v text default 'a\nb');\ninsert into t values (1, 'one\ntwo');"

  it('of a checkout with CRLF change neither the checksum nor a value', async () => {
    const at = await applied(script)
    await dump(at, { data: ['t'] })
    for (const path of [dumpPath, manifestPath]) {
      const text = readFileSync(join(at.root, path), 'utf8')
      expect(text).not.toContain('\r')
      writeFileSync(join(at.root, path), text.replaceAll('\n', '\r\n'))
    }
    const copy = await booted(at)
    expect(valuesOf(copy, 't')).toBe(valuesOf(at, 't'))
    expect(copy.query("select dflt_value from pragma_table_info('t') where name = 'v'")).toEqual([
      { dflt_value: "'a\nb'" },
    ])
    expect(await dump(copy, { data: ['t'] })).toMatchObject({ changed: false })
  })

  it('that are part of a schema are kept, with a warning', async () => {
    const at = project()
    at.write({ 'database/migrations/1_all.sql': '-- migrate:up\nselect 1;\n' })
    const lithify = await at.open()
    await lithify.run()
    at.exec("create view v as select\r\n'a\r\nb' as x")
    expect((await lithify.dump()).warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_CARRIAGE_RETURN'])
    await lithify.close()
    expect((await booted(at)).query('select hex(x) as x from v')).toEqual([{ x: '610D0A62' }])
  })
})
