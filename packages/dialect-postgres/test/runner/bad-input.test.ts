import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LithifyError } from '@lithify/core'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { database, failure, onEnds, onNewest } from '../helpers.ts'
import { serverOf } from './other-server.ts'
import { named, project, sqlFile, ups, type Project } from './project.ts'

// What a user gets wrong, through the public API: a code, what to do next, and for SQL the place.

const fails = async (at: Project, options = {}): Promise<LithifyError> =>
  failure(async () => (await at.open(options)).run())

describe('a server that cannot be used', () => {
  onNewest(() => {
    test.each([
      ['a wrong password', (url: URL) => (url.password = 'wrong'), 'The password of postgres is wrong', 'PGPASSWORD'],
      [
        'a database that is not there',
        (url: URL) => (url.pathname = '/no_such'),
        'There is no database no_such',
        'createdb',
      ],
      [
        'TLS that it does not speak',
        (url: URL) => (url.search = '?sslmode=require'),
        'does not speak TLS',
        'sslmode=prefer',
      ],
      [
        'a port on which nothing listens',
        (url: URL) => (url.port = '1'),
        'Nothing listens on',
        'Is PostgreSQL running there?',
      ],
    ])('%s', async (_, spoil, message, hint) => {
      const at = await project(ups({ '1_a': 'CREATE TABLE a (id integer);' }))
      const url = new URL(at.url)
      spoil(url)
      const error = await fails(at, { url: url.href })
      expect(error.code).toBe('LITHIFY_E_CONNECT')
      expect(error.message).toContain(message)
      expect(error.hint).toContain(hint)
      expect(JSON.stringify([error.message, error.hint, error.data])).not.toContain('wrong@')
    })

    test('one that is too old', async () => {
      const at = await project(ups({ '1_a': 'CREATE TABLE a (id integer);' }))
      const error = await fails(at, { url: `postgres://u:p@127.0.0.1:${await serverOf('9.6.24')}/d?sslmode=disable` })
      expect(error).toMatchObject({ code: 'LITHIFY_E_CONNECT', hint: 'Upgrade the server.' })
      expect(error.message).toContain('PostgreSQL 9.6.24. lithify needs PostgreSQL 14 or later')
    })
  })
})

