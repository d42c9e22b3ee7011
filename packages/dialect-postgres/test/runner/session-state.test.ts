import { describe, expect, test } from 'vitest'
import { database, failure, onEnds, onNewest, serverUrl } from '../helpers.ts'
import { bare, named, project, sqlFile, tables, ups } from './project.ts'

const history = `SELECT name FROM public.lithify_migrations ORDER BY id`

/** The URL with another user, and what makes and drops that user. */
async function role(url: string, settings: string): Promise<string> {
  const name = `r_${url.slice(-8)}`
  await bare(url, `CREATE ROLE ${name} LOGIN SUPERUSER PASSWORD 'x'; ALTER ROLE ${name} ${settings}`)
  return url.replace(/\/\/[^/]*@/, `//${name}:x@`)
}

async function dropRole(url: string): Promise<void> {
  const name = `r_${url.slice(-8)}`
  await bare(url, `REASSIGN OWNED BY ${name} TO postgres; DROP OWNED BY ${name}; DROP ROLE ${name}`)
}

describe('whatever a migration makes of its session, its row goes into the right history', () => {
  onEnds((version) => {
    test.each([
      ['an empty search_path, as pg_dump sets it', `SELECT pg_catalog.set_config('search_path', '', false);`],
      ['another search_path', 'SET search_path = other;'],
      ['another search_path, set in a DO block', `DO $$ BEGIN SET search_path = other; END $$;`],
      ['a role that may do nothing', 'SET ROLE nobody_at_all;'],
    ])('%s', async (_, first) => {
      const at = await project(
        ups({
          '1_schemas': `CREATE SCHEMA other; CREATE TABLE other.lithify_migrations (name text, decoy boolean);
            CREATE TABLE other.lithify_versions (version integer); CREATE SCHEMA more AUTHORIZATION CURRENT_USER;
            GRANT CREATE, USAGE ON SCHEMA more TO PUBLIC;`,
          '2_dumped': `${first}\nCREATE TABLE more.a (id integer);`,
          '3_after': 'CREATE TABLE b (id integer);',
        }),
        { url: await database(version) },
      )
      await bare(serverUrl(version), 'CREATE ROLE nobody_at_all').catch(() => undefined)
      const lithify = await at.open()
      expect((await lithify.run()).applied).toHaveLength(3)
      expect(await at.query(history)).toEqual(
        ['1_schemas', '2_dumped', '3_after'].map((name) => ({ name: named(name) })),
      )
      expect(await at.query('SELECT * FROM other.lithify_migrations')).toEqual([])
      expect(await at.query(`SELECT to_regclass('public.b')::text AS b`)).toEqual([{ b: 'b' }])
      expect((await lithify.status()).clean).toBe(true)
      expect((await lithify.run()).applied).toEqual([])
      expect((await (await at.open()).status()).counts.applied).toBe(3)
    })

    test('a role whose tables go into another schema: the history is in public all the same', async () => {
      const at = await project(ups({ '1_app': 'CREATE SCHEMA app;', '2_b': 'CREATE TABLE b (id integer);' }), {
        url: await database(version),
      })
      const url = await role(at.url, 'SET search_path = app, public')
      try {
        const lithify = await at.open({ url })
        expect((await lithify.run()).applied).toHaveLength(2)
        expect(await at.query(history)).toHaveLength(2)
        expect(await at.query(`SELECT to_regclass('app.b')::text AS b`)).toEqual([{ b: 'app.b' }])
        expect((await (await at.open()).status()).clean).toBe(true)
        await lithify.close()
      } finally {
        await dropRole(at.url)
      }
    })

    test("another schema's table of the same name is not the history", async () => {
      const at = await project(ups({ '1_a': 'CREATE TABLE a (id integer);' }), { url: await database(version) })
      await at.query('CREATE SCHEMA old; CREATE TABLE old.lithify_migrations (id integer, note text)')
      const lithify = await at.open()
      expect(await failure(() => lithify.run())).toMatchObject({ code: 'LITHIFY_E_NOT_EMPTY' })
      expect((await lithify.status()).database).toBe('unmanaged')
      expect((await failure(() => lithify.run())).message).toContain('lithify_migrations')
    })
  })

  onNewest(() => {
    test('what would be lost is looked for in every schema where SQL names none', async () => {
      const at = await project({
        [sqlFile('1_a')]: `-- migrate:up
          CREATE SCHEMA app; CREATE TABLE app.things (id integer); CREATE TABLE things (id integer);
          -- migrate:down
          SET search_path = app; DROP TABLE things; SET search_path = public; DROP TABLE things; DROP SCHEMA app;`,
      })
      const lithify = await at.open()
      await lithify.run()
      await at.query('INSERT INTO app.things VALUES (1)')
      const error = await failure(() => lithify.rollback())
      expect(error).toMatchObject({ code: 'LITHIFY_E_CONFIRMATION', data: { tables: ['things'] } })
      await at.query('DELETE FROM app.things')
      expect((await lithify.rollback()).rolledBack).toHaveLength(1)
    })
  })
})

