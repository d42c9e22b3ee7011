import type { PostgresClients } from '@lithify/test-servers'
import { expect, test } from 'vitest'
import { database, failure, onEnds } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'
import { bare } from '../runner/project.ts'
import { judges, psqlRows } from './clients.ts'
import { Project } from './project.ts'

/** A column of each odd type, and what may be in it, as the server reads it. `newer`: not on PostgreSQL 14. */
const odd: Readonly<Record<string, readonly [type: string, ...values: readonly string[]]>> = {
  ints: ['integer[]', `'{}'`, `'{1,NULL,-3}'`, `'{{1,2},{3,4}}'`, `'[2:3][-1:0]={{1,2},{3,4}}'`],
  texts: ['text[]', `'{"",NULL,"NULL","a,b","{}","q\\"q","b\\\\s"}'`, `ARRAY[E'l\\nf', E'c\\rr', E't\\tb']`],
  ranged: ['int4range', `'empty'`, `'(,)'`, `'[1,5)'`],
  numranged: ['numrange', `'(1.50,]'`, `'[-Infinity,NaN]'`],
  tsranged: ['tstzrange', `'["0044-03-15 12:00 BC",infinity)'`],
  ranges: ['int4multirange', `'{}'`, `'{[1,2),[5,9)}'`],
  bytes: ['bytea', `''`, `'\\x00ff5c27220d0a'`],
  real4: ['real', `'NaN'`, `'-Infinity'`, `'-0'`, `'1e-45'`, `'3.4028235e38'`, `'0.1'`],
  real8: ['double precision', `'NaN'`, `'Infinity'`, `'-0'`, `'5e-324'`, `'0.1'::float8 + 0.2`],
  exact: ['numeric', `'NaN'`, `'-Infinity'`, `'1.50'`, `'1e-300'`, `10::numeric ^ 60`],
  scaled: ['numeric(6,2)', `'-0.10'`, `'NaN'`],
  spans: ['interval', `'-1 year 2 days -03:04:05.000006'`, `'1 mon -1 day'`, `'0'`, `'-00:00:01'`, `'178000000 years'`],
  stamps: ['timestamp', `'infinity'`, `'-infinity'`, `'0044-03-15 01:02:03.000004 BC'`, `'294276-12-31'`],
  moments: ['timestamptz', `'infinity'`, `'1900-01-01 00:00+00:19:32'`, `'4713-01-02 BC'`],
  days: ['date', `'infinity'`, `'0001-01-01 BC'`, `'5874897-12-31'`],
  clock: ['time', `'24:00'`, `'00:00:00.000001'`],
  clocks: ['timetz', `'24:00+14:30'`, `'00:00-15:59:59'`],
  js: ['json', `'{"a": 1, "a":  "\\u00e9\\n\\\\ \\"" }'`, `'null'`, `' [1 , 2]'`],
  jsb: ['jsonb', `'{"a": 1.00, "b": "\\u2603\\r\\n''\\\\"}'`, `'null'`, `'""'`],
  path: ['jsonpath', `'$.a[*] ? (@ > 1)'`],
  mood: ['mood', `'so so'`, `'it''s'`, `''`],
  moods: ['mood[]', `'{"so so",it''s,""}'`],
  pair: ['pair', `ROW('a"b\\c,(d)', NULL)`, `ROW('', '{1,2}')`, `ROW(NULL, NULL)`],
  pairs: ['pair[]', `ARRAY[ROW('x y', '{1}'), ROW(E'\\r', NULL)]::pair[]`],
  posint: ['posint', `5`],
  posints: ['posint[]', `'{1,NULL}'`],
  markup: ['xml', `'<a b="c">&lt;d&gt;</a>'`, `'text only <b/>'`, `''`],
  bits: ['bit(5)', `'10101'`],
  varbits: ['bit varying', `''`, `'1'`],
  cash: ['money', `'-12.34'`, `'92233720368547758.07'`],
  net: ['inet', `'::1'`, `'10.1.2.3/8'`, `'::ffff:1.2.3.4/96'`],
  block: ['cidr', `'10.0.0.0/8'`, `'::/0'`],
  mac: ['macaddr', `'08:00:2b:01:02:03'`],
  mac8: ['macaddr8', `'08:00:2b:01:02:03:04:05'`],
  words: ['tsvector', `'''it''''s'':1A,2 b\\\\:3'`, `''`],
  search: ['tsquery', `'a & !''b c'' <2> d:*A'`],
  letter: ['"char"', `'x'`, `''`, `'\\'`],
  padded: ['character(4)', `'a'`, `''`],
  word: ['varchar(3)', `'NUL'`, `'''"\\'`, `E'\\r\\n\\t'`],
  known: ['name', `'a name'`],
  object: ['oid', `4294967295`],
  relation: ['regclass', `'public."select"'`, `'pg_class'`],
  lsn: ['pg_lsn', `'FFFFFFFF/0'`],
  id: ['uuid', `'00000000-0000-0000-0000-000000000001'`],
  pairs2: ['hstore', `'"a b"=>"c\\"d", e=>NULL'`, `''`],
  folded: ['citext', `'CaSe'`, `''`],
  truth: ['boolean', `false`],
  place: ['point', `'(-0,1e-300)'`, `'(NaN,Infinity)'`],
  shape: ['polygon', `'((0,0),(1,1),(1,0))'`],
  open: ['path', `'[(0,0),(1,1)]'`],
  ring: ['circle', `'<(1,2),0.1>'`],
  big: ['bigint', `-9223372036854775808`, `9223372036854775807`],
}

