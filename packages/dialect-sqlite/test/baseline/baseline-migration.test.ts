import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  compareSchemas,
  describeDifferences,
  fingerprint,
  newBaselineReport,
  renderBaselineMigration,
  type BaselineReport,
  type Session,
} from '@lithify/core'
import { describe, expect, it } from 'vitest'
import { dialect } from '../../src/index.ts'
import { corpus, introspect, load, session } from '../helpers.ts'
import { nasty } from '../nasty.ts'
import { failure, named, project, type Project } from '../runner/project.ts'

const history = { exclude: [{ name: 'lithify_migrations' }, { name: 'lithify_versions' }] }
const checksum = 'a'.repeat(64)

/** The text of a baseline of what is in a database. */
async function render(
  from: Session,
  tables: readonly string[] = [],
): Promise<{ text: string; report: BaselineReport; print: string }> {
  const { schema } = await introspect(from)
  const at = await project().open()
  const report = newBaselineReport()
  const data = tables.map((name) => schema.table({ name })).filter((table) => table !== undefined)
  const contents = {
    schema,
    data,
    squashedThrough: named('1_all'),
    replaces: [{ name: named('1_all'), checksum }],
  }
  let text = ''
  for await (const piece of renderBaselineMigration(
    { connection: at.connection, session: from, signal: undefined },
    contents,
    report,
  ))
    text += piece
  return { text, report, print: fingerprint(schema, dialect) }
}

/** A project with that baseline alone, run on an empty database. */
async function ran(text: string, extension = 'mjs'): Promise<Project> {
  const at = project({ [`database/migrations/1_baseline.${extension}`]: text })
  const lithify = await at.open()
  const { applied } = await lithify.run()
  expect(applied.map(({ name }) => name)).toEqual([named('1_baseline')])
  await lithify.close()
  return at
}

const schemas: Readonly<Record<string, string | undefined>> = {
  chinook: corpus('chinook.sql'),
  sakila: corpus('sakila.sql'),
  ...nasty,
  'raw objects': `CREATE TABLE a(x INT DEFAULT 1 DEFAULT 2); CREATE INDEX a_x ON a(x); CREATE TABLE b(x REFERENCES a ON INSERT CASCADE MATCH strange);
    CREATE TRIGGER a_t AFTER INSERT ON a BEGIN SELECT 1; END;`,
  'a circle, and options of the database': `CREATE TABLE chickens(id INTEGER PRIMARY KEY, egg INT REFERENCES eggs(id)); PRAGMA user_version = 7; PRAGMA application_id = 11;
    CREATE TABLE eggs(id INTEGER PRIMARY KEY, chicken INT NOT NULL REFERENCES chickens(id));`,
}

describe.each(Object.keys(schemas))('%s', (name) => {
  it.skipIf(schemas[name] === undefined)(
    'is made again by its baseline, in TypeScript and JavaScript alike',
    async () => {
      const original = await session()
      await load(original, schemas[name] as string)
      const { text, print } = await render(original)
      expect((await render(original)).text).toBe(text)
      for (const extension of ['mjs', 'ts']) {
        const at = await ran(text, extension)
        const copy = await session({ filename: at.file })
        const { schema } = await dialect.introspect(copy, history)
        const differences = compareSchemas((await introspect(original)).schema, schema, dialect)
        expect(describeDifferences(differences)).toBe('')
        expect(fingerprint(schema, dialect)).toBe(print)
        expect(text).toContain(`fingerprint: '${print}'`)
      }
    },
  )
})

describe('a baseline migration', () => {
  const shop = `
    create table customers (id integer primary key autoincrement, name varchar(255) not null, boss_id integer references customers (id));
    create table orders (id integer primary key autoincrement, customer_id integer not null references customers (id) on delete cascade,
      total numeric(10,2) not null default 0, paid boolean not null default 0, constraint orders_total_check check (total >= 0));
    create index orders_customer_id_index on orders (customer_id);
    create view totals as select customer_id, sum(total) as total from orders group by customer_id;
    create table log (what text);
    create trigger on_order after insert on orders begin
      insert into log values ('order');
    end;
    insert into customers values (2, 'Eva', 3), (3, 'it''s
\${x} \`y\` \r', 2);
    insert into orders (id, customer_id) values (1, 3);
    delete from log;
  `

  it('reads as one would write it', async () => {
    const original = await session()
    await load(original, shop)
    const { text, report } = await render(original, ['customers', 'orders'])
    expect(report.objects).toEqual({ table: 3, foreignKey: 2, index: 1, view: 1, trigger: 1 })
    expect(text.replaceAll(/[0-9a-f]{64}/g, '…')).toBe(
      readFileSync(join(import.meta.dirname, 'shop_baseline.txt'), 'utf8'),
    )
  })

  it('brings its rows, with their triggers silent, and says what it replaced', async () => {
    const original = await session()
    await load(original, shop)
    const { text, report } = await render(original, ['customers', 'orders'])
    const at = await ran(text)
    expect(at.query('select * from customers')).toEqual([
      { id: 2, name: 'Eva', boss_id: 3 },
      { id: 3, name: "it's\n${x} `y` \r", boss_id: 2 },
    ])
    expect(at.query('select count(*) as n from log')).toEqual([{ n: 0 }])
    expect(report.data).toMatchObject([
      { table: 'customers', rows: 2 },
      { table: 'orders', rows: 1 },
    ])
    const copy = await session({ filename: at.file })
    expect((await render(copy, ['customers', 'orders'])).report.data).toEqual(report.data)
    expect(at.query('select name, kind, batch, replaced from lithify_migrations')).toEqual([
      {
        name: named('1_baseline'),
        kind: 'baseline',
        batch: 0,
        replaced: JSON.stringify({ version: 1, rows: [{ name: named('1_all'), checksum }] }),
      },
    ])
  })

  it('is refused, and nothing stays of it, where its rows point nowhere', async () => {
    const original = await session()
    await load(original, shop)
    const { text } = await render(original, ['orders'])
    const at = project({ 'database/migrations/1_baseline.mjs': text })
    const lithify = await at.open()
    expect((await failure(lithify.run())).code).toBe('LITHIFY_E_FOREIGN_KEYS')
    await lithify.close()
    expect(at.query(`select name from sqlite_schema where name = 'orders'`)).toEqual([])
  })
})