describe('a migration without a transaction', () => {
  onEnds((version) => {
    test('leaves no setting to the next', async () => {
      const at = await project(
        {
          [sqlFile('1_set')]: `-- migrate:up transaction:false
            CREATE SCHEMA other; SET search_path = other; SET lock_timeout = '7s'; SET ROLE pg_monitor; RESET ROLE;
            SELECT set_config('TimeZone', 'Asia/Tokyo', false); SET ROLE pg_monitor;`,
          ...ups({
            '2_see': `CREATE TABLE seen AS SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS timeout,
              current_setting('TimeZone') AS zone, current_user::text AS who;`,
          }),
        },
        { url: await database(version) },
      )
      const [before] = await at.query(
        `SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS timeout, current_setting('TimeZone') AS zone, current_user::text AS who`,
      )
      await (await at.open()).run()
      expect(await at.query('SELECT * FROM public.seen')).toEqual([before])
    })

    test.each([
      ['at its end', 'CREATE TABLE a (id integer); BEGIN; CREATE TABLE b (id integer);'],
      ['in a code file', undefined],
    ])('that leaves a transaction open %s is not recorded, and what it did in there is undone', async (_, sql) => {
      const code = `import { migration } from '@lithify/core'
        export default migration({ transaction: false, async up(m) {
          await m.query('CREATE TABLE a (id integer)'); await m.query('BEGIN'); await m.query('CREATE TABLE b (id integer)') } })`
      const at = await project(
        sql === undefined
          ? { [`${named('1_open')}.mjs`]: code }
          : { [sqlFile('1_open')]: `-- migrate:up transaction:false\n${sql}\n` },
        { url: await database(version) },
      )
      const lithify = await at.open()
      const error = await failure(() => lithify.run())
      expect(error.code).toBe('LITHIFY_E_TRANSACTION_CONTROL')
      expect(error.message).toContain('did not end it')
      expect(error.hint).toContain('lithify run --resume')
      expect(await at.query(history)).toEqual([])
      expect(await at.query(`SELECT to_regclass('a')::text AS a, to_regclass('b')::text AS b`)).toEqual([
        { a: 'a', b: null },
      ])
      expect((await failure(() => lithify.run())).data).toMatchObject({ done: 1, text: 'BEGIN', effect: 'no' })
      await lithify.close()
      at.write(
        sql === undefined
          ? { [`${named('1_open')}.mjs`]: code.replace('} })', `; await m.query('COMMIT') } })`) }
          : { [sqlFile('1_open')]: `-- migrate:up transaction:false\n${sql} COMMIT;\n` },
      )
      const again = await at.open()
      expect((await again.run({ resume: true, lockTimeoutMs: 0 })).applied).toHaveLength(1)
      expect(await at.query(`SELECT to_regclass('b')::text AS b`)).toEqual([{ b: 'b' }])
    })

    test('that fails inside its own transaction says that this was rolled back', async () => {
      const at = await project(
        {
          [sqlFile('1_open')]:
            '-- migrate:up transaction:false\nCREATE TABLE a (id integer);\nBEGIN;\nCREATE TABLE b (id integer);\nCREATE TABEL c ();\nCOMMIT;\n',
        },
        { url: await database(version) },
      )
      const lithify = await at.open()
      const error = await failure(() => lithify.run())
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { line: 5, column: 8 } })
      expect(error.hint).toContain('The transaction that the migration had begun was rolled back')
      expect(await at.query(`SELECT to_regclass('a')::text AS a, to_regclass('b')::text AS b`)).toEqual([
        { a: 'a', b: null },
      ])
      expect((await lithify.status()).counts.pending).toBe(1)
      expect((await lithify.status()).unfinished).toMatchObject({ done: 1, line: 3, text: 'BEGIN', effect: 'no' })
    })

    test('that becomes a role which may not write the journal goes on, and says after a crash where that was', async () => {
      const sql = 'CREATE TABLE a (id integer);\nSET ROLE pg_monitor;\nSELECT 1;\nSELECT nonsense;\nRESET ROLE;\n'
      const at = await project(
        { [sqlFile('1_role')]: `-- migrate:up transaction:false\n${sql}` },
        { url: await database(version) },
      )
      const lithify = await at.open()
      expect((await failure(() => lithify.run())).data).toMatchObject({ line: 5 })
      expect((await lithify.status()).unfinished).toMatchObject({ done: 1, line: 3, effect: 'unknown' })
      at.write({ [sqlFile('1_role')]: `-- migrate:up transaction:false\n${sql.replace('nonsense', '2')}` })
      await lithify.resolve({ rolledBack: '1_role', statement: true })
      expect((await lithify.run({ resume: true })).applied).toHaveLength(1)
      expect(await at.query('SELECT name FROM lithify_journal')).toEqual([])
    })

    test('in a block that may have committed a part before it failed, is not taken for undone', async () => {
      const up =
        "CREATE TABLE a (id integer);\nDO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; RAISE EXCEPTION 'no'; END $$;\n"
      const at = await project(
        { [sqlFile('1_block')]: `-- migrate:up transaction:false\n${up}` },
        { url: await database(version) },
      )
      const lithify = await at.open()
      expect((await failure(() => lithify.run())).data).toMatchObject({ line: 3 })
      expect((await failure(() => lithify.run({ resume: true }))).data).toMatchObject({ line: 3, effect: 'unknown' })
      expect(await at.query('SELECT id FROM a')).toEqual([{ id: 1 }])
    })

    test('has the settings again that it made before it was cut short', async () => {
      const sql = `SET search_path = pg_catalog;\nCREATE TABLE public.a (id integer);\nCREATE TABLE broken (id nonsense);\n`
      const at = await project(
        { [sqlFile('1_set')]: `-- migrate:up transaction:false\n${sql}` },
        { url: await database(version) },
      )
      await failure(async () => (await at.open()).run())
      at.write({
        [sqlFile('1_set')]:
          `-- migrate:up transaction:false\n${sql.replace('CREATE TABLE broken (id nonsense)', `CREATE TABLE public.seen AS SELECT current_setting('search_path') AS path`)}`,
      })
      await (await at.open()).run({ resume: true })
      expect(await at.query('SELECT path FROM seen')).toEqual([{ path: 'pg_catalog' }])
    })
  })
})

