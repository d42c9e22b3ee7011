import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import type { Session, Table } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { catalog, introspect, load, script, session, temporaryDirectory } from './helpers.ts'

async function inserts(db: Session, name: string): Promise<{ sql: string; count: number }[]> {
  const { schema } = await introspect(db)
  const found: { sql: string; count: number }[] = []
  for await (const statement of dialect.rows(db, schema.table({ name }) as Table)) found.push(statement)
  return found
}

async function copied(db: Session, name: string): Promise<Session> {
  const copy = await session()
  await load(copy, script((await introspect(db)).schema, 'source').join(';\n'))
  await copy.execute((await inserts(db, name)).map(({ sql }) => ({ text: sql })))
  return copy
}

const exact = (db: Session): Promise<unknown> =>
  db.query('SELECT rowid, typeof(v) AS kind, quote(v) AS q, hex(v) AS h FROM t ORDER BY id')

describe('rows', () => {
  test('come back exactly', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE t(id INTEGER PRIMARY KEY, v, g AS (id * 2))')
    const values = [
      null,
      0,
      -1,
      2n ** 63n - 1n,
      -(2n ** 63n),
      0.1,
      1 / 3,
      1e300,
      -1e-300,
      Infinity,
      -Infinity,
      5e-324,
      '',
      "it's",
      'a\0b',
      '\0',
      'ü🙂\r\n',
      new Uint8Array(),
      new Uint8Array([0, 255, 39]),
      '9007199254740993',
    ]
    for (const value of values) await db.query('INSERT INTO t(v) VALUES (?)', [value])
    await load(
      db,
      "INSERT INTO t(v) VALUES (CAST(X'FF41' AS TEXT)), (-0.0), (1.0), (CAST(X'ED A0 80' AS TEXT))".replace(
        /ED A0 80/,
        'EDA080',
      ),
    )
    expect(await exact(await copied(db, 't'))).toEqual(await exact(db))
  })

  test('of any values', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.uint8Array(),
      fc.constant(null),
    )
    const property = fc.asyncProperty(fc.array(value, { maxLength: 20 }), async (values) => {
      const db = await dialect.connect({ filename: ':memory:' })
      await load(db, 'CREATE TABLE t(id INTEGER PRIMARY KEY, v)')
      for (const each of values) await db.query('INSERT INTO t(v) VALUES (?)', [each])
      expect(await exact(await copied(db, 't'))).toEqual(await exact(db))
      await db.close()
    })
    await fc.assert(property, { numRuns: 100 })
  })

  test('of a UTF-16 database', async () => {
    const db = await session()
    await load(
      db,
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t(v) VALUES ('ü🙂''\n'), (CAST(X'41000042' AS TEXT))",
    )
    const copy = await session()
    await load(copy, `PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(id INTEGER PRIMARY KEY, v)`)
    await copy.execute((await inserts(db, 't')).map(({ sql }) => ({ text: sql })))
    expect(await exact(copy)).toEqual(await exact(db))
  })

  test('stand in the order of the key, or of the rowid', async () => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE a(x TEXT, y INT, PRIMARY KEY (y, x)) WITHOUT ROWID; INSERT INTO a VALUES ('b', 2), ('a', 2), ('z', 1);
      CREATE TABLE b(v); INSERT INTO b(rowid, v) VALUES (9, 'nine'), (2, 'two'); CREATE TABLE c(rowid, oid, _rowid_); INSERT INTO c VALUES (2, 1, 1), (1, 2, 2); CREATE TABLE d(a)`,
    )
    expect(await inserts(db, 'a')).toEqual([
      { count: 3, sql: `INSERT INTO "a" ("x", "y") VALUES\n  ('z', 1),\n  ('a', 2),\n  ('b', 2)` },
    ])
    expect(await inserts(db, 'b')).toEqual([{ count: 2, sql: `INSERT INTO "b" ("v") VALUES\n  ('two'),\n  ('nine')` }])
    expect(await inserts(db, 'c')).toEqual([
      { count: 2, sql: `INSERT INTO "c" ("rowid", "oid", "_rowid_") VALUES\n  (1, 2, 2),\n  (2, 1, 1)` },
    ])
    expect(await inserts(db, 'd')).toEqual([])
  })

  test('come in statements of bounded size, and the session can be used meanwhile', async () => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE t(id INTEGER PRIMARY KEY, v); WITH r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5000) INSERT INTO t SELECT n, hex(randomblob(100)) FROM r`,
    )
    const { schema } = await introspect(db)
    let count = 0
    for await (const statement of dialect.rows(db, schema.table({ name: 't' }) as Table)) {
      expect(statement.sql.length).toBeLessThan(80_000)
      count += statement.count
      await db.query('SELECT 1')
    }
    expect(count).toBe(5000)
  })
})

/** The statements of a dump, as core writes them. */
async function dumpOf(db: Session): Promise<string> {
  const { schema } = await introspect(db)
  const { before, after } = dialect.frame(schema)
  return [...before, ...script(schema, 'source'), ...after].map((text) => `${text};\n`).join('')
}

describe('the frame of a dump', () => {
  test('sets nothing that is as in a new file', async () => {
    expect(dialect.frame((await introspect(await session())).schema)).toEqual({
      before: ['PRAGMA foreign_keys = OFF', 'BEGIN'],
      after: ['COMMIT'],
    })
  })

  const native = (() => {
    try {
      return execFileSync('sqlite3', ['--version'], { encoding: 'utf8' })
    } catch {
      return undefined
    }
  })()

  test.skipIf(native === undefined)('brings the settings of the file through the sqlite3 client', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'a.db')
    const raw = new Database(file)
    raw.exec(
      "PRAGMA page_size = 8192; PRAGMA auto_vacuum = 1; PRAGMA encoding = 'UTF-16be'; CREATE TABLE t(a REFERENCES later(id)); CREATE TABLE later(id INTEGER PRIMARY KEY); PRAGMA user_version = 5; PRAGMA application_id = -7",
    )
    raw.close()
    const db = await session({ filename: file })
    expect((await introspect(db)).schema.options).toEqual({
      page_size: 8192,
      auto_vacuum: 1,
      encoding: 'UTF-16be',
      user_version: 5,
      application_id: -7,
    })
    const dump = await dumpOf(db)

    const loaded = join(directory, 'b.db')
    execFileSync('sqlite3', ['-bail', loaded], { input: dump })
    const again = await session({ filename: loaded })
    expect((await introspect(again)).schema.options).toEqual((await introspect(db)).schema.options)
    expect(await catalog(again)).toEqual(await catalog(db))
    expect(await dumpOf(again)).toBe(dump)
    const { compare } = dialect
    expect(compare.databaseOptions?.((await introspect(db)).schema.options)).toEqual({
      encoding: 'UTF-16be',
      user_version: 5,
      application_id: -7,
    })
  })
})
