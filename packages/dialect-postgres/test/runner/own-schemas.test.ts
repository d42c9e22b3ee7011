import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLithifyError, refLabel, type LithifyError, type ObjectRef } from '@lithify/core'
import { expect, test } from 'vitest'
import type { PostgresOptions } from '../../src/index.ts'
import { database, failure, onEnds, session, split } from '../helpers.ts'
import { bare, project, ups, type Project } from './project.ts'

/** What a hosting provider brings, as a database has it before anybody has made anything. */
const provider = `
CREATE SCHEMA auth;
CREATE TABLE auth.users (id integer PRIMARY KEY, email text NOT NULL);
CREATE TYPE auth.level AS ENUM ('one', 'two');
CREATE SEQUENCE auth.numbers;
CREATE FUNCTION auth.uid() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW auth.everybody AS SELECT * FROM auth.users;
CREATE TABLE auth.parts (a integer) PARTITION BY LIST (a);
CREATE FUNCTION auth.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER auth_watch ON ddl_command_end EXECUTE FUNCTION auth.watch();
CREATE EXTENSION hstore WITH SCHEMA auth;
INSERT INTO auth.users VALUES (1, 'somebody');`

const schemas = ['public', 'app']

const ours = ups({
  '1_public': 'create table customers (id integer primary key);',
  '2_app': 'create schema app; create table app.orders (id integer primary key, of integer references customers);',
})

async function prepared(version: Parameters<typeof database>[0], sql = provider): Promise<Project> {
  const url = await database(version)
  const opened = await session({ url })
  await opened.execute(split(sql))
  return project(ours, { url })
}

const theirs = (url: string): Promise<unknown[]> =>
  bare(
    url,
    `SELECT (SELECT count(*)::integer FROM auth.users) AS users, (SELECT count(*)::integer FROM pg_event_trigger) AS triggers,
      (SELECT count(*)::integer FROM pg_class WHERE relnamespace = 'auth'::regnamespace) AS relations`,
  )

const other = 'which is in a schema that is not among `schemas`'

/** What is made, what of it is named, and what it needs. */
const needs = [
  ['create table a (id integer references auth.users)', 'foreignKey a.a_id_fkey', `table auth.users, ${other}`],
  ['create view b as select * from auth.users', 'view b', `table auth.users, ${other}`],
  ['create view c as table b', 'view c', 'view b, which is left out'],
  ['create view d as select * from auth.everybody', 'view d', `view auth.everybody, ${other}`],
  ['create table e (l auth.level)', 'table e', `type auth.level, ${other}`],
  ['create table f (l auth.level[])', 'table f', `type auth.level, ${other}`],
  ['create table g (l auth.users)', 'table g', `type auth.users, ${other}`],
  ['create table h (h auth.hstore)', 'table h', `extension hstore, ${other}`],
  ['create table i (n integer default auth.uid())', 'table i', `function auth.uid(), ${other}`],
  [`create table j (n bigint default nextval('auth.numbers'))`, 'table j', `sequence auth.numbers, ${other}`],
  [
    'create table k (n integer); create policy p on k using (n = auth.uid())',
    'policy k.p',
    `function auth.uid(), ${other}`,
  ],
  ['create table l partition of auth.parts for values in (1)', 'table l', `table auth.parts, ${other}`],
  ['create domain app.m as auth.level', 'domain app.m', `type auth.level, ${other}`],
] as const

const dumped = ({ root }: Project): string => readFileSync(join(root, 'database/schema/primary-schema.sql'), 'utf8')

