import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { load, session, temporaryDirectory } from './helpers.ts'

const refused = (code: string, data: Record<string, unknown> = {}): unknown =>
  expect.objectContaining({ code, data: expect.objectContaining(data) })

describe('values', () => {
  test('come back as they were stored', async () => {
    const db = await session()
    await db.execute([{ text: 'CREATE TABLE t(i, r, t, b, n, big, y)' }])
    const bytes = new Uint8Array([0, 1, 255])
    await db.query('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)', [
      5_000_000_000,
      1.5,
      'ü🙂',
      bytes,
      null,
      2n ** 62n,
      true,
    ])
    const [row] = await db.query('SELECT *, typeof(i) AS kind FROM t')
    expect(row).toEqual({
      i: 5_000_000_000,
      r: 1.5,
      t: 'ü🙂',
      b: Buffer.from(bytes),
      n: null,
      big: 2n ** 62n,
      y: 1,
      kind: 'integer',
    })
    expect(await db.query('SELECT 9007199254740991 AS a, 9007199254740992 AS b, -9007199254740993 AS c')).toEqual([
      { a: 9007199254740991, b: 9007199254740992n, c: -9007199254740993n },
    ])
  })

  test('a statement without rows gives none', async () => {
    const db = await session()
    expect(await db.query('CREATE TABLE t(a)')).toEqual([])
    expect(await db.query('INSERT INTO t VALUES (1), (2) RETURNING a')).toEqual([{ a: 1 }, { a: 2 }])
  })
})

describe('a failing statement', () => {
  test.each<[string, string | undefined]>([
    ['CREATE TABLE x (a int, | numric)) b', ')'],
    ['CREATE TABEL x (a)', 'TABEL'],
    ["SELECT ',', 1 , , 2", undefined],
    ['SELECT 1 FROM nowhere', 'nowhere'],
    ['SELECT nope FROM t', 'nope'],
    ['SELECT t.nope, a FROM t', 't.nope'],
    ['INSERT INTO t(a, zz) VALUES (1, 2)', 'zz'],
    ['CREATE TABLE t(a)', 't('],
    ['CREATE TABLE u(a, b, a)', 'a)'],
    ['SELECT nofunc(1)', 'nofunc'],
    ["SELECT 'abc", "'abc"],
    ['SELECT 1 WHERE', ''],
    ['SELECT a FROM t ORDER BY a COLLATE nope', 'nope'],
    ['DROP INDEX nope', 'nope'],
    ["SELECT 'nope', nope FROM t", 'nope FROM'],
  ])('%s', async (marked, at) => {
    const text = marked.replace('| ', '')
    const db = await session()
    await load(db, 'CREATE TABLE t(a)')
    const error = await db.execute([{ text: 'SELECT 1' }, { text }]).catch((thrown: unknown) => thrown)
    const offset = marked.includes('|')
      ? marked.indexOf('))') - 1
      : at === undefined
        ? 16
        : at === ''
          ? text.length
          : text.lastIndexOf(at)
    expect(error).toEqual(
      refused('LITHIFY_E_STATEMENT', { index: 1, text, offset, serverCode: expect.stringMatching(/^SQLITE_ERROR/) }),
    )
    expect((error as Error).message).not.toContain('\n')
  })

  test('of a constraint says which, and no place', async () => {
    const db = await session()
    await load(db, 'CREATE TABLE t(a UNIQUE)')
    await expect(load(db, 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)')).rejects.toEqual(
      refused('LITHIFY_E_STATEMENT', { index: 1, offset: undefined, serverCode: 'SQLITE_CONSTRAINT_UNIQUE' }),
    )
  })

  test('stops the rest', async () => {
    const db = await session()
    await expect(load(db, 'CREATE TABLE a(x); CREATE TABLE a(x); CREATE TABLE b(x)')).rejects.toThrow()
    expect(await db.query('SELECT name FROM sqlite_schema')).toEqual([{ name: 'a' }])
  })

  test('a query of several statements, or none', async () => {
    const db = await session()
    await expect(db.query('SELECT 1; SELECT 2')).rejects.toEqual(refused('LITHIFY_E_STATEMENT'))
    await expect(db.query('-- nothing')).rejects.toEqual(refused('LITHIFY_E_STATEMENT'))
    await expect(db.query('SELECT ?', [])).rejects.toEqual(refused('LITHIFY_E_STATEMENT'))
  })
})

