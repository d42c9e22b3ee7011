import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refLabel, type ObjectRef, type Scope, type Session } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { corpus, database, onEnds, session, split } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'

const folder = join(import.meta.dirname, 'schemas')
/** The oldest server that understands a script. */
const oldest = (name: string): number => (name === 'newer.sql' ? 18 : Number(/-(\d+)\.sql$/.exec(name)?.[1] ?? 14))
const scripts: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  sakila: corpus('sakila.sql'),
}

const keys = (refs: readonly ObjectRef[]): string[] => refs.map((ref) => refLabel(ref)).toSorted()

/**
 * Objects that need each other are made in steps, and one can be told to go with an extension. The inventory names the object, and not what is
 * done to it.
 */
const steps =
  /^(?:check|columnDefault|domainCheck|domainDefault|extensionDependency|functionBody|procedureBody|viewQuery|materializedViewRows) /

/** What introspection has, as one list. */
async function introspected(opened: Session, scope: Scope): Promise<string[]> {
  const { schema, uncovered } = await dialect.introspect(opened, scope)
  const all = keys([...schema.objects(), ...uncovered.map(({ ref }) => ref)])
  const made = all.filter((label) => !steps.test(label)).map((label) => label.replace(/^viewShell /, 'view '))
  const finished = new Set(made.flatMap((label) => /^(?:rangeType|baseType) (.*)$/s.exec(label)?.[1] ?? []))
  return [...new Set(made.filter((label) => !finished.has(label.replace(/^shellType /, ''))))].toSorted()
}

onEnds((version) => {
  describe.each(Object.entries(scripts))('%s', (name, script) => {
    test.skipIf(script === undefined || version < oldest(name))(
      'lists exactly what introspection finds, in any scope',
      { timeout: 60_000 },
      async () => {
        const own = rolePrefix(version)
        const opened = await session({ url: await database(version) })
        await opened.execute(split((script as string).replaceAll('app_', own)))
        await opened.query('RESET ALL')
        const tables = (await dialect.introspect(opened, {})).schema.objects().filter(({ kind }) => kind === 'table')
        const scopes: Scope[] = [{}, { schemas: ['public'] }, { schemas: ['app'] }, { exclude: tables.slice(0, 2) }]
        for (const scope of scopes) {
          expect(keys(await dialect.inventory(opened, scope))).toEqual(await introspected(opened, scope))
        }
      },
    )
  })
})

/** One of each thing that can be the only one in a database. */
const alone: Readonly<Record<string, string>> = {
  schema: 'CREATE SCHEMA a',
  'schema ': 'ALTER SCHEMA public RENAME TO a',
  comment: `COMMENT ON SCHEMA public IS 'ours'`,
  extension: 'CREATE EXTENSION pgcrypto',
  collation: `CREATE COLLATION a FROM "C"`,
  enum: `CREATE TYPE a AS ENUM ('x')`,
  domain: 'CREATE DOMAIN a AS int',
  rangeType: 'CREATE TYPE a AS RANGE (subtype = float8)',
  compositeType: 'CREATE TYPE a AS (x int)',
  shellType: 'CREATE TYPE a',
  function: `CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  procedure: `CREATE PROCEDURE a() LANGUAGE sql AS 'SELECT 1'`,
  aggregate: 'CREATE AGGREGATE a (int) (sfunc = int4pl, stype = int)',
  table: 'CREATE TABLE a ()',
  view: 'CREATE VIEW a AS SELECT 1 AS x',
  materializedView: 'CREATE MATERIALIZED VIEW a AS SELECT 1 AS x',
  sequence: 'CREATE SEQUENCE a',
  largeObject: 'SELECT lo_create(0)',
  accessMethod: 'CREATE ACCESS METHOD a TYPE TABLE HANDLER heap_tableam_handler',
  cast: 'CREATE CAST (bool AS timestamp) WITH INOUT',
  conversion: `CREATE CONVERSION a FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1`,
  foreignDataWrapper: 'CREATE FOREIGN DATA WRAPPER a',
  language: 'CREATE LANGUAGE a HANDLER plpgsql_call_handler',
  operatorFamily: 'CREATE OPERATOR FAMILY a USING btree',
  operator: 'CREATE OPERATOR === (function = int4eq, leftarg = int, rightarg = int)',
  publication: 'CREATE PUBLICATION a',
  subscription: `CREATE SUBSCRIPTION a CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
  textSearchConfiguration: 'CREATE TEXT SEARCH CONFIGURATION a (PARSER = "default")',
  textSearchDictionary: 'CREATE TEXT SEARCH DICTIONARY a (TEMPLATE = simple)',
  textSearchParser: `CREATE TEXT SEARCH PARSER a (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)`,
  textSearchTemplate: 'CREATE TEXT SEARCH TEMPLATE a (LEXIZE = dsimple_lexize)',
}

onEnds((version) => {
  test('a database as it was made has nothing, and one thing is enough to be something', async () => {
    const opened = await session({ url: await database(version) })
    expect(await dialect.inventory(opened, {})).toEqual([])
    for (const [kind, sql] of Object.entries(alone)) {
      await opened.query('BEGIN')
      await opened.execute(split(sql))
      const found = await dialect.inventory(opened, {})
      expect([kind, found.map((item) => item.kind)]).toEqual([kind, expect.arrayContaining([kind.trim()])])
      await opened.query('ROLLBACK')
    }
  })
})
