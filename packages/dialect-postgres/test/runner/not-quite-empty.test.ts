import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, type Lithify, type Session } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { database, failure, onEnds, session, split } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'

const migration = `
CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE users (id integer PRIMARY KEY, name citext, tags extensions.hstore);
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS 'begin return 1; end';`

interface Project {
  readonly at: (url: string) => Promise<Lithify>
}

/** A project with a dump, of a database that was empty. */
async function project(version: PostgresVersion, sql = migration, privileges = false): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), 'lithify-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'database/migrations'), { recursive: true })
  writeFileSync(join(root, 'database/migrations/1_first.sql'), `-- migrate:up\n${sql}\n`)
  const at = async (url: string): Promise<Lithify> => {
    const lithify = await open({ connections: { primary: { dialect: postgres({ url }) } } }, { root })
    onTestFinished(() => lithify.close())
    return lithify
  }
  const first = await at(await database(version))
  await first.run()
  await first.dump({ privileges })
  return { at }
}

interface Prepared {
  readonly url: string
  readonly session: Session
}

async function prepared(version: PostgresVersion, sql: string): Promise<Prepared> {
  const url = await database(version)
  const opened = await session({ url })
  await opened.execute(split(sql))
  return { url, session: opened }
}

/** The same database for a role that is no superuser and owns nothing. */
async function asRole(url: string, role: string, admin: Session): Promise<string> {
  await admin.execute([{ text: `CREATE ROLE ${role} LOGIN PASSWORD 'secret'` }])
  return Object.assign(new URL(url), { username: role, password: 'secret' }).href
}

