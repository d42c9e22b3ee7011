import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { database, failure, onAll, onEnds, onNewest, session, split, statements } from './helpers.ts'

onAll((version) => {
  test('says what is on the other side', async () => {
    const url = await database(version)
    const info = await (await session({ url })).serverInfo()
    expect(info).toMatchObject({
      name: 'PostgreSQL',
      major: String(version),
      database: url.split('/').at(-1),
      host: new URL(url).hostname,
    })
    expect(info.version).toMatch(new RegExp(`^${version}\\.\\d+$`))
  })

  test('a failure in a batch names its statement and its place', async () => {
    const opened = await session({ url: await database(version) })
    const cases: [string[], number, number | undefined, string][] = [
      // Found by the parser before anything ran.
      [
        ['CREATE TABLE a (x int)', 'SELECT 1 /* ü😀 */ FORM a', 'SELECT 2'],
        1,
        'SELECT 1 /* ü😀 */ FORM '.length,
        '42601',
      ],
      // Found when the statement was understood, with characters beyond 16 bits before it.
      [["SELECT '😀ü'", "SELECT '😀', nope FROM pg_class"], 1, "SELECT '😀', ".length, '42703'],
      // Found when it ran.
      [['CREATE TABLE b (x int)', '-- only a comment', 'SELECT 1; SELECT 2', 'SELECT 1 / 0'], 3, undefined, '22012'],
      [['CREATE TABLE c (x int', 'SELECT 1'], 0, 'CREATE TABLE c (x int'.length, '42601'],
    ]
    for (const [texts, index, offset, serverCode] of cases) {
      const error = await failure(() => opened.transaction(() => opened.execute(statements(...texts))))
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { index, text: texts[index], serverCode } })
      if (offset !== undefined) expect(error.data['offset']).toBe(offset)
      expect(error.cause).toBeInstanceOf(Error)
    }
    expect(await opened.query("SELECT relname FROM pg_class WHERE relname IN ('a', 'b', 'c')")).toEqual([])
  })
})

onEnds((version) => {
  test('outside a transaction each statement has its own effect', async () => {
    const opened = await session({ url: await database(version) })
    const error = await failure(() =>
      opened.execute(
        statements(
          'CREATE TABLE a (x int)',
          'INSERT INTO a VALUES (1)',
          'INSERT INTO a VALUES (1/0)',
          'INSERT INTO a VALUES (2)',
        ),
      ),
    )
    expect(error.data).toMatchObject({ index: 2, serverCode: '22012' })
    expect(await opened.query('SELECT x FROM a')).toEqual([{ x: 1 }])
  })

  test('what cannot run in a transaction runs, and says so inside of one', async () => {
    const opened = await session({ url: await database(version) })
    await opened.execute(statements('CREATE TABLE a (x int)'))
    await opened.execute([
      { text: 'CREATE INDEX CONCURRENTLY i ON a (x)', transactional: false },
      { text: 'VACUUM a', transactional: false },
    ])
    const error = await failure(() => opened.transaction(() => opened.execute(statements('SELECT 1', 'VACUUM a'))))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_NOT_TRANSACTIONAL',
      data: { index: 1, text: 'VACUUM a' },
      hint: expect.stringContaining('transaction:false'),
    })
  })

  test('an index that a failed CREATE INDEX CONCURRENTLY leaves behind is named', async () => {
    const opened = await session({ url: await database(version) })
    await opened.execute(statements('CREATE TABLE a (x int)', 'INSERT INTO a VALUES (1), (1)'))
    const create = { text: 'CREATE UNIQUE INDEX CONCURRENTLY "my index" ON a (x)', transactional: false }
    for (const serverCode of ['23505', '42P07']) {
      const error = await failure(() => opened.execute([create]))
      expect(error.data).toMatchObject({ serverCode, invalidIndexes: ['"public"."my index"'] })
      expect(error.message).toContain('"public"."my index"')
      expect(error.hint).toBe(`Take it away first:  DROP INDEX CONCURRENTLY "public"."my index";`)
    }
    await opened.execute(statements('DROP INDEX CONCURRENTLY "my index"', 'DELETE FROM a'))
    await opened.execute([create])
  })
})

