import type { Statement } from '@lithify/core'
import { checkJoinedScripts, marksOf, refusalOf, splitTexts } from '@lithify/dialect-testkit'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { corpus, database, onEnds, session } from './helpers.ts'
import { hard } from './hard-scripts.ts'
import { parserStatements } from './oracle.ts'

const texts = (script: string): string[] => splitTexts(dialect, script)

describe('statements', () => {
  test.each(Object.entries(hard))('%s', async (_, [script, expected]) => {
    expect(texts(script)).toEqual(expected)
  })

  test.each(Object.entries(hard).filter(([, [, , parses]]) => parses !== false))(
    '%s: as the parser of PostgreSQL sees it',
    async (_, [script, expected]) => {
      expect(await parserStatements(script)).toEqual(expected.map((text) => text.trim()))
    },
  )
})

describe('marks', () => {
  test.each<[string, Partial<Statement>]>([
    ['BEGIN ISOLATION LEVEL SERIALIZABLE', { control: 'begin' }],
    ['start transaction', { control: 'begin' }],
    ['-- x\nCOMMIT', { control: 'commit' }],
    ['END WORK', { control: 'commit' }],
    ['PREPARE TRANSACTION $$x$$', { control: 'commit' }],
    ['PREPARE x AS SELECT 1', {}],
    ['ROLLBACK', { control: 'rollback' }],
    ['ABORT', { control: 'rollback' }],
    ['ROLLBACK TO a', { control: 'savepoint' }],
    ['ROLLBACK WORK TO SAVEPOINT a', { control: 'savepoint' }],
    ['SAVEPOINT a', { control: 'savepoint' }],
    ['RELEASE a', { control: 'savepoint' }],
    ["COMMIT PREPARED 'x'", { transactional: false }],
    ["ROLLBACK PREPARED 'x'", { transactional: false }],
    ['VACUUM (ANALYZE) a', { transactional: false }],
    ['ANALYZE a', {}],
    ['CREATE INDEX CONCURRENTLY ON a (b)', { transactional: false }],
    ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)', { transactional: false }],
    ['CREATE INDEX "concurrently" ON a (b)', {}],
    ['DROP INDEX /* now */ CONCURRENTLY i', { transactional: false }],
    ['DROP INDEX i', {}],
    ['REINDEX (VERBOSE) TABLE CONCURRENTLY a', { transactional: false }],
    ['REINDEX (CONCURRENTLY) TABLE a', { transactional: false }],
    ['REINDEX DATABASE a', { transactional: false }],
    ['REINDEX TABLE a', {}],
    ['ALTER TABLE a DETACH PARTITION b CONCURRENTLY', { transactional: false }],
    ["ALTER TABLE a ADD CHECK (x <> 'concurrently')", {}],
    ['ALTER SYSTEM SET work_mem = 1', { transactional: false }],
    ['ALTER DATABASE a SET TABLESPACE b', { transactional: false }],
    ["ALTER DATABASE a SET work_mem = '1MB'", {}],
    ["ALTER TYPE a ADD VALUE 'b'", {}],
    ['CREATE DATABASE a', { transactional: false }],
    ['DROP DATABASE a', { transactional: false }],
    ["CREATE TABLESPACE a LOCATION '/b'", { transactional: false }],
    ['DROP TABLESPACE a', { transactional: false }],
    ["CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c", { transactional: false }],
    ["CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c WITH (create_slot = false)", {}],
    ['CLUSTER', { transactional: false }],
    ['CLUSTER (VERBOSE)', { transactional: false }],
    ['CLUSTER a', {}],
    ['DISCARD ALL', { transactional: false }],
    ['DISCARD PLANS', {}],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY a', {}],
    ['CREATE TABLE begin (a int)', {}],
    ['EXPLAIN SELECT 1', {}],
  ])('%s', (text, marks) => {
    expect(marksOf(dialect, text)).toEqual(marks)
  })
})

describe('scripts that cannot be split', () => {
  test.each<[string, string, string, number]>([
    ['a string', "SELECT 1;\n SELECT 'abc;", 'inside a string', 18],
    ['a string with escapes', "SELECT E'abc\\';", 'inside a string', 7],
    ['a quoted name', 'SELECT "abc;', 'inside a quoted name', 7],
    ['a dollar quotation', 'SELECT $a$ $A$ $$;', '$a$', 7],
    ['a comment', 'SELECT 1; /* /* */ SELECT 2;', 'inside a comment', 10],
    ['the body of a routine', ' CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;', 'inside the body', 1],
    ['a command of psql', 'SELECT 1;\n\\! rm x\n', 'CVE-2025-8714', 10],
    ['a command of psql behind a statement', 'SELECT 1 \\g', 'psql', 9],
    ['the data of COPY', 'SELECT 1;\nCOPY a (from, b) FROM stdin WITH (FORMAT csv);\n1\t2\n\\.\n', 'COPY', 10],
    ['a NUL character', 'SELECT 1;\n\0SELECT 2', 'NUL', 10],
  ])('%s', async (_, script, message, offset) => {
    const refusal = await refusalOf(dialect, script)
    expect(refusal).toEqual({ message: expect.stringContaining(message), offset })
  })
})

describe('any script', () => {
  const statements = Object.values(hard)
    // A setting would have what follows it read in another way.
    .filter(([script]) => !script.includes('strings = off'))
    .flatMap(([, expected]) => expected)
    // A comment at the end of a line would hide the delimiter that is put after it.
    .map((text) => (text.includes('--') ? `${text.trim()}\n` : text.trim()))
  const between = [' ', '\n', '\r\n', '\t', ';', '-- ; \' " $$\n', "/* ; ' /* $$ */ */", '/**/', '/***/']

  test('joined in any way and cut anywhere comes back, with its places', () =>
    checkJoinedScripts(dialect, statements, between, 500))

  test.each(['pagila.sql', 'sakila.sql', 'chinook.sql'].filter((name) => corpus(name) !== undefined))(
    '%s: as the parser of PostgreSQL sees it',
    async (name) => {
      const script = withoutCopies(corpus(name) as string)
      expect(texts(script).map((text) => text.trim())).toEqual(await parserStatements(script))
    },
  )

  onEnds((version) => {
    test('a string that goes on behind a comment is one string', async () => {
      const [[text]] = [texts("SELECT E'a' -- ' ;\n '\\';b' AS one; SELECT 2")]
      const opened = await session({ url: await database(version) })
      expect(await opened.query(text as string)).toEqual([{ one: "a';b" }])
    })
  })
})

/** Dumps of pg_dump hold rows that only psql can send, and since a while its commands. */
const withoutCopies = (script: string): string =>
  script.replaceAll(/^COPY .* FROM stdin;\n[^]*?^\\\.$|^\\\w+ .*$/gm, '')
