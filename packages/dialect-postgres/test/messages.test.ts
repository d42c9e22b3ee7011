import { describe, expect, test } from 'vitest'
import { numberOf } from '../src/lock.ts'
import { inlined } from '../src/session/inlined.ts'
import { database, failure, onEnds, onNewest, session, statements } from './helpers.ts'
import { cuttingProxy } from './runner/cutting-proxy.ts'
import { bare, named, project, tables, ups } from './runner/project.ts'

// What goes over the wire: few messages, with nothing of what they promise given up.

const there = (url: string, ...names: string[]): Promise<{ name: string }[]> =>
  bare(url, 'SELECT relname AS name FROM pg_class WHERE relname = ANY ($1) ORDER BY 1', [names])

const sets = (n: number): string => `SET search_path = ''; CREATE TABLE public.t${n} (id integer);`

async function sentForTables(count: number): Promise<readonly string[]> {
  const at = await project(tables(count))
  const proxy = await cuttingProxy(at.url)
  await (await at.open({ url: proxy.url })).run()
  return proxy.sent
}

async function sentFor(...numbers: number[]): Promise<number> {
  const at = await project(ups(Object.fromEntries(numbers.map((n) => [`${n}_t`, sets(n)]))))
  const proxy = await cuttingProxy(at.url)
  await (await at.open({ url: proxy.url })).run()
  expect(await bare(at.url, 'SELECT name FROM lithify_migrations')).toHaveLength(numbers.length)
  return proxy.sent.length
}

test('parameters are written where they stand, and nowhere else', () => {
  const text = `SELECT '$1', $2, $tag$ $1 $tag$, "$1", E'\\'$1', $1::int -- $1\n/* $2 */, $10`
  const params = ["a'\\", null, 3, 4, 5, 6, 7, 8, 9, new Uint8Array([255])]
  expect(inlined(text, params)).toBe(
    `SELECT '$1', (NULL), $tag$ $1 $tag$, "$1", E'\\'$1', (E'a''\\\\')::int -- $1\n/* $2 */, (E'\\\\xff')`,
  )
  expect(inlined(text, [])).toBe(text)
})

describe('a migration', () => {
  onNewest(() => {
    test('takes two messages: BEGIN with its statements, the history row and the lock with its COMMIT', async () => {
      const [few, more] = [await sentForTables(2), await sentForTables(7)]
      expect(more.length - few.length).toBe(5 * 2)
      const [first, second] = more.slice(more.findIndex((message) => message.includes('create table t4')))
      expect(first).toMatch(/BEGIN\s+;\s+create table t4/)
      expect(second).toMatch(/insert into .*0004_t4.*pg_advisory_unlock.*COMMIT/s)
    })

    test('that may have set something takes no more of them', async () => {
      expect((await sentFor(1, 2, 3, 4, 5)) - (await sentFor(1, 2))).toBe(3 * 2)
    })
  })

  onEnds((version) => {
    test('whose history row is refused is not applied, and it is said why', async () => {
      const at = await project(tables(2), { url: await database(version) })
      const lithify = await at.open()
      await lithify.run({ step: 1 })
      await at.query(`ALTER TABLE lithify_migrations ADD CHECK (name !~ 't2')`)
      const error = await failure(() => lithify.run())
      expect(error).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: { serverCode: '23514', name: named('0002_t2') },
      })
      expect(error.message).not.toContain('at its COMMIT')
      expect(error.data['file']).toBeUndefined()
      expect(await there(at.url, 't1', 't2')).toEqual([{ name: 't1' }])
    })

    test('that lets go of the lock is not applied', async () => {
      const at = await project(
        ups({ '1_a': 'CREATE TABLE a (id integer);', '2_b': 'CREATE TABLE b (); SELECT pg_advisory_unlock_all();' }),
        { url: await database(version) },
      )
      expect(await failure(async () => (await at.open()).run())).toMatchObject({ code: 'LITHIFY_E_LOCK_LOST' })
      expect(await there(at.url, 'a', 'b')).toEqual([{ name: 'a' }])
    })
  })
})

describe('a run with nothing to do', () => {
  onNewest(() => {
    test('asks little, and never for everything that there is', async () => {
      const at = await project(tables(3))
      await (await at.open()).run()
      const proxy = await cuttingProxy(at.url)
      const lithify = await at.open({ url: proxy.url })
      expect((await lithify.run()).applied).toEqual([])
      await lithify.close()
      // Hello, the password, settings; the lock, whether somebody has a lease; whether there is a history, its version and rows; the lock, goodbye.
      expect(proxy.sent.length).toBeLessThanOrEqual(12)
      expect(proxy.sent.filter((message) => message.includes('pg_trigger'))).toEqual([])
    })

    test('on a database that has lost its rows looks at all of it', async () => {
      const at = await project(tables(1))
      await (await at.open()).run()
      await at.query('DELETE FROM lithify_migrations')
      expect(await failure(async () => (await at.open()).run())).toMatchObject({ code: 'LITHIFY_E_STATEMENT' })
      expect((await (await at.open()).status()).database).toBe('managed')
    })
  })
})

