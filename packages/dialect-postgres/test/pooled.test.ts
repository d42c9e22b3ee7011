import { pgbouncerProgram, startPgbouncer, type Pgbouncer } from '@lithify/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database, failure, onEnds, serverUrl, session, statements } from './helpers.ts'
import { bare } from './runner/project.ts'

// What somebody else gets to see on a session of the server that was used before. What the pooler itself keeps for its clients is not ours.
const leftBehind = `
  SELECT name, setting FROM pg_settings
  WHERE source = 'session' AND name <> ALL ('{application_name,client_encoding,DateStyle,TimeZone,standard_conforming_strings}')`

onEnds((version) => {
  test('the server itself is told from a pooler', async () => {
    const opened = await session({ url: await database(version) })
    expect(await opened.pinned?.()).toBe(true)
  })

  describe.skipIf(pgbouncerProgram === undefined)('through pgbouncer', () => {
    let pooler: Pgbouncer
    beforeAll(async () => {
      pooler = await startPgbouncer({ url: serverUrl(version), poolSize: 1 })
    })
    afterAll(() => pooler.stop())

    const pooled = async (options = {}): Promise<{ url: string; opened: Awaited<ReturnType<typeof session>> }> => {
      const url = pooler.through(await database(version))
      return { url, opened: await session({ url, ...options }) }
    }

    test('in session mode too, where it cannot be ruled out that it is not', async () => {
      const other = await startPgbouncer({ url: serverUrl(version), poolMode: 'session' })
      const opened = await session({ url: other.through(await database(version)) })
      expect(await opened.pinned?.()).toBe(false)
      expect(await opened.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
      await opened.close()
      await other.stop()
    })

    test('settings are there in every transaction and statement, and nothing of them stays', async () => {
      const { url, opened } = await pooled({ statementTimeoutMs: 54_321 })
      const shown = `SELECT current_setting('statement_timeout') AS timeout, current_setting('bytea_output') AS bytes`
      const ours = [{ timeout: '54321ms', bytes: 'hex' }]
      expect(await opened.query(shown)).toEqual(ours)
      expect(await bare(url, leftBehind)).toEqual([])
      await opened.transaction(async () => {
        expect(await opened.query(shown)).toEqual(ours)
        await opened.execute(
          statements(
            `SET search_path = ''`,
            `SET bytea_output = escape`,
            `SELECT set_config('work_mem', '1MB', false)`,
          ),
        )
        await opened.reset?.()
        expect(await opened.query(shown)).toEqual(ours)
        await opened.execute(statements(`SET bytea_output = escape`))
      })
      expect(await bare(url, leftBehind)).toEqual([])
      expect(await opened.query(shown)).toEqual(ours)
      await opened.execute(
        statements('CREATE TABLE t (id int)', 'BEGIN', 'SET work_mem = 777', 'INSERT INTO t VALUES (1)', 'COMMIT').map(
          ({ text }) => ({
            text,
            ...(text === 'BEGIN' && { control: 'begin' as const }),
            ...(text === 'COMMIT' && { control: 'commit' as const }),
          }),
        ),
      )
      expect(await bare(url, leftBehind)).toEqual([])
    })

    test('a role that a migration takes on does not reach the next', async () => {
      const { url, opened } = await pooled()
      await opened.transaction(async () => opened.execute(statements('SET ROLE pg_monitor')))
      expect(await bare(url, 'SELECT current_user AS who')).toEqual([{ who: 'postgres' }])
    })

    test('a read-only session writes nothing', async () => {
      const { opened } = await pooled({ readOnly: true })
      const error = await failure(() => opened.execute(statements('CREATE TABLE t (id int)')))
      expect(error.code).toBe('LITHIFY_E_READ_ONLY')
      expect((await failure(() => opened.transaction(() => opened.query('CREATE TABLE t (id int)')))).code).toBe(
        'LITHIFY_E_READ_ONLY',
      )
    })

    test('what cannot be in a transaction is sent without, and a failure tells its place', async () => {
      const { opened } = await pooled()
      await opened.execute(statements('CREATE TABLE t (id int)', 'INSERT INTO t VALUES (1), (1)'))
      await opened.execute([{ text: 'CREATE INDEX CONCURRENTLY i ON t (id)', transactional: false }])
      await opened.execute(statements('DO $$ BEGIN INSERT INTO t VALUES (2); COMMIT; END $$'))
      await opened.query('VACUUM t')
      const failed = await failure(() => opened.execute(statements('SELECT 1', 'SELECT nothing FROM t')))
      expect(failed).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { index: 1, offset: 7, serverCode: '42703' } })
      expect(await opened.query('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 3 }])
      const unique = [{ text: 'CREATE UNIQUE INDEX CONCURRENTLY u ON t (id)', transactional: false }]
      expect((await failure(() => opened.execute(unique))).data['invalidIndexes']).toEqual(['"public"."u"'])
    })

    test.each([
      'SET lock_timeout = 100',
      '-- so\nset search_path = x',
      'LISTEN a',
      'CREATE TEMP TABLE a (id int)',
      'PREPARE a AS SELECT 1',
      'SELECT pg_advisory_lock(1)',
      `SELECT pg_catalog.set_config('search_path', '', false)`,
    ])('what would be left in a session is refused outside of transactions: %s', async (text) => {
      const { opened } = await pooled()
      expect((await failure(() => opened.execute(statements(text)))).code).toBe('LITHIFY_E_UNSUPPORTED')
    })

    test('a scratch database is made on the server itself, or not at all', async () => {
      const url = await database(version)
      const { dialect } = await import('../src/index.ts')
      const error = await failure(() => dialect.shadow?.({ url: pooler.through(url) }))
      expect(error.code).toBe('LITHIFY_E_UNSUPPORTED')
      expect(error.hint).toContain('shadowUrl')
      await (await dialect.shadow?.({ url: pooler.through(url), shadowUrl: url }))?.close()
    })
  })
})
