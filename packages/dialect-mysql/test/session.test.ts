import type { Statement } from '@lithify/core'
import { mysqlServers } from '@lithify/test-servers'
import { describe, expect, test } from 'vitest'
import { admin, database, failure, onAll, onBoth, session, statements } from './helpers.ts'
import { split } from './split.ts'

onAll((name) => {
  test('says what is on the other side: flavour and version', async () => {
    const url = await database(name)
    const opened = await session({ url })
    const { flavour, version } = mysqlServers[name]
    expect(opened.server.flavour).toBe(flavour)
    const info = await opened.serverInfo()
    expect(info).toMatchObject({ database: url.split('/').at(-1), host: new URL(url).hostname })
    expect(info.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`))
    expect(info.version.startsWith(`${info.major}.`)).toBe(true)
    const [row] = await opened.query('SELECT VERSION() AS v')
    expect(String(row?.['v'])).toContain(info.version)
  })

  test('a failure in a batch names its statement and its place', async () => {
    const opened = await session({ url: await database(name) })
    const cases: [string[], number, number | undefined, string][] = [
      [
        ['CREATE TABLE a (x INT)', 'SELECT 1 /* ü😀 */ FORM a WHERE', 'SELECT 2'],
        1,
        'SELECT 1 /* ü😀 */ FORM '.length,
        'ER_PARSE_ERROR',
      ],
      [
        ['SELECT 1', '\n  -- one\n  SELECT 1,\n  1 1 1,\n 2 2 2', 'SELECT 2'],
        1,
        '\n  -- one\n  SELECT 1,\n  1 '.length,
        'ER_PARSE_ERROR',
      ],
      [['SELECT 1', 'CREATE TABLE c (x INT', 'SELECT 2'], 1, undefined, 'ER_PARSE_ERROR'],
      [['CREATE TABLE d (x INT'], 0, 'CREATE TABLE d (x INT'.length, 'ER_PARSE_ERROR'],
      [['SELECT 1; SELECT 2', '/*! */', "SELECT '😀', nope"], 2, undefined, 'ER_BAD_FIELD_ERROR'],
      [['SELECT 1', 'SELECT (SELECT 1 UNION SELECT 2)', 'SELECT 3'], 1, undefined, 'ER_SUBQUERY_NO_1_ROW'],
      [
        ['CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END', 'CALL p()', 'CALL p()', 'SELECT nope', 'SELECT 3'],
        3,
        undefined,
        'ER_BAD_FIELD_ERROR',
      ],
      [
        ['CREATE PROCEDURE q() BEGIN SELECT 1; SELECT nope; END', 'SELECT 1', 'CALL q()'],
        2,
        undefined,
        'ER_BAD_FIELD_ERROR',
      ],
    ]
    for (const [texts, index, offset, serverCode] of cases) {
      const error = await failure(() => opened.execute(statements(...texts)))
      expect(error, texts[index]).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: { index, text: texts[index], serverCode },
      })
      if (offset !== undefined) expect([texts[index], error.data['offset']]).toEqual([texts[index], offset])
      expect(error.cause).toBeInstanceOf(Error)
    }
    expect(await opened.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('values come back whole, with parameters and without', async () => {
    const opened = await session({ url: await database(name) })
    await opened.execute(
      statements(`CREATE TABLE v (small BIGINT, big BIGINT, low BIGINT, huge BIGINT UNSIGNED, d DOUBLE, f FLOAT, n DECIMAL(30,10), stamp DATETIME(6), moment TIMESTAMP(6) NULL,
        day DATE, span TIME(6), y YEAR, bytes VARBINARY(9), blobs LONGBLOB, json JSON, yes TINYINT(1), nothing INT, bits BIT(12), word VARCHAR(20), long_word LONGTEXT, e ENUM('a', 'b'), s SET('a', 'b'))`),
    )
    const text = `INSERT INTO v VALUES (1, 9007199254740993, -9007199254740993, 18446744073709551615, 0.1, 0.1, 12345678901234567890.0123456789, '2026-11-23 10:00:00.123456', '2026-11-23 10:00:00.123456',
      '2026-11-23', '-838:59:58.123456', 2026, x'00ff27', x'5c00', '{"a": [1]}', 1, NULL, b'101', 'it''s', '😀', 'b', 'a,b')`
    await opened.execute(statements(text))
    const expected = {
      small: 1,
      big: 9007199254740993n,
      low: -9007199254740993n,
      huge: 18446744073709551615n,
      d: 0.1,
      f: 0.1,
      n: '12345678901234567890.0123456789',
      stamp: '2026-11-23 10:00:00.123456',
      moment: '2026-11-23 10:00:00.123456',
      day: '2026-11-23',
      span: '-838:59:58.123456',
      y: 2026,
      bytes: Buffer.from([0, 255, 39]),
      blobs: Buffer.from([92, 0]),
      json: '{"a": [1]}',
      yes: 1,
      nothing: null,
      bits: Buffer.from([0, 5]),
      word: "it's",
      long_word: '😀',
      e: 'b',
      s: 'a,b',
    }
    expect(await opened.query('SELECT * FROM v')).toEqual([expected])
    expect(await opened.query('SELECT * FROM v WHERE small = ?', [1])).toEqual([expected])
    const found = async (where: string, value: never): Promise<number> =>
      (await opened.query(`SELECT 1 FROM v WHERE ${where}`, [value])).length
    for (const [where, value] of [
      ['big = ?', 9007199254740993n],
      ['low = ?', -9007199254740993n],
      ['huge = ?', 18446744073709551615n],
      ['d = ?', 0.1],
      ['bytes = ?', new Uint8Array([0, 255, 39])],
      ['word = ?', "it's"],
      ['yes = ?', true],
      ['1 LIMIT ?', 1],
    ] as [string, never][])
      // prettier-ignore
      expect([where, await found(where, value)]).toEqual([where, 1])
    for (const wrong of [9007199254740992n, 9007199254740994n]) expect(await found('big = ?', wrong as never)).toBe(0)
    await opened.query('UPDATE v SET small = ?, huge = ?', [9007199254740993n, 18446744073709551614n])
    expect(await opened.query('SELECT small, huge FROM v')).toEqual([
      { small: 9007199254740993n, huge: 18446744073709551614n },
    ])
  })
})

onBoth((name) => {
  test('a session is in a known state, whatever the server says', async () => {
    const [url, root] = [await database(name), await admin(name)]
    const [before] = await root.query('SELECT @@GLOBAL.sql_mode AS mode, @@GLOBAL.time_zone AS zone')
    await root.execute(
      statements(
        "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', GLOBAL time_zone = '+05:30', GLOBAL autocommit = 0, GLOBAL group_concat_max_len = 64",
      ),
    )
    try {
      const opened = await session({ url })
      const [row] = await opened.query(
        'SELECT @@sql_mode AS mode, @@time_zone AS zone, @@autocommit AS auto, @@group_concat_max_len AS len, @@character_set_client AS cs, @@character_set_results AS rs, @@foreign_key_checks AS fk, 1 || 2 AS said',
      )
      expect(row).toMatchObject({
        mode: 'PIPES_AS_CONCAT',
        zone: '+00:00',
        auto: 1,
        len: 1048576,
        cs: 'utf8mb4',
        rs: 'utf8mb4',
        fk: 1,
        said: '12',
      })
    } finally {
      await root.query(
        'SET GLOBAL sql_mode = ?, GLOBAL time_zone = ?, GLOBAL autocommit = 1, GLOBAL group_concat_max_len = DEFAULT',
        [String(before?.['mode']), String(before?.['zone'])],
      )
    }
  })

  test('what a migration sets does not reach the next, and the lock stays', async () => {
    const url = await database(name)
    const opened = await session({ url })
    const lock = await opened.lock('k', { timeoutMs: 0 })
    const settings = (): Promise<unknown> =>
      opened.query(
        'SELECT DATABASE() AS db, @@sql_mode AS mode, @@time_zone AS zone, @@foreign_key_checks AS fk, @@unique_checks AS uq, @@sort_buffer_size AS sort, @@character_set_client AS cs, @@collation_connection AS cc, @@autocommit AS auto, @@lock_wait_timeout AS wait',
      )
    const before = await settings()
    const texts = ["SET sql_mode = 'ANSI_QUOTES'", '/*!40014 SET FOREIGN_KEY_CHECKS=0, UNIQUE_CHECKS=0 */', 'SET NAMES latin1', 'SET character_set_client = latin1', "SET SESSION time_zone = '+03:00', sort_buffer_size = 65536", 'USE mysql', 'SET lock_wait_timeout = 7'] // prettier-ignore
    await opened.transaction(() => opened.execute(statements(...texts, 'SELECT 1')))
    expect(await settings()).toEqual(before)
    // Without a transaction there is no end that could be seen: the next transaction begins with it.
    await opened.execute(statements(...texts, 'SET autocommit = 0', 'COMMIT'))
    await opened.transaction(async () => expect(await settings()).toEqual(before))
    await lock.release()
  })

  test('a text in another character set than ours arrives as it is', async () => {
    const opened = await session({ url: await database(name) })
    await opened.transaction(async () => {
      await opened.execute(
        statements('CREATE TEMPORARY TABLE a (x VARCHAR(9) CHARACTER SET utf8mb4)', 'SET NAMES latin1'),
      )
      await opened.execute(statements("INSERT INTO a VALUES ('größe')"))
      expect(await opened.query('SELECT HEX(x) AS x FROM a')).toEqual([{ x: '6772C3B6C39F65' }])
    })
  })

  test('a failure far into many messages is found', { timeout: 120_000 }, async () => {
    const opened = await session({ url: await database(name) })
    const many = Array.from({ length: 1300 }, (_, n) => `SELECT ${n} /* ${'x'.repeat(n % 7 === 0 ? 3_000 : 10)} */`)
    for (const [text, offset, index] of [
      ['SELECT nope', undefined, 0],
      ['SELECT nope', undefined, 499],
      ["SELECT 'é' FORM x y", "SELECT 'é' FORM ".length, 500],
      ["SELECT 'é' FORM x y", "SELECT 'é' FORM ".length, 1299],
    ] as const) {
      const error = await failure(() => opened.execute(statements(...many.with(index, text))))
      expect(error.data).toMatchObject({ index, text })
      expect(error.data['offset']).toBe(offset)
    }
  })

  test('a file of this machine is not sent, whoever asks', async () => {
    const opened = await session({ url: await database(name) })
    await opened.execute(statements('CREATE TABLE a (x TEXT)'))
    expect(
      (await failure(() => opened.execute(statements("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE a")))).code,
    ).toBe('LITHIFY_E_STATEMENT')
    expect(await opened.query('SELECT * FROM a')).toEqual([])
  })

  test('a connection that only reads refuses every write, DDL too', async () => {
    const url = await database(name)
    await (await session({ url })).execute(statements('CREATE TABLE a (x INT)'))
    const reader = await session({ url, readOnly: true })
    for (const text of ['INSERT INTO a VALUES (1)', 'CREATE TABLE b (x INT)', 'DROP TABLE a', 'TRUNCATE a'])
      expect([text, (await failure(() => reader.execute(statements(text)))).code]).toEqual([
        text,
        'LITHIFY_E_READ_ONLY',
      ])
    expect(await reader.query('SELECT * FROM a')).toEqual([])
  })

  test('a session that is closed, or that somebody else ended, says so', async () => {
    const url = await database(name)
    const [first, root] = [await session({ url }), await admin(name)]
    const [row] = await first.query<{ id: number }>('SELECT CONNECTION_ID() AS id')
    const sleeping = failure(() => first.execute(statements('SELECT 1', 'SELECT SLEEP(20)')))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await root.execute(statements(`KILL ${row?.id}`))
    // MySQL says first that the query was interrupted.
    expect((await sleeping).data).toMatchObject({ index: 1, text: 'SELECT SLEEP(20)' })
    expect(await failure(() => first.query('SELECT 1'))).toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      data: { lost: true },
    })
    await first.close()
    const second = await session({ url })
    await second.close()
    expect((await failure(() => second.query('SELECT 1'))).code).toBe('LITHIFY_E_CONNECT')
  })

  describe('a transaction', () => {
    test('in which a failure was swallowed is not committed', async () => {
      const opened = await session({ url: await database(name) })
      await opened.execute(statements('CREATE TABLE a (x INT)'))
      const error = await failure(() =>
        opened.transaction(async () => {
          await opened.execute(statements('INSERT INTO a VALUES (1)'))
          await opened.query('SELECT nope').catch(() => undefined)
        }),
      )
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: 'ER_BAD_FIELD_ERROR' } })
      expect(await opened.query('SELECT * FROM a')).toEqual([])
    })

    test.each(['CREATE TABLE b (x INT)', 'COMMIT', 'CALL p()', 'TRUNCATE a', 'CREATE TABLE a (x INT)'])(
      'that %s ends is found out, and nothing follows',
      async (text) => {
        const opened = await session({ url: await database(name) })
        await opened.execute(statements('CREATE TABLE a (x INT)', 'CREATE PROCEDURE p() CREATE TABLE b (x INT)'))
        const error = await failure(() =>
          opened.transaction(() =>
            opened.execute(split(`INSERT INTO a VALUES (1); ${text}; INSERT INTO a VALUES (2)`)),
          ),
        )
        if (text.startsWith('CREATE TABLE a')) expect(error.code).toBe('LITHIFY_E_STATEMENT')
        else
          expect(error).toMatchObject({ code: 'LITHIFY_E_TRANSACTION_CONTROL', message: expect.stringContaining(text) })
        // What was before it is committed, whether we like it or not.
        expect(await opened.query('SELECT x FROM a')).toEqual(text.startsWith('TRUNCATE') ? [] : [{ x: 1 }])
        await opened.transaction(() => opened.execute(statements('INSERT INTO a VALUES (3)')))
      },
    )

    test('that a deadlock ended is told', async () => {
      const url = await database(name)
      const [one, two] = [await session({ url }), await session({ url })]
      await one.execute(statements('CREATE TABLE a (x INT PRIMARY KEY, y INT)', 'INSERT INTO a VALUES (1, 0), (2, 0)'))
      const results = await Promise.allSettled(
        [[one, 1, 2] as const, [two, 2, 1] as const].map(([each, first, second]) =>
          each.transaction(async () => {
            await each.execute(update(first))
            await new Promise((resolve) => setTimeout(resolve, 300))
            await each.execute(update(second))
          }),
        ),
      )
      const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
      expect(failed).toMatchObject([{ code: 'LITHIFY_E_STATEMENT', data: { serverCode: 'ER_LOCK_DEADLOCK' } }])
      expect(await one.query('SELECT y FROM a')).toEqual([{ y: 1 }, { y: 1 }])
    })

    test('does not begin where a script left one open', async () => {
      const opened = await session({ url: await database(name) })
      await opened.execute(statements('CREATE TABLE a (x INT)', 'BEGIN', 'INSERT INTO a VALUES (1)'))
      expect((await failure(() => opened.transaction(async () => undefined))).code).toBe(
        'LITHIFY_E_TRANSACTION_CONTROL',
      )
    })

    test('that only reads sees one state', async () => {
      const url = await database(name)
      const [reader, writer] = [await session({ url }), await session({ url })]
      await writer.execute(statements('CREATE TABLE a (x INT)'))
      const count = 'SELECT COUNT(*) AS n FROM a'
      await reader.transaction(
        async () => {
          expect(await reader.query(count)).toEqual([{ n: 0 }])
          await writer.execute(statements('INSERT INTO a VALUES (1)'))
          expect(await reader.query(count)).toEqual([{ n: 0 }])
        },
        { readOnly: true },
      )
      const write = (): Promise<void> =>
        reader.transaction(() => reader.execute(statements('INSERT INTO a VALUES (2)')), { readOnly: true })
      const refused = await failure(write)
      expect(refused.code).toBe('LITHIFY_E_READ_ONLY')
      expect(refused.hint).toContain('lithify run --url')
      expect(await reader.query(count)).toEqual([{ n: 1 }])
    })
  })
})

const update = (x: number): Statement[] => statements(`UPDATE a SET y = y + 1 WHERE x = ${x}`)
