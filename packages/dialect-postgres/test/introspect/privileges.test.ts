import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, refLabel, type Introspection, type Session } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { corpus, database, onAll, onEnds, onNewest, session, split, statements } from '../helpers.ts'
import { parserStatements } from '../oracle.ts'
import { rolePrefix as prefix } from '../roles.ts'
import { pgDumpVersion, scriptOf } from './copy.ts'

const everything = readFileSync(join(import.meta.dirname, 'schemas/privileges.sql'), 'utf8')

interface Made {
  readonly url: string
  readonly session: Session
  readonly introspection: Introspection
}

async function made(version: PostgresVersion, script: string): Promise<Made> {
  const url = await database(version)
  const opened = await session({ url })
  await opened.execute(split(script))
  await opened.query('RESET ALL')
  return { url, session: opened, introspection: await dialect.introspect(opened, { privileges: true }) }
}

/** The script of a database, under the names that all such scripts have. */
async function textOf(version: PostgresVersion, own: string, script: string): Promise<string> {
  const { introspection } = await made(version, script.replaceAll('app_', own))
  return scriptOf(introspection).join(';\n').replaceAll(own, 'app_')
}

/** What pg_dump says, owners and privileges included, statement by statement: it prints privileges in the order in which they were given. */
function pgDump(url: string): string[] {
  const text = execFileSync('pg_dump', ['--schema-only', '--dbname', url], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  return text
    .replaceAll(/^(--.*|\\(un)?restrict .*)?\n/gm, '')
    .replaceAll(/SET SESSION AUTHORIZATION (.*);\n(.*);\nRESET SESSION AUTHORIZATION;/g, 'AS $1 $2;')
    .split(/(?<=;)\n/)
    .toSorted()
}

onAll((version) => {
  const whole = pgDumpVersion >= version

  test('owners, grants and defaults are copied by the model alone', { timeout: 60_000 }, async () => {
    const own = prefix(version)
    const original = await made(version, everything.replaceAll('app_', own))
    expect(original.introspection.uncovered).toEqual([])
    const script = scriptOf(original.introspection)
    const copy = await made(version, `${script.join(';\n')};`)
    expect(copy.introspection.schema.objects()).toEqual(original.introspection.schema.objects())
    expect(fingerprint(copy.introspection.schema, dialect)).toBe(fingerprint(original.introspection.schema, dialect))
    if (whole) expect(pgDump(copy.url)).toEqual(pgDump(original.url))
    // What the server's own parser takes each of them for.
    expect(await parserStatements(`${script.join(';\n')};`)).toHaveLength(script.length)
  })

  test(
    'the text is the same on every version, and whatever order privileges were given in',
    { timeout: 60_000 },
    async () => {
      const [mine, newest] = [prefix(version), prefix(18)]
      const otherwise = everything
        .replace('app_writer, app_nested, app_last', 'app_last, app_writer, app_nested')
        .replace('SELECT, INSERT, UPDATE, DELETE', 'DELETE, UPDATE, INSERT, SELECT')
        .replace(/(GRANT SELECT, INSERT.*\n)(GRANT SELECT \(id.*\n)(GRANT INSERT \(.*\n)/, '$3$2$1')
      expect(otherwise).not.toBe(everything)
      expect(await textOf(version, mine, otherwise)).toBe(await textOf(18, newest, everything))
    },
  )
})

onEnds((version) => {
  test('without being asked for they are no part of the schema, and not uncovered', { timeout: 60_000 }, async () => {
    const own = prefix(version)
    const granted = await made(version, everything.replaceAll('app_', own))
    const bare = await made(
      version,
      everything
        .replaceAll(/^(CREATE ROLE|GRANT|REVOKE|ALTER DEFAULT|SET ROLE|RESET ROLE|ALTER .* OWNER TO) .*;$/gm, '')
        .replaceAll(/ AUTHORIZATION .*;/g, ';'),
    )
    const [one, other] = [await dialect.introspect(granted.session, {}), await dialect.introspect(bare.session, {})]
    expect(one.uncovered).toEqual([])
    expect(one.schema.objects()).toEqual(other.schema.objects())
    expect(fingerprint(one.schema, dialect)).toBe(fingerprint(other.schema, dialect))
    expect(granted.introspection.schema.objects().filter(({ kind }) => kind === 'grants').length).toBeGreaterThan(25)
  })

  test('a database that nobody has granted anything in says nothing of public', async () => {
    const { introspection } = await made(version, 'SELECT 1')
    expect(introspection.schema.objects()).toEqual([])
  })

  test('only what is looked at', async () => {
    const own = prefix(version)
    const { session: opened } = await made(version, everything.replaceAll('app_', own))
    const { schema } = await dialect.introspect(opened, { privileges: true, schemas: ['plain', 'select'] })
    const kinds = ['owner', 'grants', 'defaultPrivileges']
    const found = schema.objects().filter(({ kind }) => kinds.includes(kind))
    expect(found.map(refLabel)).toEqual([
      'grants schema "select"',
      'grants table "select"."Odd ""table"""',
      'owner schema "select"',
      'owner schema plain',
      'owner table "select"."Odd ""table"""',
    ])
  })

  test('a security label is read with its object, where a provider has written one', async () => {
    const { session: opened } = await made(
      version,
      'CREATE TABLE t (a integer, "B" text); CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$SELECT 1$$',
    )
    // No provider is at hand, so the catalog is written as one would have it.
    await opened.execute(
      statements(
        'SET allow_system_table_mods = on',
        `INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 0, 'anon', 'TABLESAMPLE'), ('t'::regclass, 'pg_class'::regclass, 2, 'anon', 'MASKED ''x'''),
         ('f'::regproc, 'pg_proc'::regclass, 0, 'anon', 'TRUSTED')`,
      ),
    )
    expect((await dialect.introspect(opened, {})).uncovered).toEqual([])
    const { schema } = await dialect.introspect(opened, { privileges: true })
    const labels = schema
      .objects()
      .flatMap((object) => (object.kind === 'securityLabel' && 'create' in object ? [object.create] : []))
    expect(labels).toEqual([
      `SECURITY LABEL FOR "anon" ON FUNCTION public.f() IS 'TRUSTED'`,
      `SECURITY LABEL FOR "anon" ON COLUMN public.t."B" IS 'MASKED ''x'''`,
      `SECURITY LABEL FOR "anon" ON TABLE public.t IS 'TABLESAMPLE'`,
    ])
    expect(await parserStatements(`${labels.join(';')};`)).toHaveLength(3)
  })

  test.skipIf(corpus('pagila.sql') === undefined || pgDumpVersion < version)(
    'a schema from the wild',
    { timeout: 60_000 },
    async () => {
      const original = await made(version, corpus('sakila.sql') as string)
      const copy = await made(version, `${scriptOf(original.introspection).join(';\n')};`)
      expect(pgDump(copy.url)).toEqual(pgDump(original.url))
    },
  )
})

onEnds((version) => {
  test.each([
    ['everybody may create in it', 'GRANT CREATE ON SCHEMA public TO PUBLIC'],
    ['nobody may', 'REVOKE ALL ON SCHEMA public FROM PUBLIC'],
    ['only use', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'],
    ['another owner, without a right', 'ALTER SCHEMA public OWNER TO app_a; REVOKE ALL ON SCHEMA public FROM app_a'],
    ['made anew', 'DROP SCHEMA public; CREATE SCHEMA public; COMMENT ON SCHEMA public IS $$standard public schema$$'],
  ])('public: %s', async (_, script) => {
    const own = prefix(version)
    const original = await made(version, `CREATE ROLE app_a; ${script}`.replaceAll('app_', own))
    const copy = await made(version, `${scriptOf(original.introspection).join(';\n')};`)
    expect(copy.introspection.schema.objects()).toEqual(original.introspection.schema.objects())
    const acl = `SELECT nspowner::regrole::text AS owner, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(nspacl) a) AS acl FROM pg_namespace WHERE nspname = 'public'`
    const rows = await original.session.query(acl)
    if (rows[0]?.['acl'] !== null) expect(await copy.session.query(acl)).toEqual(rows)
  })
})

onNewest(() => {
  test('a privilege that only newer servers have is named where somebody lacks it', async () => {
    const own = prefix(18)
    const { introspection } = await made(
      18,
      `CREATE ROLE ${own}a; CREATE ROLE ${own}b; CREATE TABLE t (a integer); GRANT ALL ON t TO ${own}a; GRANT ALL ON t TO ${own}b; REVOKE MAINTAIN ON t FROM ${own}b`,
    )
    const text = scriptOf(introspection).join('\n')
    expect(text).toContain(`GRANT ALL ON TABLE public.t TO "${own}a"`)
    expect(text).toContain(
      `GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE public.t TO "${own}b"`,
    )
  })
})