const types = `
CREATE EXTENSION hstore; CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('so so', 'it''s', '');
CREATE TYPE pair AS (a text, b integer[]);
CREATE DOMAIN posint AS integer CHECK (VALUE > 0);`

const columns = Object.entries(odd)
const most = Math.max(...columns.map(([, [, ...values]]) => values.length))
/** One row for each value, the shorter lists padded with NULL; and a row of nothing but NULL. */
const tuples = Array.from({ length: most + 1 }, (_, at) =>
  [String(at + 1), ...columns.map(([, [, ...values]]) => values[at] ?? 'NULL')].join(', '),
)

const special = `
CREATE TABLE "select" ("na""me" text, "from" integer GENERATED ALWAYS AS IDENTITY, twice integer GENERATED ALWAYS AS (length("na""me") * 2) STORED, "é ☃" text DEFAULT 'd', PRIMARY KEY ("na""me", "from"));
INSERT INTO "select" ("na""me", "é ☃") VALUES ('', NULL), ('a', ''), ('B', '☃'), (E'z\\r', 'b\\s'), ('ä', E'\\x01');
CREATE TABLE keyed_by_span (span interval PRIMARY KEY, serial serial);
INSERT INTO keyed_by_span VALUES ('1 mon'), ('-1 day'), ('25:00:00');
CREATE TABLE keyed_by_char (c character(3) PRIMARY KEY, b bytea UNIQUE);
INSERT INTO keyed_by_char VALUES ('a', '\\x00'), ('B', '\\xff');
CREATE TABLE many (id bigint PRIMARY KEY, t text); INSERT INTO many SELECT n, CASE WHEN n % 7 <> 0 THEN repeat('x', n % 50) END FROM generate_series(-1250, 1250) n;
CREATE TABLE parts (region text, id integer GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('eu'); CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
INSERT INTO parts (region) VALUES ('eu'), ('us'), ('eu'), ('');
CREATE TABLE loose (a text, b integer); INSERT INTO loose VALUES ('x', 1), ('x', 1), ('', NULL), (NULL, 2);
`

const tables = ['odd', '"select"', 'keyed_by_span', 'keyed_by_char', 'many', 'parts']

