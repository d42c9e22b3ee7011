import type { Operation, Session, Table } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { introspect, load, modelOf, session } from './helpers.ts'

async function apply(db: Session, ...operations: readonly Operation[]): Promise<void> {
  await db.transaction(
    async () => {
      for (const operation of operations) await db.execute(dialect.emit(operation, (await introspect(db)).schema))
    },
    { foreignKeys: 'checkedAtCommit' },
  )
}

const table = async (db: Session, name: string): Promise<Table> =>
  (await introspect(db)).schema.table({ name }) as Table
const sqlOf = async (db: Session, name: string): Promise<unknown> =>
  (await db.query('SELECT sql FROM sqlite_schema WHERE name = ?', [name]))[0]?.['sql']
const rows = (db: Session, sql: string): Promise<Record<string, unknown>[]> => db.query(sql)

/** A change that SQLite cannot make in place and that changes nothing but a default. */
const touch = (name: string, column: string): Operation => ({
  kind: 'alterColumn',
  table: { name },
  column,
  change: { default: "'touched'" },
})

describe('building a table anew', () => {
  test('keeps rows, indexes, triggers, views, foreign keys and the texts of all others', async () => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE p(id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT AS (length(a)) STORED, c INT AS (b + 1), d TEXT, self INT REFERENCES p(id) ON DELETE CASCADE);
       CREATE TABLE child(id INTEGER PRIMARY KEY, p INT REFERENCES p ON DELETE CASCADE);
       CREATE TABLE log(what);
       CREATE UNIQUE INDEX p_a ON p(a COLLATE NOCASE DESC) WHERE a <> ''; CREATE INDEX p_e ON p(lower(d), b);
       CREATE VIEW v AS SELECT p.a, child.id FROM p JOIN child ON child.p = p.id; CREATE VIEW w AS SELECT * FROM v;
       CREATE TRIGGER p_ai AFTER INSERT ON p BEGIN INSERT INTO log VALUES ('p' || new.a); END;
       CREATE TRIGGER child_ai AFTER INSERT ON child BEGIN UPDATE p SET d = 'seen' WHERE id = new.p; END;
       CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO p(id, a) VALUES (new.id, new.a); END;
       INSERT INTO p(id, a, d, self) VALUES (1, 'one', 'x', NULL), (2, 'two', 'y', 1), (7, 'three', NULL, 2);
       INSERT INTO child VALUES (10, 1), (11, 7);`,
    )
    const before = await introspect(db)
    const texts = await rows(db, "SELECT name, sql FROM sqlite_schema WHERE name <> 'p' ORDER BY name")
    const data = [
      await rows(db, 'SELECT * FROM p'),
      await rows(db, 'SELECT * FROM child'),
      await rows(db, 'SELECT * FROM log'),
      await rows(db, 'SELECT * FROM w'),
    ]
    await apply(db, touch('p', 'd'))

    expect(await rows(db, "SELECT name, sql FROM sqlite_schema WHERE name <> 'p' ORDER BY name")).toEqual(texts)
    expect([
      await rows(db, 'SELECT * FROM p'),
      await rows(db, 'SELECT * FROM child'),
      await rows(db, 'SELECT * FROM log'),
      await rows(db, 'SELECT * FROM w'),
    ]).toEqual(data)
    await apply(db, { kind: 'alterColumn', table: { name: 'p' }, column: 'd', change: { default: null } })
    expect(modelOf((await introspect(db)).schema)).toEqual(modelOf(before.schema))

    await load(
      db,
      "INSERT INTO v(id, a) VALUES (8, 'new'); INSERT INTO child VALUES (12, 8); DELETE FROM p WHERE id = 1",
    )
    expect(await rows(db, 'SELECT id, b, c, d FROM p')).toEqual([{ id: 8, b: 3, c: 4, d: 'seen' }])
    expect(await rows(db, 'SELECT id FROM child')).toEqual([{ id: 12 }])
    expect(await rows(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  test('keeps rowids', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE t(a, b); INSERT INTO t(rowid, a) VALUES (5, 1), (3, 2), (90, 3)')
    await apply(db, touch('t', 'b'))
    expect(await rows(db, 'SELECT rowid, a FROM t')).toEqual([
      { rowid: 3, a: 2 },
      { rowid: 5, a: 1 },
      { rowid: 90, a: 3 },
    ])
  })

  test('keeps rowids behind columns that have taken their names', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE t(rowid, _ROWID_ TEXT, b); INSERT INTO t(oid, rowid, _rowid_) VALUES (5, 1, 2), (3, 3, 4)',
    )
    await apply(db, touch('t', 'b'))
    expect(await rows(db, 'SELECT oid AS o, rowid AS r, _rowid_ AS u FROM t')).toEqual([
      { o: 3, r: 3, u: '4' },
      { o: 5, r: 1, u: '2' },
    ])
    await load(db, 'CREATE TABLE all3(rowid, _rowid_, oid); INSERT INTO all3 VALUES (1, 2, 3)')
    await apply(db, touch('all3', 'oid'))
    expect(await rows(db, 'SELECT * FROM all3')).toEqual([{ rowid: 1, _rowid_: 2, oid: 3 }])
  })

  test('keeps what AUTOINCREMENT has counted', async () => {
    const db = await session()
    const counted = 'id INTEGER PRIMARY KEY AUTOINCREMENT, a'
    await load(
      db,
      `CREATE TABLE t(${counted}); CREATE TABLE empty(${counted}); CREATE TABLE fresh(${counted}); INSERT INTO t(a) VALUES (1), (2), (3); DELETE FROM t WHERE id > 1; INSERT INTO empty VALUES (41, 1); DELETE FROM empty`,
    )
    for (const name of ['t', 'empty', 'fresh']) await apply(db, touch(name, 'a'))
    expect(await rows(db, 'SELECT * FROM sqlite_sequence ORDER BY name')).toEqual([
      { name: 'empty', seq: 41 },
      { name: 't', seq: 3 },
    ])
    await load(db, 'INSERT INTO t DEFAULT VALUES; INSERT INTO empty DEFAULT VALUES')
    expect(await rows(db, 'SELECT max(id) AS t, (SELECT max(id) FROM empty) AS e FROM t')).toEqual([{ t: 4, e: 42 }])
    await apply(db, { kind: 'alterColumn', table: { name: 't' }, column: 'id', change: { options: {} } })
    expect(await rows(db, "SELECT * FROM sqlite_sequence WHERE name = 't'")).toEqual([])
    await apply(db, {
      kind: 'alterColumn',
      table: { name: 't' },
      column: 'id',
      change: { options: { autoincrement: true } },
    })
    expect(await rows(db, "SELECT * FROM sqlite_sequence WHERE name = 't'")).toEqual([{ name: 't', seq: 4 }])
  })

  test('loses no row to a conflict clause', async () => {
    const db = await session()
    await load(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (1, 'y')")
    const unique = { name: 'u', keys: [{ column: 'a' }], options: { onConflict: 'replace' } }
    await expect(apply(db, { kind: 'addUnique', table: { name: 't' }, unique })).rejects.toMatchObject({
      code: 'LITHIFY_E_STATEMENT',
    })
    expect(await rows(db, 'SELECT * FROM t')).toHaveLength(2)
    expect(await rows(db, 'PRAGMA legacy_alter_table')).toEqual([{ legacy_alter_table: 0 }])
  })

  test('keeps WITHOUT ROWID, STRICT, collations, conflict clauses and unnamed constraints', async () => {
    const db = await session()
    const text = `CREATE TABLE "t" (
  "a" TEXT NOT NULL ON CONFLICT IGNORE COLLATE NOCASE,
  "b" INT,
  "c" TEXT DEFAULT 'touched',
  PRIMARY KEY ("a" DESC) ON CONFLICT REPLACE,
  UNIQUE ("b" DESC, "c" COLLATE RTRIM) ON CONFLICT FAIL,
  CONSTRAINT "named" UNIQUE ("c"),
  CHECK (b > 0),
  CONSTRAINT "positive" CHECK (b <> 5),
  FOREIGN KEY ("b") REFERENCES "p" DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID`
    await load(db, `CREATE TABLE p(id INTEGER PRIMARY KEY); ${text.replace(" DEFAULT 'touched'", '')}`)
    await apply(db, touch('t', 'c'))
    expect(await sqlOf(db, 't')).toBe(text)
  })

  test('is refused as a whole when rows would point nowhere', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p INT); INSERT INTO c VALUES (1)')
    const foreignKey = {
      kind: 'foreignKey',
      table: 'c',
      name: 'c_p_foreign',
      columns: ['p'],
      references: { table: 'p', columns: ['id'] },
    } as const
    await expect(apply(db, { kind: 'addForeignKey', foreignKey })).rejects.toMatchObject({
      code: 'LITHIFY_E_FOREIGN_KEYS',
    })
    await load(db, 'INSERT INTO p VALUES (1)')
    await apply(db, { kind: 'addForeignKey', foreignKey })
    expect((await introspect(db)).schema.foreignKeysOn({ name: 'c' })).toEqual([foreignKey])
    await expect(load(db, 'INSERT INTO c VALUES (2)')).rejects.toThrow()
    await apply(db, { kind: 'dropForeignKey', table: { name: 'c' }, name: 'c_p_foreign' })
    await load(db, 'INSERT INTO c VALUES (2)')
  })

  test('refuses NULLs that a new NOT NULL does not allow', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE t(a); INSERT INTO t VALUES (NULL)')
    const notNull: Operation = {
      kind: 'alterColumn',
      table: { name: 't' },
      column: 'a',
      change: { nullable: false, default: '1' },
    }
    await expect(apply(db, notNull)).rejects.toMatchObject({ code: 'LITHIFY_E_STATEMENT' })
    await load(db, 'DELETE FROM t')
    await apply(db, notNull)
    expect((await table(db, 't')).columns[0]).toEqual({ name: 'a', type: '', nullable: false, default: '1' })
  })

  test('works where a view or a trigger is broken, which it has nothing to do with', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE t(a); CREATE VIEW broken AS SELECT * FROM nowhere; CREATE TABLE u(a); CREATE TRIGGER tr AFTER INSERT ON u BEGIN INSERT INTO nowhere VALUES (1); END; INSERT INTO t VALUES (1)',
    )
    await apply(db, touch('t', 'a'))
    expect(await rows(db, 'SELECT a FROM t')).toEqual([{ a: 1 }])
  })

  test('adds, alters and drops keys', async () => {
    const db = await session()
    await load(db, "CREATE TABLE t(a INTEGER, b TEXT); INSERT INTO t VALUES (5, 'x'), (2, 'y')")
    await apply(db, { kind: 'addPrimaryKey', table: { name: 't' }, primaryKey: { keys: [{ column: 'a' }] } })
    expect(await rows(db, 'SELECT rowid FROM t')).toEqual([{ a: 2 }, { a: 5 }])
    await apply(db, { kind: 'dropPrimaryKey', table: { name: 't' } })
    expect(await rows(db, 'SELECT rowid, a FROM t')).toEqual([
      { rowid: 2, a: 2 },
      { rowid: 5, a: 5 },
    ])
    await apply(
      db,
      { kind: 'addCheck', table: { name: 't' }, check: { name: 't_check', expression: 'a > 0' } },
      { kind: 'dropCheck', table: { name: 't' }, name: 't_check' },
    )
    await apply(db, { kind: 'alterTable', table: { name: 't' }, options: { strict: true } })
    expect(await sqlOf(db, 't')).toBe('CREATE TABLE "t" (\n  "a" INTEGER NOT NULL,\n  "b" TEXT\n) STRICT')
  })
})

const column = (name: string, more: object = {}): Operation => ({
  kind: 'addColumn',
  table: { name: 't' },
  column: { name, type: 'text', nullable: true, ...more },
})

const drop = (name: string): Operation => ({ kind: 'dropColumn', table: { name: 't' }, column: name })

describe('in place', () => {
  test.each<[string, object, boolean]>([
    ['nullable', {}, true],
    ['a constant default', { nullable: false, default: "'x'" }, true],
    ['NOT NULL without a default', { nullable: false }, false],
    ['NOT NULL with a default of NULL', { nullable: false, default: 'NULL' }, false],
    ['a default that is computed', { default: "(datetime('now'))" }, false],
    ['CURRENT_TIMESTAMP', { nullable: false, default: 'CURRENT_TIMESTAMP' }, false],
    ['a virtual generated column', { generated: { expression: 'a + 1', stored: false } }, true],
    ['a stored generated column', { generated: { expression: 'a + 1', stored: true } }, false],
    ['a collation', { collation: 'NOCASE' }, true],
  ])('a column is added: %s', async (_, more, inPlace) => {
    const db = await session()
    await load(db, 'CREATE TABLE t(a INT -- first\n, b /* second */)')
    const before = await table(db, 't')
    const operation = column('new one', more)
    expect(dialect.needsSchema?.(operation)).toBe(!inPlace)
    expect(dialect.emit(operation, (await introspect(db)).schema).length === 1).toBe(inPlace)
    await apply(db, operation)
    const { source: _source, ...after } = await table(db, 't')
    const { source: __, ...expected } = before
    expect(after).toEqual({
      ...expected,
      columns: [
        ...before.columns,
        {
          name: 'new one',
          type: 'text',
          nullable: true,
          ...more,
          ...('default' in more && more.default === "(datetime('now'))" ? { default: "datetime('now')" } : {}),
        },
      ],
    })
  })

  test('a column is added to a table with rows', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE t(a); INSERT INTO t VALUES (1)')
    await apply(
      db,
      column('at', { nullable: false, default: 'CURRENT_TIMESTAMP' }),
      column('s', { generated: { expression: 'a * 2', stored: true } }),
      column('k', { nullable: false, default: "'k'" }),
    )
    expect(await rows(db, 'SELECT a, s, k, length(at) AS l FROM t')).toEqual([{ a: 1, s: '2', k: 'k', l: 19 }])
    await expect(apply(db, column('n', { nullable: false }))).rejects.toMatchObject({ code: 'LITHIFY_E_STATEMENT' })
  })

  test('a column is dropped, unless something uses it', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE, b CHECK (b > 0), c REFERENCES p, d, e AS (d), f, g, h); CREATE INDEX i ON t(f) WHERE g; CREATE VIEW v AS SELECT h FROM t; CREATE TABLE u(x); CREATE TRIGGER tr AFTER INSERT ON u BEGIN UPDATE t SET g = 1; END',
    )
    for (const [name, user] of [
      ['id', 'primary key'],
      ['a', 't_a_unique'],
      ['b', 't_b_check'],
      ['c', 't_c_foreign'],
      ['d', 'generated column e'],
      ['f', 'index t.i'],
      ['g', 'index t.i'],
      ['nope', 'no column'],
    ] as const) {
      await expect(apply(db, drop(name))).rejects.toMatchObject({
        code: 'LITHIFY_E_OPERATION',
        message: expect.stringContaining(user),
      })
    }
    await apply(db, { kind: 'dropIndex', table: { name: 't' }, name: 'i' })
    await expect(apply(db, drop('h'))).rejects.toMatchObject({
      code: 'LITHIFY_E_STATEMENT',
      message: expect.stringContaining('view v'),
    })
    await expect(apply(db, drop('g'))).rejects.toMatchObject({
      code: 'LITHIFY_E_OPERATION',
      message: expect.stringContaining('trigger tr'),
    })
    await apply(db, drop('e'), drop('d'), drop('f'))
    expect((await table(db, 't')).columns.map(({ name }) => name)).toEqual(['id', 'a', 'b', 'c', 'g', 'h'])
  })

  test.each<[string, boolean]>([
    ['AFTER UPDATE OF a, g ON t BEGIN SELECT 1; END', true],
    ['AFTER UPDATE OF a ON t BEGIN SELECT g FROM g; END', false],
    ['AFTER INSERT ON u BEGIN INSERT INTO t(a, "G") VALUES (1, 2); END', true],
    ['AFTER INSERT ON u BEGIN INSERT INTO t(a) VALUES (1) ON CONFLICT DO UPDATE SET g = 1; END', true],
    ['AFTER INSERT ON u BEGIN UPDATE OR IGNORE t SET (a, g) = (1, 2) WHERE a; END', true],
    ['AFTER INSERT ON u BEGIN UPDATE g SET g = 1; INSERT INTO g(g) VALUES (1); UPDATE t SET a = 1; END', false],
  ])('a column is dropped, unless a trigger writes it: %s', async (body, refused) => {
    const db = await session()
    await load(db, `CREATE TABLE t(a, g); CREATE TABLE u(x); CREATE TABLE g(g); CREATE TRIGGER tr ${body}`)
    const attempt = apply(db, { kind: 'dropColumn', table: { name: 't' }, column: 'g' })
    if (refused)
      await expect(attempt).rejects.toMatchObject({
        code: 'LITHIFY_E_OPERATION',
        message: expect.stringContaining('trigger tr'),
      })
    else await attempt
  })

  test('tables, columns and indexes are renamed, in case only as well', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE t(a, b); CREATE INDEX i ON t(a); CREATE VIEW v AS SELECT t.a FROM t; CREATE TABLE c(t REFERENCES t(a)); CREATE TRIGGER tr AFTER INSERT ON c BEGIN UPDATE t SET b = 1; END',
    )
    await apply(
      db,
      { kind: 'renameTable', table: { name: 't' }, to: 'T' },
      { kind: 'renameColumn', table: { name: 'T' }, column: 'a', to: 'A' },
      { kind: 'renameIndex', table: { name: 'T' }, name: 'i', to: 'j' },
    )
    expect(await table(db, 'T')).toMatchObject({ columns: [{ name: 'A' }, { name: 'b' }] })
    expect(await sqlOf(db, 'j')).toBe('CREATE INDEX "j" ON "T" ("A")')
    expect(await sqlOf(db, 'v')).toContain('"T"')
  })

  test('a dropped table takes no rows of others with it', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)',
    )
    const dropParent: Operation = { kind: 'dropTable', table: { name: 'p' } }
    expect(dialect.emit(dropParent, (await introspect(db)).schema)).toEqual([
      { text: 'DROP TABLE "p"', foreignKeys: 'checkedAtCommit' },
    ])
    await expect(apply(db, dropParent)).rejects.toMatchObject({ code: 'LITHIFY_E_FOREIGN_KEYS' })
    expect(await rows(db, 'SELECT * FROM c')).toEqual([{ p: 1 }])
    await apply(db, { kind: 'dropTable', table: { name: 'c' } }, dropParent)
  })

  test('settings of the file', async () => {
    const db = await session()
    await apply(db, { kind: 'setDatabaseOptions', options: { user_version: 7, application_id: 252006674 } })
    expect((await introspect(db)).schema.options).toEqual({ user_version: 7, application_id: 252006674 })
    await expect(apply(db, { kind: 'setDatabaseOptions', options: { page_size: 8192 } })).rejects.toMatchObject({
      code: 'LITHIFY_E_UNSUPPORTED',
    })
  })

  test('what is kept as text is changed by SQL only', async () => {
    const db = await session()
    await load(db, 'CREATE VIRTUAL TABLE f USING fts5(a)')
    await expect(
      apply(db, { kind: 'alterColumn', table: { name: 'f' }, column: 'a', change: { type: 'text' } }),
    ).rejects.toMatchObject({ code: 'LITHIFY_E_UNSUPPORTED' })
    await expect(apply(db, touch('none', 'a'))).rejects.toMatchObject({ code: 'LITHIFY_E_OPERATION' })
    await apply(db, { kind: 'dropObject', object: { kind: 'virtualTable', name: 'f' } })
    expect((await introspect(db)).schema.size).toBe(0)
  })
})