describe('applied_at is a moment, wherever the server, the database or the session thinks it is', () => {
  onEnds((version) => {
    test('in New York, and with a migration that goes to Tokyo', async () => {
      const at = await project(
        {
          ...ups({ '1_a': 'CREATE TABLE a (id integer);', '2_b': `SET TimeZone = 'Asia/Tokyo';` }),
          [sqlFile('3_c')]: `-- migrate:up transaction:false\nSET TimeZone = 'Asia/Kolkata';\n`,
        },
        { url: await database(version) },
      )
      await at.query(`ALTER DATABASE ${new URL(at.url).pathname.slice(1)} SET TimeZone = 'America/New_York'`)
      const from = Date.now() - 2000
      const lithify = await at.open()
      await lithify.run()
      for (const reader of [lithify, await at.open()]) {
        for (const { appliedAt } of (await reader.status()).migrations) {
          const moment = Date.parse(appliedAt ?? '')
          expect(moment).toBeGreaterThan(from)
          expect(moment).toBeLessThan(Date.now() + 2000)
        }
      }
      await at.query(`ALTER DATABASE ${new URL(at.url).pathname.slice(1)} SET TimeZone = 'Asia/Tokyo'`)
      const moved = await (await at.open()).status()
      expect(moved.migrations.map(({ appliedAt }) => appliedAt)).toEqual(
        (await lithify.status()).migrations.map(({ appliedAt }) => appliedAt),
      )
    })

    test('rows of a history whose column has no time zone are read where they were written', async () => {
      const at = await project(tables(2), {
        url: await database(version),
      })
      await at.query(`ALTER DATABASE ${new URL(at.url).pathname.slice(1)} SET TimeZone = 'America/New_York'`)
      const lithify = await at.open()
      await lithify.run({ step: 1 })
      await at.query('ALTER TABLE lithify_migrations ALTER COLUMN applied_at TYPE timestamp without time zone')
      await at.query(`UPDATE lithify_migrations SET applied_at = '2026-07-01 06:00:00'`)
      await lithify.run()
      const [old, recent] = (await lithify.status()).migrations
      expect(old?.appliedAt).toBe('2026-07-01T10:00:00.000Z')
      expect(Math.abs(Date.parse(recent?.appliedAt ?? '') - Date.now())).toBeLessThan(10_000)
    })
  })
})

describe("the server's own advice", () => {
  onNewest(() => {
    test('comes before what has become of the migration', async () => {
      const at = await project(ups({ '1_a': `SELECT lower(1);` }))
      const error = await failure(async () => (await at.open()).run())
      expect(error.hint).toMatch(
        /argument types.*explicit type casts\..*Nothing of this migration was applied.*lithify run$/s,
      )
    })
  })
})
