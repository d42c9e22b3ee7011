import { randomBytes } from 'node:crypto'
import { dropOperations, refLabel, type Introspection, type Session } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { judges, pgDump } from '../dump/clients.ts'
import { database, onEnds, serverUrl, session, split, statements } from '../helpers.ts'
import { scriptOf } from './copy.ts'

const secret = 'hunter2'

/** What was left out, with what matters of the reason. */
const found = ({ uncovered }: Introspection): string[] =>
  uncovered.map(
    ({ ref, reason }) =>
      `${refLabel(ref)}: ${/options? [\w, ]+? may|holds a \w+|hidden|needs the [\w ]+/.exec(reason)?.[0]}`,
  )

onEnds((version) => {
  test('what holds a password is left out and named, with what is to be done', async () => {
    const opened = await session({ url: await database(version) })
    await opened.execute(
      split(`
        CREATE FOREIGN DATA WRAPPER w; CREATE FOREIGN DATA WRAPPER api OPTIONS (api_key '${secret}');
        CREATE SERVER plain FOREIGN DATA WRAPPER w OPTIONS (host 'h', fetch_size '10');
        CREATE SERVER keyed FOREIGN DATA WRAPPER w OPTIONS (aws_secret_access_key '${secret}', b 'c');
        CREATE SERVER url FOREIGN DATA WRAPPER w OPTIONS (uri 'mongodb://me:${secret}@host/db');
        CREATE USER MAPPING FOR PUBLIC SERVER plain OPTIONS (user 'u', password '${secret}');
        CREATE USER MAPPING FOR postgres SERVER plain OPTIONS (user 'u', "odd one" '${secret}');
        CREATE USER MAPPING FOR postgres SERVER url OPTIONS (user 'u');`),
    )
    const introspection = await dialect.introspect(opened, {})
    expect(found(introspection)).toEqual([
      'foreignDataWrapper api: option api_key may',
      'server keyed: option aws_secret_access_key may',
      'server url: option uri may',
      'userMapping PUBLIC SERVER plain: option password may',
      'userMapping postgres SERVER plain: option odd one may',
      'userMapping postgres SERVER url: needs the server url',
    ])
    expect(scriptOf(introspection).join('\n')).not.toContain(secret)
    expect(JSON.stringify(introspection.uncovered)).not.toContain(secret)
  })

  test('what needs something that is left out is left out and named, and the rest makes a whole', async () => {
    const opened = await session({ url: await database(version) })
    await opened.execute(
      split(`
        CREATE FOREIGN DATA WRAPPER w; CREATE SERVER keyed FOREIGN DATA WRAPPER w OPTIONS (token '${secret}'); CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin end'; CREATE FOREIGN TABLE far (a integer) SERVER keyed;
        CREATE FOREIGN TABLE program (a integer) SERVER s OPTIONS (program 'curl -H "Authorization: Bearer ${secret}" x');
        CREATE FOREIGN TABLE kept (a integer OPTIONS (column_name 'password')) SERVER s OPTIONS (table_name 'tokens');
        CREATE TRIGGER t BEFORE INSERT ON far FOR EACH ROW EXECUTE FUNCTION f(); CREATE VIEW v AS SELECT a FROM far;
        CREATE VIEW w AS SELECT a FROM v; CREATE RULE r AS ON INSERT TO w DO INSTEAD NOTHING; COMMENT ON VIEW v IS 'x';
        CREATE TABLE child (b integer) INHERITS (far); CREATE INDEX i ON child (b); CREATE TABLE near (a integer); CREATE INDEX j ON near (a);
        CREATE PUBLICATION near FOR TABLE ONLY child`),
    )
    const introspection = await dialect.introspect(opened, {})
    expect(found(introspection).toSorted()).toEqual([
      'foreignTable far: needs the server keyed',
      'foreignTable program: option program may',
      'index child.i: needs the table child',
      'publication near: needs the table child',
      'rule w.r: needs the view w',
      'server keyed: option token may',
      'table child: needs the foreignTable far',
      'trigger far.t: needs the foreignTable far',
      'view v: needs the foreignTable far',
      'view w: needs the view v',
    ])
    expect(introspection.schema.objects().map(refLabel)).toEqual([
      'foreignDataWrapper w',
      'foreignTable kept',
      'function f()',
      'index near.j',
      'server s',
      'table near',
    ])
    const copy = await session({ url: await database(version) })
    await copy.execute(statements(...scriptOf(introspection)))
    expect(JSON.stringify((await dialect.introspect(copy, {})).schema)).toBe(JSON.stringify(introspection.schema))
  })

  test('what a role may not read is left out and named, and nothing fails', async () => {
    const url = await database(version)
    const owner = await dialect.connect({ url })
    const role = `reader_${randomBytes(4).toString('hex')}`
    onTestFinished(async () => {
      await drop(owner)
      await owner.execute(split(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`))
      await owner.close()
    })
    await owner.execute(
      split(`
        CREATE ROLE ${role} LOGIN PASSWORD 'x'; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
        GRANT USAGE ON FOREIGN SERVER s TO ${role}; CREATE USER MAPPING FOR postgres SERVER s OPTIONS (user 'u');
        CREATE USER MAPPING FOR ${role} SERVER s OPTIONS (user 'u'); CREATE USER MAPPING FOR PUBLIC SERVER s;
        CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false, slot_name = NONE)`),
    )
    const reader = await session({ url: url.replace(/\/\/[^@]+@/, `//${role}:x@`) })
    const introspection = await dialect.introspect(reader, {})
    expect(found(introspection)).toEqual([
      'subscription s: hidden',
      'userMapping PUBLIC SERVER s: hidden',
      'userMapping postgres SERVER s: hidden',
    ])
    expect(introspection.schema.objects().map(refLabel)).toContain(`userMapping ${role} SERVER s`)
    await owner.execute(split(`DROP USER MAPPING FOR ${role} SERVER s`))
    await reader.close()
  })

  test.each([
    [`host=h password='x y'`, 'password'],
    ['password = x host=h', 'password'],
    ['host=h sslpassword=x', 'password'],
    ['postgres://me:x@h/db', 'password'],
    ['postgresql://me@h/db?%70assword=x', 'password'],
  ])('a subscription that connects with %s is left out', async (connection, what) => {
    const opened = await subscribed(version, [connection])
    expect(found(await dialect.introspect(opened, {}))).toEqual([`subscription s0: holds a ${what}`])
  })

  test('a subscription without a secret comes back without a connection, and disabled', async () => {
    const opened = await subscribed(version, [
      `host=h user=me dbname='it\\'s' passfile=/x`,
      'postgres://me@h/db?sslmode=require',
    ])
    await opened.execute(
      split(`ALTER SUBSCRIPTION s0 SET (binary = true, synchronous_commit = local);
        ALTER SUBSCRIPTION s1 SET (streaming = on); COMMENT ON SUBSCRIPTION s1 IS 'it''s a copy'`),
    )
    if (version >= 15) await opened.execute(split('ALTER SUBSCRIPTION s1 SET (disable_on_error = true)'))
    if (version >= 16) {
      await opened.execute(
        split(`ALTER SUBSCRIPTION s0 SET (streaming = parallel, run_as_owner = true, origin = none);
          ALTER SUBSCRIPTION s1 SET (password_required = false, streaming = off)`),
      )
    }
    const url = await urlOf(opened, version)
    const judged = (): string[] => judges(version).map((clients) => pgDump(clients, url))
    const before = judged()
    const original = await dialect.introspect(opened, {})
    expect(original.uncovered).toEqual([])
    await drop(opened)
    await opened.execute(statements(...scriptOf(original).slice(1, -1)))
    const copy = await dialect.introspect(opened, {})
    expect(JSON.stringify(copy.schema)).toBe(JSON.stringify(original.schema))
    expect(judged()).toEqual(before)
    expect(
      await opened.query(
        'SELECT DISTINCT subenabled AS enabled, subslotname AS slot FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()',
      ),
    ).toEqual([{ enabled: false, slot: null }])
    for (const operation of dropOperations(copy.schema, dialect))
      await opened.execute(dialect.emit(operation, copy.schema))
    expect(await dialect.inventory(opened, {})).toEqual([])
  })

  test('a slot at the publisher is not dropped along with a subscription', async () => {
    const opened = await subscribed(version, ['host=127.0.0.1 port=1'])
    await opened.execute(statements(`ALTER SUBSCRIPTION s0 SET (slot_name = 'the_slot')`))
    const { schema } = await dialect.introspect(opened, {})
    const dropping = dropOperations(schema, dialect).flatMap((operation) => dialect.emit(operation, schema))
    await expect(opened.transaction(() => opened.execute(dropping))).rejects.toThrow(/transaction block/)
  })
})

/** A session of a database with subscriptions called s0, s1 … They are dropped before it is. */
async function subscribed(version: PostgresVersion, connections: readonly string[]): Promise<Session> {
  const url = await database(version)
  const opened = await dialect.connect({ url })
  onTestFinished(async () => {
    await drop(opened)
    await opened.close()
  })
  for (const [at, connection] of connections.entries()) {
    const [row] = await opened.query<{ text: string }>('SELECT quote_literal($1::text) AS text', [connection])
    const published = `PUBLICATION p, "P ""2""" WITH (connect = false, slot_name = NONE)`
    await opened.execute(statements(`CREATE SUBSCRIPTION s${at} CONNECTION ${row?.text} ${published}`))
  }
  return opened
}

async function drop(opened: Session): Promise<void> {
  const rows = await opened.query<{ name: string }>(
    'SELECT subname AS name FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE d.datname = current_database()',
  )
  for (const { name } of rows)
    await opened.execute(statements(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`, `DROP SUBSCRIPTION ${name}`))
}

async function urlOf(opened: Session, version: PostgresVersion): Promise<string> {
  const [row] = await opened.query<{ name: string }>('SELECT current_database() AS name')
  return serverUrl(version).replace(/\/[^/]*$/, `/${row?.name}`)
}