onEnds((version) => {
  test('what is not ours is neither counted, dumped nor dropped', { timeout: 60_000 }, async () => {
    const at = await prepared(version)
    const before = await theirs(at.url)
    const all = await at.open()
    expect((await failure(() => all.run())).code).toBe('LITHIFY_E_NOT_EMPTY')
    await all.close()

    const lithify = await at.open({ schemas })
    expect(await lithify.run()).toMatchObject({ applied: [{}, {}] })
    await lithify.dump()
    expect(dumped(at)).toContain('CREATE TABLE "app"."orders"')
    expect(dumped(at)).not.toMatch(/auth|hstore/)
    expect((await lithify.verify()).findings).toEqual([])

    // Booted beside what a provider has put there, and started over.
    const second = await prepared(version)
    second.write({ 'database/schema/primary-schema.sql': dumped(at) })
    second.write({
      'database/schema/primary-schema.meta.json': readFileSync(
        join(at.root, 'database/schema/primary-schema.meta.json'),
        'utf8',
      ),
    })
    const booted = await second.open({ schemas })
    expect(await booted.run()).toMatchObject({ bootstrap: { migrations: 2 } })
    let asked: readonly string[] = []
    const again = await booted.fresh({
      confirm: ({ tables }) => {
        asked = tables
        return true
      },
    })
    expect(again).toMatchObject({ bootstrap: { migrations: 2 } })
    expect(asked).toEqual(['orders', 'customers', 'lithify_migrations', 'lithify_versions', 'app'])
    expect(await theirs(second.url)).toEqual(before)
    expect(await theirs(at.url)).toEqual(before)
  })

  test(
    'what needs something that is not ours is refused by name, and can be left out',
    { timeout: 60_000 },
    async () => {
      const at = await prepared(version)
      at.write(ups({ '3_needs': needs.map(([sql]) => `${sql};`).join('\n') }))
      const lithify = await at.open({ schemas })
      await lithify.run()
      const error = await failure(() => lithify.dump())
      expect(error.code).toBe('LITHIFY_E_UNCOVERED')
      const named = error.data['objects'] as (ObjectRef & { reason: string })[]
      expect(named.map((ref) => `${refLabel(ref)}: ${ref.reason}`).toSorted()).toEqual(
        needs.map(([, who, whom]) => `${who}: It needs the ${whom}.`).toSorted(),
      )
      // What is left makes a whole.
      await lithify.dump({ allowUncovered: true })
      const opened = await session({ url: await database(version) })
      await opened.execute(split(dumped(at)))
    },
  )

  test('migrations that make what is not ours are kept: neither pruned nor squashed', { timeout: 60_000 }, async () => {
    const at = await prepared(version)
    at.write(ups({ '3_billing': 'create schema billing; create table billing.things (a integer);' }))
    const lithify = await at.open({ schemas })
    await lithify.run()
    for (const work of [
      () => lithify.dump({ prune: true }),
      () => lithify.dump({ prune: true, withoutRows: true }),
      () => lithify.squash({}),
      () => lithify.squash({ withoutRows: true }),
      () => lithify.squash({ noVerify: 'trusted' }),
      () => lithify.squash({ as: 'dump', withoutRows: true }),
      () => lithify.squash({ as: 'dump', noVerify: 'trusted', dryRun: true }),
    ]) {
      const error = await failure(work)
      expect(error.code).toBe('LITHIFY_E_UNCOVERED')
      expect(error.message).toContain('table billing.things')
      expect(error.hint).toContain('`schemas`')
    }
  })

  test('and so are those of which nobody can see what they make elsewhere', { timeout: 60_000 }, async () => {
    const at = await prepared(version)
    const name = new URL(at.url).pathname.slice(1)
    at.write(
      ups({
        '3_here': `do $$ begin if current_database() <> '${name}' then raise exception 'not in here'; end if; end $$;`,
      }),
    )
    const lithify = await at.open({ schemas })
    await lithify.run()
    for (const work of [
      () => lithify.dump({ prune: true, withoutRows: true }),
      () => lithify.dump({ prune: true, data: ['customers'] }),
      () => lithify.squash({ withoutRows: true }),
      () => lithify.squash({ data: ['customers'] }),
      () => lithify.squash({ as: 'dump', withoutRows: true, noVerify: 'trusted' }),
    ]) {
      const error = await failure(work)
      expect(error.code).toBe('LITHIFY_E_UNCOVERED')
      expect(error.message).toContain('cannot be seen: ')
      expect(error.message).toContain('not in here')
      expect(error.hint).toContain('`schemas`')
    }
  })

  test(
    'the history may be in a schema that is not ours, and goes when all starts over',
    { timeout: 60_000 },
    async () => {
      const at = await project(ups({ '1_app': 'create schema app; create table app.orders (id integer)' }), {
        url: await database(version),
      })
      const lithify = await at.open({ schemas: ['app'] })
      await lithify.run()
      await bare(at.url, 'CREATE TABLE public.theirs AS SELECT 1 AS a')
      expect(await lithify.run()).toMatchObject({ applied: [] })
      await lithify.dump()
      expect(dumped(at)).not.toContain('theirs')
      expect(await lithify.fresh({ confirm: () => true })).toMatchObject({ bootstrap: { migrations: 1 } })
      expect(await at.query('SELECT a FROM public.theirs')).toEqual([{ a: 1 }])
      await at.query('DELETE FROM public.lithify_migrations; DROP SCHEMA app CASCADE')
      expect(await lithify.run()).toMatchObject({ total: 1 })
    },
  )

  test(
    'what others have that needs ours stops a fresh start, and nothing is dropped',
    { timeout: 60_000 },
    async () => {
      const at = await prepared(version)
      const lithify = await at.open({ schemas })
      await lithify.run()
      await bare(at.url, 'CREATE VIEW auth.peek AS TABLE public.customers')
      const error = await failure(() => lithify.fresh({ confirm: () => true }))
      expect(error.code).toBe('LITHIFY_E_STATEMENT')
      expect(error.message).toContain('other objects depend on it')
      expect(await at.query('SELECT FROM app.orders')).toEqual([])
      expect(await lithify.run()).toMatchObject({ applied: [] })
    },
  )

  test('rows of others are asked about before a rollback drops them', { timeout: 60_000 }, async () => {
    const at = await prepared(version)
    at.write({
      'database/migrations/3_theirs.sql':
        '-- migrate:up\nselect 1;\n-- migrate:down\ndrop view auth.everybody; drop table auth.users;\n',
    })
    const lithify = await at.open({ schemas })
    await lithify.run()
    let summary = ''
    const refused = await failure(() =>
      lithify.rollback({
        step: 1,
        confirm: (destruction) => {
          ;({ summary } = destruction)
          return false
        },
      }),
    )
    expect(refused.code).toBe('LITHIFY_E_CONFIRMATION')
    expect(summary).toContain('users')
  })
})

test.each([
  [{ schemas: [] }, undefined, 'has to be a list of the names of schemas'],
  [{ schemas: 'public' }, undefined, 'has to be a list of the names of schemas'],
  [{ schemas: ['app', ''] }, undefined, 'has to be a list of the names of schemas'],
  [{ schemas: ['app'] }, 'ops', 'lacks "ops", which `history.schema` names'],
])('a setting that cannot be meant is refused: %j', async (options, schema, problem) => {
  const at = await project(
    {},
    { url: 'postgres://nobody@localhost/nothing', config: schema ? { history: { schema } } : {} },
  )
  const error: unknown = await at.open(options as PostgresOptions).catch((thrown: unknown) => thrown)
  expect(isLithifyError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'LITHIFY_E_CONFIG_INVALID' })
  expect((error as LithifyError).message).toContain(problem)
})