onEnds((version) => {
  test.each([
    [
      'extensions in public and in a schema of their own',
      'CREATE EXTENSION citext; CREATE SCHEMA extensions; CREATE EXTENSION hstore WITH SCHEMA extensions',
    ],
    [
      'extensions of all kinds of members',
      'CREATE EXTENSION btree_gist; CREATE EXTENSION ltree; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION unaccent; CREATE EXTENSION postgres_fdw; CREATE EXTENSION dict_int; CREATE EXTENSION tsm_system_rows',
    ],
    ['empty schemas', 'CREATE SCHEMA extensions; CREATE SCHEMA auth; CREATE SCHEMA "Odd "" schema"'],
    ['plpgsql made anew', 'DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql'],
    ['public with other grants', 'REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER TO CURRENT_USER'],
    ['public made anew, without a comment', 'DROP SCHEMA public; CREATE SCHEMA public'],
    ['public with another comment', `COMMENT ON SCHEMA public IS 'ours'`],
    [
      'default privileges',
      'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO PUBLIC',
    ],
    ['temporary tables of a session', 'CREATE TEMP TABLE t (a text); CREATE TEMP SEQUENCE s'],
    ['publications without a table', 'CREATE PUBLICATION everything FOR ALL TABLES; CREATE PUBLICATION nothing'],
  ])('counts as empty: %s', { timeout: 60_000 }, async (_, sql) => {
    const { at } = await project(version)
    const { url, session: opened } = await prepared(version, sql)
    const lithify = await at(url)
    expect((await lithify.status()).database).toBe('empty')
    expect(await lithify.run()).toMatchObject({ bootstrap: { migrations: 1 }, total: 1 })
    expect(await opened.query('SELECT f() AS f, count(*) AS n FROM users')).toEqual([{ f: 1, n: 0 }])
    expect((await lithify.status()).clean).toBe(true)
  })

  test.each([
    [
      'a table',
      'CREATE TABLE t (a integer PRIMARY KEY); CREATE INDEX ON t (a)',
      'table: 1',
      'table t, index t.t_a_idx',
    ],
    [
      'only large objects',
      'SELECT lo_create(4711), lo_create(4712)',
      'largeObject: 2',
      'largeObject 4711, largeObject 4712',
    ],
    [
      'a function',
      'CREATE FUNCTION g(a text) RETURNS text LANGUAGE sql AS $$SELECT a$$',
      'function: 1',
      'function g(a text)',
    ],
    ['a type in another schema', `CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a')`, 'enum: 1', 'enum app.mood'],
    [
      'a table in the schema of an extension',
      'CREATE SCHEMA extensions; CREATE EXTENSION hstore WITH SCHEMA extensions; CREATE TABLE extensions.t (a extensions.hstore)',
      'table: 1',
      'table extensions.t',
    ],
    [
      'an event trigger of our own',
      'CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS $$begin end$$; CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION e()',
      'eventTrigger: 1',
      'function e()',
    ],
    ['a foreign-data wrapper', 'CREATE FOREIGN DATA WRAPPER w', 'foreignDataWrapper: 1', 'foreignDataWrapper w'],
  ])('counts: %s', { timeout: 60_000 }, async (_, sql, kinds, names) => {
    const { at } = await project(version)
    const { url, session: opened } = await prepared(version, sql)
    const error = await failure(async () => (await at(url)).run())
    expect(error.code).toBe('LITHIFY_E_NOT_EMPTY')
    expect(error.message).toContain(kinds)
    expect(error.message).toContain(names)
    expect(error.hint).toContain('lithify fresh')
    expect(await opened.query(`SELECT count(*) AS n FROM pg_class WHERE relname = 'users'`)).toEqual([{ n: 0 }])
  })

  test('many objects: how many of what, and the first of them', { timeout: 60_000 }, async () => {
    const { at } = await project(version)
    const { url } = await prepared(
      version,
      `DO $$ BEGIN FOR n IN 10..40 LOOP EXECUTE format('CREATE TABLE t%s (a integer PRIMARY KEY, b integer); CREATE INDEX ON t%s (b)', n, n); END LOOP; END $$`,
    )
    const error = await failure(async () => (await at(url)).run())
    expect(error.message).toContain('62 objects')
    expect(error.message).toContain('index: 31, table: 31')
    expect(error.message).toContain('table t10, table t11,')
    expect(error.message).toContain('and 52 more')
    expect(error.data['objects']).toHaveLength(62)
  })

  test(
    "a provider's event triggers, publications and schemas do not count for who owns none of them",
    { timeout: 60_000 },
    async () => {
      const { at } = await project(version, 'CREATE TABLE users (id integer)')
      const role = `${rolePrefix(version)}app`
      const { url, session: admin } = await prepared(
        version,
        `CREATE SCHEMA provider; CREATE FUNCTION provider.e() RETURNS event_trigger LANGUAGE plpgsql AS $$begin end$$;
       CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION provider.e(); CREATE PUBLICATION everything FOR ALL TABLES; CREATE EXTENSION hstore`,
      )
      const own = await asRole(url, role, admin)
      await admin.execute(split(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`))
      const lithify = await at(own)
      expect(await lithify.run()).toMatchObject({ bootstrap: { migrations: 1 } })
      // What is not its own it leaves alone when it starts over.
      expect(await lithify.fresh({ confirm: () => true })).toMatchObject({ bootstrap: { migrations: 1 } })
      expect(await admin.query('SELECT count(*) AS n FROM pg_event_trigger')).toEqual([{ n: 1 }])
    },
  )

  test('without the schema public: what to run', { timeout: 60_000 }, async () => {
    const { at } = await project(version, 'CREATE TABLE users (id integer)')
    const { url } = await prepared(version, 'DROP SCHEMA public')
    const error = await failure(async () => (await at(url)).run())
    expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '3F000' } })
    expect(error.hint).toContain('CREATE SCHEMA public')
  })

  test(
    'an extension that is in another schema is named, with the statement that moves it',
    { timeout: 60_000 },
    async () => {
      const { at } = await project(version)
      const { url, session: opened } = await prepared(version, 'CREATE EXTENSION hstore')
      const lithify = await at(url)
      const error = await failure(() => lithify.run())
      expect(error.code).toBe('LITHIFY_E_BOOTSTRAP')
      expect(error.message).toContain('the extension hstore is in the schema public, and the dump has it in extensions')
      expect(error.hint).toContain('ALTER EXTENSION "hstore" SET SCHEMA "extensions"')
      await opened.execute(split('CREATE SCHEMA extensions; ALTER EXTENSION "hstore" SET SCHEMA "extensions"'))
      expect(await lithify.run()).toMatchObject({ bootstrap: { migrations: 1 } })
    },
  )

  test('plpgsql dropped: the language is named', { timeout: 60_000 }, async () => {
    const { at } = await project(version)
    const { url } = await prepared(version, 'DROP EXTENSION plpgsql')
    const error = await failure(async () => (await at(url)).run())
    expect(error.message).toContain('language "plpgsql" does not exist')
    expect(error.data['file']).toContain('primary-schema.sql')
  })

  test('a role that the dump needs and the server lacks is named', { timeout: 60_000 }, async () => {
    const role = `${rolePrefix(version)}Odd "owner"`
    const quoted = `"${role.replaceAll('"', '""')}"`
    const { at } = await project(
      version,
      `CREATE ROLE ${quoted}; CREATE TABLE users (id integer); ALTER TABLE users OWNER TO ${quoted}`,
      true,
    )
    const { url, session: opened } = await prepared(version, 'SELECT 1')
    await opened.execute([{ text: `ALTER ROLE ${quoted} RENAME TO ${quoted.replace('Odd', 'Other')}` }])
    const error = await failure(async () => (await at(url)).run())
    expect(error).toMatchObject({
      code: 'LITHIFY_E_STATEMENT',
      data: { serverCode: '42704', role, file: 'database/schema/primary-schema.sql' },
    })
    expect((error.data['excerpt'] as string[]).join('\n')).toContain('OWNER TO')
    expect(error.hint).toContain(`CREATE ROLE ${quoted}`)
    expect(error.hint).toContain('--no-privileges')
    await opened.execute([{ text: `ALTER ROLE ${quoted.replace('Odd', 'Other')} RENAME TO ${quoted}` }])
    expect(await (await at(url)).run()).toMatchObject({ bootstrap: { migrations: 1 } })
    expect(await opened.query(`SELECT tableowner AS owner FROM pg_tables WHERE tablename = 'users'`)).toEqual([
      { owner: role },
    ])
  })
})