describe('SQL that the server refuses', () => {
  onEnds((version) => {
    const begin = async (sql: Readonly<Record<string, string>>): Promise<Project> =>
      project(ups(sql), { url: await database(version) })

    test('in the middle of a long file: line, column and caret', async () => {
      const lines = Array.from({ length: 400 }, (_, n) => `INSERT INTO a VALUES (${n}, 'ü🙂');`)
      lines[250] = `/* über */ INSERT INTO a VALUES (1, no_such);`
      const at = await begin({ '1_a': 'CREATE TABLE a (id integer, v text);', '2_rows': lines.join('\n') })
      const error = await fails(at)
      expect(error).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: {
          file: sqlFile('2_rows'),
          line: 252,
          column: 37,
          serverCode: '42703',
          applied: [named('1_a')],
          notApplied: [named('2_rows')],
        },
      })
      expect((error.data['excerpt'] as string[]).slice(-2)).toEqual([
        `› 252 │ ${' '.repeat(11)}INSERT INTO a VALUES (1, no_such)`,
        `      │ ${' '.repeat(36)}^ column "no_such" does not exist (42703)`,
      ])
      expect(error.hint).toContain('lithify run')
    })

    test.each([0, 1, 149, 298, 299])('in a file of 300 statements, at the %ith', async (failing) => {
      const lines = Array.from({ length: 300 }, (_, n) => (n === failing ? 'SELECT 1/0;' : `SELECT ${n};`))
      const error = await fails(await begin({ '1_many': lines.join('\n') }))
      expect(error.data).toMatchObject({ line: failing + 2, column: 1, serverCode: '22012' })
    })

    test("with all that the server says, also in a function's body and in a DO block", async () => {
      const at = await begin({
        '1_a': `CREATE TABLE a (id integer CONSTRAINT positive CHECK (id > 0), n integer NOT NULL);
CREATE UNIQUE INDEX a_n ON a (n);
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'no % today', 'tea' USING DETAIL = 'the pot is empty', HINT = 'Buy some', ERRCODE = 'P0042';
END $$;`,
      })
      await (await at.open()).run()
      const refused = async (sql: string): Promise<LithifyError> => {
        at.write(ups({ '2_bad': sql }))
        return fails(at)
      }
      expect((await refused('INSERT INTO a VALUES (-1, 1);')).data).toMatchObject({
        serverCode: '23514',
        server: { constraint: 'positive', table: 'a', schema: 'public', detail: 'Failing row contains (-1, 1).' },
      })
      expect((await refused('INSERT INTO a VALUES (1, NULL);')).data).toMatchObject({
        serverCode: '23502',
        server: { column: 'n', table: 'a' },
      })
      const raised = await refused('SELECT 1;\nSELECT f();')
      expect(raised).toMatchObject({
        code: 'LITHIFY_E_STATEMENT',
        data: { line: 3, serverCode: 'P0042', server: { detail: 'the pot is empty', hint: 'Buy some' } },
      })
      expect(raised.message).toContain('no tea today')
      expect(raised.hint).toMatch(/^Buy some\. Nothing of this migration was applied/)
      expect((raised.data['server'] as { where: string }).where).toContain('function f() line 2 at RAISE')
      const inside = await refused(
        `SELECT 1;\nDO $$ BEGIN\n  PERFORM 1;\n  INSERT INTO a VALUES (1, 1), (2, 1);\nEND $$;`,
      )
      expect(inside.data).toMatchObject({
        line: 3,
        serverCode: '23505',
        server: { constraint: 'a_n', detail: 'Key (n)=(1) already exists.' },
      })
      expect((inside.data['server'] as { where: string }).where).toContain('line 3 at SQL statement')
    })

    test('what it does not get: NUL, psql commands, COPY from the client, another encoding', async () => {
      const at = await begin({ '1_nul': `SELECT 1;\nSELECT 'a\0b';` })
      expect(await fails(at)).toMatchObject({ code: 'LITHIFY_E_SCRIPT', data: { line: 3, file: sqlFile('1_nul') } })
      at.write(ups({ '1_nul': `SELECT 1;\n\\copy a from 'x'\n` }))
      const meta = await fails(at)
      expect(meta).toMatchObject({ code: 'LITHIFY_E_SCRIPT', data: { line: 3, column: 1 } })
      expect(meta.message).toContain('psql')
      at.write(ups({ '1_nul': `CREATE TABLE a (id integer);\n\nCOPY a FROM stdin;\n1\n\\.\n` }))
      const copy = await fails(at)
      expect(copy).toMatchObject({ code: 'LITHIFY_E_SCRIPT', data: { line: 4 } })
      expect(copy.message).toMatch(/COPY/)
      writeFileSync(join(at.root, sqlFile('1_nul')), Buffer.from("-- migrate:up\nSELECT 'caf\xe9';\n", 'latin1'))
      const latin = await fails(at)
      expect(latin.message).toMatch(/UTF-8/)
      expect(latin.hint ?? '').not.toBe('')
      expect(await at.query('SELECT * FROM lithify_migrations')).toEqual([])
    })
  })
})

describe('waiting', () => {
  onNewest(() => {
    test('for the lock of a table: given up, tried again as often as was said, and in the end applied', async () => {
      const at = await project(
        ups({
          '1_a': 'CREATE TABLE a (id integer);',
          '2_b': 'CREATE TABLE b (id integer);\nALTER TABLE a ADD COLUMN n integer;',
        }),
      )
      await (await at.open()).run({ step: 1 })
      const other = new Client({ connectionString: at.url })
      await other.connect()
      await other.query('BEGIN; LOCK TABLE a')
      const error = await fails(at, { tableLockTimeoutMs: 50 })
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '55P03', line: 3 } })
      const running = (await at.open({ tableLockTimeoutMs: 50, tableLockRetries: 50 })).run()
      setTimeout(() => void other.query('COMMIT'), 500)
      expect((await running).applied).toHaveLength(1)
      await other.end()
    })

    test('for a statement: no longer than was said', async () => {
      const at = await project(ups({ '1_a': 'SELECT 1;\nSELECT pg_sleep(30);' }))
      const error = await fails(at, { statementTimeoutMs: 4000 })
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: '57014', line: 3 } })
    })
  })
})
