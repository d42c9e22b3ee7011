import { join } from 'node:path'
import Database from 'better-sqlite3'
import { refLabel, type Session } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { closedSource } from '../src/introspect/source.ts'
import { introspect, load, script, session, temporaryDirectory } from './helpers.ts'

/** A session that counts its queries. */
function counting(db: Session): { db: Session; queries: () => number } {
  let count = 0
  const query: Session['query'] = (sql, params) => {
    count++
    return db.query(sql, params)
  }
  return { db: { ...db, query, execute: db.execute.bind(db) }, queries: () => count }
}

describe('introspect', () => {
  test('asks as many questions for a thousand tables as for one', async () => {
    const questions: number[] = []
    for (const tables of [1, 1000]) {
      const { db, queries } = counting(await session())
      await db.execute([
        { text: 'CREATE VIRTUAL TABLE f USING fts5(a)' },
        ...Array.from({ length: tables }, (_, n) => ({ text: `CREATE TABLE t${n}(a)` })),
      ])
      await introspect(db)
      questions.push(queries())
    }
    expect(questions[1]).toBe(questions[0])
    expect(questions[0]).toBeLessThanOrEqual(6)
  })

  test('reads what the model has a place for', async () => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE "My Table" (id INTEGER PRIMARY KEY AUTOINCREMENT, n VARCHAR(10) NOT NULL DEFAULT 'x' COLLATE NOCASE, g AS (n || 'y') STORED, p INT REFERENCES Parent(ID) ON DELETE SET NULL, UNIQUE (n, p), CHECK (p > 0));
       CREATE TABLE parent(id INTEGER PRIMARY KEY); CREATE UNIQUE INDEX i ON "my table"(N DESC, lower(n)) WHERE (p IS NOT NULL); CREATE VIEW v(a) AS SELECT n FROM "my table";
       CREATE TRIGGER tr AFTER INSERT ON "My Table" BEGIN SELECT * FROM parent; END;`,
    )
    const { schema, uncovered } = await introspect(db)
    expect(uncovered).toEqual([])
    expect(schema.objects().map(({ source: _source, ...object }) => object)).toEqual([
      {
        kind: 'table',
        name: 'My Table',
        columns: [
          { name: 'id', type: 'INTEGER', nullable: true, options: { autoincrement: true } },
          { name: 'n', type: 'VARCHAR(10)', nullable: false, default: "'x'", collation: 'NOCASE' },
          { name: 'g', type: '', nullable: true, generated: { expression: "n || 'y'", stored: true } },
          { name: 'p', type: 'INT', nullable: true },
        ],
        primaryKey: { keys: [{ column: 'id' }] },
        uniques: [{ name: 'My Table_n_p_unique', keys: [{ column: 'n' }, { column: 'p' }] }],
        checks: [{ name: 'My Table_check', expression: 'p > 0' }],
      },
      {
        kind: 'table',
        name: 'parent',
        columns: [{ name: 'id', type: 'INTEGER', nullable: true }],
        primaryKey: { keys: [{ column: 'id' }] },
        uniques: [],
        checks: [],
      },
      {
        kind: 'foreignKey',
        table: 'My Table',
        name: 'My Table_p_foreign',
        columns: ['p'],
        references: { table: 'parent', columns: ['id'] },
        onDelete: 'setNull',
      },
      {
        kind: 'index',
        name: 'i',
        table: 'My Table',
        unique: true,
        keys: [{ column: 'n', order: 'desc' }, { expression: 'lower(n)' }],
        where: 'p IS NOT NULL',
      },
      {
        kind: 'view',
        name: 'v',
        definition: 'SELECT n FROM "my table"',
        columns: ['a'],
        dependsOn: [{ kind: 'table', name: 'My Table' }],
      },
      {
        kind: 'trigger',
        name: 'tr',
        table: 'My Table',
        create: 'CREATE TRIGGER tr AFTER INSERT ON "My Table" BEGIN SELECT * FROM parent; END',
        drop: 'DROP TRIGGER "tr"',
        dependsOn: [
          { kind: 'table', name: 'My Table' },
          { kind: 'table', name: 'parent' },
        ],
      },
    ])
  })

  test('leaves out the tables of virtual tables, and no others', async () => {
    const db = await session()
    await load(
      db,
      'CREATE VIRTUAL TABLE docs USING fts5(a); CREATE TABLE docs_contents(a); CREATE TABLE docs_extra(a); CREATE VIRTUAL TABLE r USING rtree(id, a, b)',
    )
    const { schema, uncovered } = await introspect(db)
    expect(schema.objects().map(refLabel).toSorted()).toEqual([
      'table docs_contents',
      'table docs_extra',
      'virtualTable docs',
      'virtualTable r',
    ])
    expect(uncovered).toEqual([])
    const names = (await dialect.inventory(db, {})).map(refLabel)
    for (const label of ['virtualTable docs', 'table docs_content', 'table docs_extra']) expect(names).toContain(label)
  })

  test('keeps a virtual table whose module is missing, and doubts the tables that may be its own', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    const raw = new Database(file)
    raw.exec('CREATE TABLE t(a)')
    raw.unsafeMode(true)
    raw.pragma('writable_schema = ON')
    const lost = 'CREATE VIRTUAL TABLE lost USING "no module"(a)'
    raw
      .prepare("INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql) VALUES ('table', 'lost', 'lost', 0, ?)")
      .run(lost)
    raw.close()
    const first = await session({ filename: file })
    const { schema, uncovered } = await introspect(first)
    expect(schema.get({ kind: 'virtualTable', name: 'lost' })).toMatchObject({ create: lost })
    expect(uncovered).toEqual([])
    await load(first, 'CREATE TABLE lost_data(a)')
    expect((await introspect(first)).uncovered).toEqual([
      { ref: { kind: 'virtualTable', name: 'lost' }, reason: expect.stringContaining('lost_data') },
    ])
  })

  test('leaves out excluded tables with what lives on them', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE Hidden(id INTEGER PRIMARY KEY, p REFERENCES t); CREATE INDEX h ON hidden(p); CREATE TRIGGER tr AFTER INSERT ON hidden BEGIN SELECT 1; END; CREATE TABLE t(a)',
    )
    const scope = { exclude: [{ name: 'hidden' }] }
    expect((await dialect.introspect(db, scope)).schema.objects().map(refLabel)).toEqual(['table t'])
    expect((await dialect.inventory(db, scope)).map(refLabel)).toEqual(['table t'])
  })

  test('views and triggers know what they name, and never themselves', async () => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE a(v2, x); CREATE VIEW v1 AS SELECT a.v2 FROM main.a; CREATE VIEW v2 AS SELECT v1.x AS v2, 'a' FROM (SELECT v2 AS x FROM v1) AS v1`,
    )
    const { schema } = await introspect(db)
    const dependsOn = (name: string): string[] => (schema.get({ kind: 'view', name })?.dependsOn ?? []).map(refLabel)
    expect(dependsOn('v1')).toEqual(['table a'])
    expect(dependsOn('v2')).toContain('view v1')
    expect(dependsOn('v2')).not.toContain('view v2')
  })

  test('an empty database', async () => {
    const db = await session()
    expect((await introspect(db)).schema.toJSON()).toEqual({ options: {}, objects: [] })
    expect(await dialect.inventory(db, {})).toEqual([])
    // SQLite's own tables are no objects of the user.
    await load(
      db,
      'CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t DEFAULT VALUES; ANALYZE; DROP TABLE t',
    )
    expect(await dialect.inventory(db, {})).toEqual([])
  })

  test('a comment at the end of a text cannot swallow what follows', () => {
    expect(closedSource('CREATE VIEW v AS SELECT 1 -- x')).toBe('CREATE VIEW v AS SELECT 1 -- x\n')
    expect(closedSource('CREATE VIEW v AS SELECT 1 /* x')).toBe('CREATE VIEW v AS SELECT 1 /* x*/')
    expect(closedSource("CREATE VIEW v AS SELECT '-- x'")).toBe("CREATE VIEW v AS SELECT '-- x'")
    expect(closedSource(`CREATE VIEW v AS SELECT 1 -- ${'x'.repeat(2000)}`)).toMatch(/x\n$/)
  })

  test('the scratch database is empty, and one of its own', async () => {
    const shadow = await (dialect.shadow as NonNullable<typeof dialect.shadow>)({ url: 'sqlite:/nowhere/at/all.db' })
    await load(shadow, 'CREATE TABLE t(a)')
    expect(script((await introspect(shadow)).schema, 'source')).toEqual(['CREATE TABLE t(a)'])
    await shadow.close()
  })
})