onEnds((version) => {
  test('rows that the role may not see stop a dump: they would be missing from it', { timeout: 60_000 }, async () => {
    const role = `${rolePrefix(version)}reader`
    const project = new Project(`-- migrate:up
CREATE ROLE ${role} LOGIN PASSWORD 'secret';
CREATE TABLE t (id integer PRIMARY KEY, who name); INSERT INTO t VALUES (1, '${role}'), (2, 'somebody');
ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (who = CURRENT_USER);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};\n`)
    const url = await database(version)
    await (await project.open(url)).run()
    await bare(url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`)
    const reader = await project.open(Object.assign(new URL(url), { username: role, password: 'secret' }).href)
    const error = await failure(() => reader.dump({ data: ['t'] }))
    expect(error.code).toBe('LITHIFY_E_PRIVILEGE')
    expect(error.message).toContain('row-level security policy for table "t"')
  })

  test('the next row by default does not meet one that came along', { timeout: 60_000 }, async () => {
    const project = new Project(`-- migrate:up
CREATE SCHEMA "my app"; CREATE SEQUENCE shared START 100;
CREATE TABLE "my app"."it's" (id integer GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME "my app"."a ""seq") PRIMARY KEY, t text);
INSERT INTO "my app"."it's" (t) VALUES ('a'), ('b'); INSERT INTO "my app"."it's" (id, t) VALUES (70, 'c');
CREATE TABLE olden (id bigserial PRIMARY KEY, t text); INSERT INTO olden (t) SELECT 't' FROM generate_series(1, 5); DELETE FROM olden WHERE id = 5;
CREATE TABLE down (id integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY -1) PRIMARY KEY, t text); INSERT INTO down (t) VALUES ('a'), ('b');
CREATE TABLE one (id numeric DEFAULT nextval('shared') PRIMARY KEY, t text); CREATE TABLE two (id integer DEFAULT nextval('shared') PRIMARY KEY, t text);
INSERT INTO one (t) VALUES ('a'), ('b'); INSERT INTO two (t) VALUES ('c'); INSERT INTO two VALUES (-5, 'given');
CREATE TABLE parts (region text, id integer GENERATED BY DEFAULT AS IDENTITY, t text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('eu'); CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
INSERT INTO parts (region, t) VALUES ('eu', 'a'), ('us', 'b'), ('eu', 'c');
CREATE TABLE few (id smallint DEFAULT nextval('shared') PRIMARY KEY, t text); CREATE TABLE wide (id bigserial PRIMARY KEY, t text); INSERT INTO wide VALUES (9223372036854775806, 'z');
`)
    const from = await database(version)
    await (await project.open(from)).run()
    const data = ["my app.it's", 'olden', 'down', 'one', 'two', 'parts', 'few', 'wide']
    await (await project.open(from)).dump({ data })
    const text = project.dump()
    const to = await database(version)
    const copy = await project.open(to)
    await copy.run()
    const next = (table: string, into = 't', values = `'new'`): Promise<{ id: string }[]> =>
      bare<{ id: string }>(to, `INSERT INTO ${table} (${into}) VALUES (${values}) RETURNING id::text AS id`)
    const ids: unknown[] = []
    for (const table of [`"my app"."it's"`, 'olden', 'down', 'one', 'two', 'wide']) ids.push(await next(table))
    ids.push(await next('parts', 'region, t', `'eu', 'new'`))
    expect(ids.flat().map((row) => (row as { id: string }).id)).toEqual([
      '71',
      '5',
      '-3',
      '103',
      '104',
      '9223372036854775807',
      '4',
    ])
    const again = await database(version)
    const second = await project.open(again)
    await second.run()
    await second.dump()
    expect(project.dump()).toBe(text)
    expect((await second.verify()).findings).toEqual([])
  })

  const [judge] = judges(version)
  const rows = (url: string, table: string): readonly string[] => psqlRows(judge as PostgresClients, url, table)
  test.skipIf(judge === undefined)(
    'rows of odd types come back as they were, whatever the settings',
    { timeout: 120_000 },
    async () => {
      const project = new Project(
        `-- migrate:up\n${types}${special}CREATE TABLE odd (key integer PRIMARY KEY, ${columns.map(([name, [type]]) => `"${name}" ${type}`).join(', ')});\n`,
      )
      const from = await database(version)
      const first = await project.open(from)
      await first.run()
      await bare(
        from,
        `SET xmloption = content; INSERT INTO odd VALUES ${tuples.map((tuple) => `(${tuple})`).join(', ')}`,
      )
      const settings = `IntervalStyle = 'sql_standard'`
      const [name] = await bare<{ name: string }>(from, 'SELECT current_database() AS name')
      for (const each of [settings, `DateStyle = 'German, DMY'`, 'xmloption = document', `TimeZone = 'Asia/Kathmandu'`])
        await bare(from, `ALTER DATABASE ${name?.name} SET ${each}`)
      const data = ['odd', 'select', 'keyed_by_span', 'keyed_by_char', 'many', 'parts']
      await (await project.open(from)).dump({ data })
      const text = project.dump()

      const to = await database(version)
      const copy = await project.open(to)
      expect(await copy.run()).toMatchObject({ bootstrap: { migrations: 1 } })
      for (const table of tables) expect([table, rows(to, table)]).toEqual([table, rows(from, table)])
      await copy.dump()
      expect(project.dump()).toBe(text)
      expect((await copy.verify()).findings).toEqual([])
    },
  )
})