describe('a transaction', () => {
  test('is committed, or rolled back with its DDL', async () => {
    const db = await session()
    expect(
      await db.transaction(async () => (await load(db, 'CREATE TABLE a(x); INSERT INTO a VALUES (1)'), 'done')),
    ).toBe('done')
    await expect(
      db.transaction(async () => {
        await load(db, 'CREATE TABLE b(x); DROP TABLE a; PRAGMA user_version = 7')
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    expect(
      await db.query('SELECT name, (SELECT user_version FROM pragma_user_version) AS v FROM sqlite_schema'),
    ).toEqual([{ name: 'a', v: 0 }])
  })

  test('is not nested', async () => {
    const db = await session()
    await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toEqual(refused('LITHIFY_E_INTERNAL'))
  })

  test.each(['ROLLBACK', 'COMMIT'])('that a statement ends with %s does not go on outside', async (end) => {
    const db = await session()
    await expect(
      db.transaction(async () => {
        await load(db, `CREATE TABLE a(x); ${end}; CREATE TABLE b(x)`)
      }),
    ).rejects.toEqual(refused('LITHIFY_E_TRANSACTION_CONTROL'))
    expect((await db.query('SELECT name FROM sqlite_schema')).length).toBe(end === 'COMMIT' ? 1 : 0)
  })

  test('that SQLite rolls back by itself does not go on outside, even when the error is caught', async () => {
    const db = await session()
    await load(db, "CREATE TABLE a(x); CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ROLLBACK, 'no'); END")
    const after: unknown[] = []
    await expect(
      db.transaction(async () => {
        await load(db, 'CREATE TABLE b(x)')
        await load(db, 'INSERT INTO a VALUES (1)').catch((error: unknown) => after.push(error))
        await db.query('INSERT INTO b VALUES (1)').catch((error: unknown) => after.push(error))
      }),
    ).rejects.toEqual(refused('LITHIFY_E_TRANSACTION_CONTROL'))
    expect(after).toEqual([
      refused('LITHIFY_E_STATEMENT', { serverCode: 'SQLITE_CONSTRAINT_TRIGGER' }),
      refused('LITHIFY_E_TRANSACTION_CONTROL'),
    ])
    expect(await db.query("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([{ name: 'a' }])
    // The session itself is fine.
    await db.transaction(() => load(db, 'CREATE TABLE c(x)'))
  })

  test('that only reads sees one state and writes nothing', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    const other = new Database(file)
    other.pragma('journal_mode = WAL')
    other.exec('CREATE TABLE t(a)')
    const db = await session({ filename: file })
    await db.transaction(
      async () => {
        other.exec('INSERT INTO t VALUES (1)')
        expect(await db.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0 }])
        await expect(db.execute([{ text: 'INSERT INTO t VALUES (2)' }])).rejects.toEqual(refused('LITHIFY_E_READ_ONLY'))
      },
      { readOnly: true },
    )
    await load(db, 'INSERT INTO t VALUES (3)')
    expect(await db.query('SELECT a FROM t ORDER BY a')).toEqual([{ a: 1 }, { a: 3 }])
    other.close()
  })
})

describe('foreign keys that are checked at the commit', () => {
  const checked = { foreignKeys: 'checkedAtCommit' } as const
  const family =
    'CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (10, 1), (11, 2)'

  test('do not cascade when the parent is dropped and made again', async () => {
    const db = await session()
    await load(db, family)
    await db.transaction(
      () => load(db, 'DROP TABLE p; CREATE TABLE p(id INTEGER PRIMARY KEY, x); INSERT INTO p(id) VALUES (1), (2)'),
      checked,
    )
    expect(await db.query('SELECT count(*) AS n FROM c')).toEqual([{ n: 2 }])
    expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })

  test('refuse what would point nowhere, and roll back', async () => {
    const db = await session()
    await load(db, family)
    await expect(db.transaction(() => load(db, 'DELETE FROM p WHERE id = 2'), checked)).rejects.toEqual(
      refused('LITHIFY_E_FOREIGN_KEYS', { count: 1, violations: [{ table: 'c', rowid: 11, parent: 'p' }] }),
    )
    await expect(db.transaction(() => load(db, 'DROP TABLE p'), checked)).rejects.toEqual(
      refused('LITHIFY_E_FOREIGN_KEYS', { count: 2 }),
    )
    expect(await db.query('SELECT count(*) AS n FROM p')).toEqual([{ n: 2 }])
    expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })

  test('do not blame what was broken before', async () => {
    const db = await session({ filename: ':memory:', foreignKeys: false })
    await load(
      db,
      `${family}; INSERT INTO c VALUES (12, 99); CREATE TABLE odd(x REFERENCES c(p)); INSERT INTO odd VALUES (1)`,
    )
    await db.transaction(() => load(db, 'DELETE FROM c WHERE id = 10'), checked)
    await expect(db.transaction(() => load(db, 'INSERT INTO c VALUES (13, 98)'), checked)).rejects.toEqual(
      refused('LITHIFY_E_FOREIGN_KEYS'),
    )
    expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 0 }])
  })

  test('refuse a parent that has lost the key that is referred to', async () => {
    const db = await session()
    await load(
      db,
      'CREATE TABLE p(id INT UNIQUE); CREATE TABLE c(p REFERENCES p(id)); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)',
    )
    await expect(
      db.transaction(() => load(db, 'DROP TABLE p; CREATE TABLE p(id INT); INSERT INTO p VALUES (1)'), checked),
    ).rejects.toEqual(refused('LITHIFY_E_FOREIGN_KEYS'))
  })

  test('stay so when the script itself says PRAGMA foreign_keys', async () => {
    const db = await session()
    await load(db, family)
    await db.transaction(
      () =>
        load(
          db,
          'PRAGMA foreign_keys = ON; DROP TABLE p; CREATE TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2); PRAGMA foreign_keys = OFF',
        ),
      checked,
    )
    expect(await db.query('SELECT count(*) AS n FROM c')).toEqual([{ n: 2 }])
    expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })
})