onNewest(() => {
  test('values come back whole', async () => {
    const opened = await session({ url: await database() })
    const [row] =
      await opened.query(`SELECT 1::int8 AS small, 9007199254740993::int8 AS big, -9007199254740993 AS low, 0.1::float8 AS double, 1.10::numeric AS numeric,
      '2026-11-23 10:00:00.123456+00'::timestamptz AT TIME ZONE 'UTC' AS stamp, date '2026-11-23' AS day, interval '1 day 2 hours' AS span, '\\x00ff'::bytea AS bytes,
      '{"a":[1]}'::jsonb AS json, true AS yes, null AS nothing, '{1,9007199254740993,null}'::int8[] AS bigs, '{a,"b c",null}'::text[] AS texts, '{a}'::name[] AS names,
      '{{1,2},{3,4}}'::int4[] AS grid, 'x'::char AS one, 5::oid AS oid, '{i,u}'::"char"[] AS chars`)
    expect(row).toEqual({
      small: 1,
      big: 9007199254740993n,
      low: -9007199254740993n,
      double: 0.1,
      numeric: '1.10',
      stamp: '2026-11-23 10:00:00.123456',
      day: '2026-11-23',
      span: '1 day 02:00:00',
      bytes: Buffer.from([0, 255]),
      json: { a: [1] },
      yes: true,
      nothing: null,
      bigs: [1, 9007199254740993n, null],
      texts: ['a', 'b c', null],
      names: ['a'],
      grid: [
        [1, 2],
        [3, 4],
      ],
      one: 'x',
      oid: 5,
      chars: ['i', 'u'],
    })
  })

  test('settings of the role do not reach in, and its search_path and time zone stay', async () => {
    const url = await database()
    const admin = await session({ url })
    const name = url.split('/').at(-1) as string
    for (const setting of [
      "DateStyle = 'German, DMY'",
      "IntervalStyle = 'iso_8601'",
      'extra_float_digits = -15',
      "bytea_output = 'escape'",
      'standard_conforming_strings = off',
      "TimeZone = 'Asia/Tokyo'",
      'search_path = other, public',
      "idle_session_timeout = '1h'",
    ]) {
      await admin.execute(statements(`ALTER DATABASE ${name} SET ${setting}`))
    }
    const opened = await session({ url })
    const settings = await opened.query(
      "SELECT name, setting FROM pg_settings WHERE name IN ('DateStyle', 'IntervalStyle', 'extra_float_digits', 'bytea_output', 'standard_conforming_strings', 'TimeZone', 'search_path', 'idle_session_timeout', 'client_encoding') ORDER BY name COLLATE \"C\"",
    )
    expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
      DateStyle: 'ISO, DMY',
      IntervalStyle: 'postgres',
      TimeZone: 'Asia/Tokyo',
      bytea_output: 'hex',
      client_encoding: 'UTF8',
      extra_float_digits: '1',
      idle_session_timeout: '0',
      search_path: 'other, public',
      standard_conforming_strings: 'on',
    })
  })

  test("the server's fields are kept", async () => {
    const opened = await session({ url: await database() })
    await opened.execute(statements('CREATE TABLE a (x int CONSTRAINT positive CHECK (x > 0))'))
    const error = await failure(() => opened.query('INSERT INTO a VALUES ($1)', [-1]))
    expect(error.data['server']).toMatchObject({
      severity: 'ERROR',
      schema: 'public',
      table: 'a',
      constraint: 'positive',
      detail: expect.stringContaining('-1'),
    })
    expect(error.message).toMatch(/violates check constraint "positive" \(23514\)$/)
    const inside = await failure(() => opened.execute(statements('DO $$ BEGIN\n PERFORM nope(); END $$')))
    expect(inside.data['server']).toMatchObject({
      internalQuery: 'SELECT nope()',
      where: expect.stringContaining('line 2'),
    })
  })

  test('a failure far into a batch of many messages is found', async () => {
    const opened = await session({ url: await database() })
    const many = Array.from({ length: 1300 }, (_, n) => `SELECT ${n} /* ${'x'.repeat(n % 7 === 0 ? 5_000 : 10)} */`)
    for (const [text, offset] of [
      ['SELECT 1 / 0', undefined],
      ['SELECT é, nope', 7],
    ] as const) {
      for (const index of [0, 499, 500, 1299]) {
        const batch = statements(...many.with(index, text))
        const error = await failure(() => opened.transaction(() => opened.execute(batch)))
        expect(error.data).toMatchObject({ index, text })
        expect(error.data['offset']).toBe(offset)
      }
    }
  })

  test('a database without an encoding counts bytes', async () => {
    const url = await database()
    const admin = await session({ url })
    const name = `${url.split('/').at(-1)}_ascii`
    await admin.execute(statements(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`))
    const opened = await dialect.connect({ url: url.replace(/[^/]*$/, name) })
    const text = "SELECT 'é😀', nope"
    expect((await failure(() => opened.query(text))).data['offset']).toBe(text.indexOf('nope'))
    await opened.close()
    await admin.execute(statements(`DROP DATABASE ${name}`))
  })

  test('a query with a NUL, a COPY without data: refused, and the session goes on', async () => {
    const opened = await session({ url: await database() })
    await opened.execute(statements('CREATE TABLE a (x text)'))
    expect((await failure(() => opened.query('SELECT $1::text', ['a\0b']))).code).toBe('LITHIFY_E_STATEMENT')
    expect((await failure(() => opened.execute(statements('COPY a FROM stdin')))).message).toContain('sends no data')
    await opened.execute(statements('COPY (SELECT 1) TO stdout'))
    expect(await opened.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  describe('a transaction', () => {
    test('in which a failure was swallowed is not committed', async () => {
      const opened = await session({ url: await database() })
      const error = await failure(() =>
        opened.transaction(async () => {
          await opened.execute(statements('CREATE TABLE a (x int)'))
          await opened.query('SELECT nope').catch(() => undefined)
        }),
      )
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '42703' } })
      expect(await opened.query("SELECT to_regclass('a') AS a")).toEqual([{ a: null }])
    })

    test.each(['COMMIT', 'ROLLBACK', 'DO $$ BEGIN COMMIT; END $$'])('that %s ends is found out', async (text) => {
      const opened = await session({ url: await database() })
      const run = (): Promise<void> =>
        opened.transaction(() =>
          opened
            .execute(statements('CREATE TABLE a (x int)', text))
            .then(() => opened.execute(statements('CREATE TABLE b (x int)'))),
        )
      const error = await failure(run)
      // The server itself does not let code commit a transaction that a client has begun.
      expect(error.code).toBe(text.startsWith('DO') ? 'LITHIFY_E_STATEMENT' : 'LITHIFY_E_TRANSACTION_CONTROL')
      expect(await opened.query("SELECT to_regclass('b') AS b")).toEqual([{ b: null }])
    })

    test('that changes settings leaves none behind', async () => {
      const opened = await session({ url: await database() })
      const lock = await opened.lock('k', { timeoutMs: 0 })
      const settings = (): Promise<unknown> =>
        opened.query(
          "SELECT current_setting('search_path') AS path, current_setting('work_mem') AS memory, current_setting('DateStyle') AS style, current_user AS me",
        )
      const before = await settings()
      for (const text of [
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "SET work_mem = '7MB'",
        'SET DateStyle = German',
        'SET ROLE pg_monitor',
      ]) {
        await opened.transaction(() => opened.execute(statements(text, 'SELECT 1')))
        expect(await settings()).toEqual(before)
        await opened.transaction(() => opened.query(text))
        expect(await settings()).toEqual(before)
      }
      await lock.release()
    })

    test('can change how strings are read, as old dumps do', async () => {
      const opened = await session({ url: await database() })
      const script = split(
        String.raw`SET standard_conforming_strings = off; CREATE TABLE a AS SELECT 'a\'b' AS x; SET standard_conforming_strings = on; INSERT INTO a VALUES ('c\')`,
      )
      await opened.transaction(() => opened.execute(script))
      expect(await opened.query('SELECT x FROM a ORDER BY x')).toEqual([{ x: "a'b" }, { x: 'c\\' }])
    })

    test('does not begin where a script left one open', async () => {
      const opened = await session({ url: await database() })
      await opened.execute(statements('BEGIN', 'CREATE TABLE a (x int)'))
      expect((await failure(() => opened.transaction(async () => undefined))).code).toBe(
        'LITHIFY_E_TRANSACTION_CONTROL',
      )
    })

    test('with a deferred foreign key that points nowhere fails at its commit', async () => {
      const opened = await session({ url: await database() })
      await opened.execute(
        statements(
          'CREATE TABLE a (id int PRIMARY KEY)',
          'CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)',
        ),
      )
      const error = await failure(() =>
        opened.transaction(() => opened.execute(statements('INSERT INTO b VALUES (7)'))),
      )
      expect(error).toMatchObject({ code: 'LITHIFY_E_FOREIGN_KEYS', message: expect.stringContaining('(a)=(7)') })
      expect(await opened.query('SELECT * FROM b')).toEqual([])
    })

    test('that only reads sees one state, and one failed statement in it is what it says', async () => {
      const url = await database()
      const [reader, writer] = [await session({ url }), await session({ url })]
      await writer.execute(statements('CREATE TABLE a (x int)'))
      await reader.transaction(
        async () => {
          expect(await reader.query('SELECT count(*) AS n FROM a')).toEqual([{ n: 0 }])
          await writer.execute(statements('INSERT INTO a VALUES (1)'))
          expect(await reader.query('SELECT count(*) AS n FROM a')).toEqual([{ n: 0 }])
        },
        { readOnly: true },
      )
      expect(
        (
          await failure(() =>
            reader.transaction(() => reader.execute(statements('INSERT INTO a VALUES (2)')), { readOnly: true }),
          )
        ).code,
      ).toBe('LITHIFY_E_READ_ONLY')
      expect(await reader.query('SELECT count(*) AS n FROM a')).toEqual([{ n: 1 }])
    })
  })
})