describe('the lock', () => {
  onNewest(() => {
    test('is held all the while it is made sure of: nobody gets it in between', async () => {
      const url = await database()
      const [holder, other] = [await session({ url }), await session({ url })]
      const lock = await holder.lock('k', { timeoutMs: 0 })
      const tries = async (): Promise<unknown[]> => {
        const rows: unknown[] = []
        for (let n = 0; n < 200; n += 1)
          rows.push(...(await other.query('SELECT pg_try_advisory_lock($1) AS got', [numberOf('k')])))
        return rows
      }
      const verify = async (): Promise<void> => {
        for (let n = 0; n < 200; n += 1) await lock.verify?.()
      }
      const [rows] = await Promise.all([tries(), verify()])
      expect(rows).toEqual(Array.from({ length: 200 }, () => ({ got: false })))
      await lock.release()
      expect(await other.query('SELECT pg_try_advisory_lock($1) AS got', [numberOf('k')])).toEqual([{ got: true }])
      expect(await holder.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`)).toEqual(
        [],
      )
    })

    test('that one of two on a session gives back stays with the other', async () => {
      const url = await database()
      const [holder, other] = [await session({ url }), await session({ url })]
      const [one, two] = [await holder.lock('k', { timeoutMs: 0 }), await holder.lock('k', { timeoutMs: 0 })]
      await one.release()
      await holder.transaction(async () => two.verify?.())
      expect((await failure(() => other.lock('k', { timeoutMs: 0 }))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      await two.release()
      await (await other.lock('k', { timeoutMs: 0 })).release()
    })
  })
})

describe('a transaction', () => {
  onEnds((version) => {
    test('whose first message the server cannot read has failed, whatever is made of the error', async () => {
      const url = await database(version)
      const opened = await session({ url })
      const seen: unknown[] = []
      const error = await failure(() =>
        opened.transaction(async () => {
          seen.push(await failure(() => opened.execute(statements('CREATE TABLE a (x int)', 'CREATE TABEL b ()'))))
          seen.push(await failure(() => opened.execute(statements('CREATE TABLE c (x int)'))))
          seen.push(await failure(() => opened.query('SELECT 1')))
        }),
      )
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '42601', index: 1 } })
      expect(seen).toEqual([error, error, error])
      expect(await there(url, 'a', 'b', 'c')).toEqual([])
      await opened.transaction(() => opened.execute(statements('CREATE TABLE d (x int)')))
      expect(await there(url, 'd')).toEqual([{ name: 'd' }])
    })

    test('that sends nothing, or only what it deferred', async () => {
      const url = await database(version)
      const opened = await session({ url })
      expect(await opened.transaction(async () => 5)).toBe(5)
      await opened.execute(statements('CREATE TABLE a (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)'))
      await opened.transaction(async () => opened.defer?.('INSERT INTO a VALUES ($1)', [1]))
      expect(await opened.query('SELECT x FROM a')).toEqual([{ x: 1 }])
      const error = await failure(() => opened.transaction(async () => opened.defer?.('INSERT INTO a VALUES (1)')))
      // The constraint is asked at the COMMIT: it is not the fault of what was deferred.
      expect(error.data).toMatchObject({ serverCode: '23505', text: 'COMMIT' })
      expect(error.data['deferred']).toBeUndefined()
      expect(await opened.query('SELECT x FROM a')).toEqual([{ x: 1 }])
    })

    test('that has set how texts are read has its history row as it is meant', async () => {
      const name = "0001_ünï_'q'"
      const set = `SET client_encoding = 'LATIN1'; SET standard_conforming_strings = off; SET backslash_quote = on; CREATE TABLE a (id int);`
      const at = await project(ups({ [name]: set, '0002_b': 'CREATE TABLE b (id int);' }), {
        url: await database(version),
      })
      await (await at.open()).run()
      expect(await bare(at.url, 'SELECT name FROM lithify_migrations ORDER BY id')).toEqual(
        [name, '0002_b'].map((each) => ({ name: named(each) })),
      )
    })

    test('keeps the order of what it deferred, with parameters of every kind', async () => {
      const url = await database(version)
      const opened = await session({ url })
      await opened.execute(statements('CREATE TABLE a (at serial, t text, i int8, f float8, b bool, n int, y bytea)'))
      const insert = 'INSERT INTO a (t, i, f, b, n, y) VALUES ($1, $2, $3, $4, $5, $6)'
      await opened.transaction(async () => {
        await opened.defer?.(insert, ["it's \\ 😀", 9007199254740993n, 0.1, true, null, new Uint8Array([0, 92, 255])])
        await opened.execute(statements(`INSERT INTO a (t) SELECT 'after ' || count(*) FROM a`))
        await opened.defer?.(insert, ['last', 1, 1.5, false, 2, new Uint8Array()])
      })
      expect(await opened.query('SELECT t, i, f, b, n, y FROM a ORDER BY at')).toEqual([
        { t: "it's \\ 😀", i: 9007199254740993n, f: 0.1, b: true, n: null, y: Buffer.from([0, 92, 255]) },
        { t: 'after 1', i: null, f: null, b: null, n: null, y: null },
        { t: 'last', i: 1, f: 1.5, b: false, n: 2, y: Buffer.alloc(0) },
      ])
    })
  })
})
