import Database from 'better-sqlite3'
import type { Statement } from '@lithify/core'
import { checkJoinedScripts, marksOf, refusalOf, splitTexts } from '@lithify/dialect-testkit'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { corpus } from './helpers.ts'
import { nasty } from './nasty.ts'

const texts = (script: string): string[] => splitTexts(dialect, script)

describe('statements', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['white space, comments and delimiters', ' \r\n;; -- a\n /* b */ ; -- c', []],
    ['no delimiter at the end', 'SELECT 1; SELECT 2\n', ['SELECT 1', 'SELECT 2']],
    [
      'strings',
      `SELECT 'a;b', "c;d", \`e;f\`, [g;h], 'it''s;'; SELECT 2`,
      [`SELECT 'a;b', "c;d", \`e;f\`, [g;h], 'it''s;'`, 'SELECT 2'],
    ],
    ['comments inside', 'SELECT 1 -- ;\n, 2 /* ; */; SELECT 3', ['SELECT 1 -- ;\n, 2 /* ; */', 'SELECT 3']],
    [
      'what only looks like a comment',
      `SELECT 1 - -1, 2->'$', '--', 4/2; SELECT 5`,
      [`SELECT 1 - -1, 2->'$', '--', 4/2`, 'SELECT 5'],
    ],
    ['a byte order mark and CRLF', '\ufeffSELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
    ['a blob and an emoji', `SELECT x'00;' , '🙂;'; SELECT "🙂"`, [`SELECT x'00;' , '🙂;'`, 'SELECT "🙂"']],
    ['a line comment at the end', 'SELECT 1 -- ; SELECT 2', ['SELECT 1 -- ; SELECT 2']],
    ['a comment of /*/ ', 'SELECT 1 /*/; */; SELECT 2', ['SELECT 1 /*/; */', 'SELECT 2']],
    [
      'a trigger',
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 2; END; SELECT 3',
      ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 2; END', 'SELECT 3'],
    ],
    [
      'a temporary trigger with comments everywhere',
      'create/**/temp -- x\n trigger t after insert on a when case when 1 then 1 end begin select 1;/* ; end; */ end /* ; */ ; select 1',
      [
        'create/**/temp -- x\n trigger t after insert on a when case when 1 then 1 end begin select 1;/* ; end; */ end /* ; */ ',
        'select 1',
      ],
    ],
    [
      'a trigger called begin',
      'CREATE TRIGGER begin AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2',
      ['CREATE TRIGGER begin AFTER INSERT ON a BEGIN SELECT 1; END', 'SELECT 2'],
    ],
    ['a broken trigger without a body', 'CREATE TRIGGER t; SELECT 1;', ['CREATE TRIGGER t', 'SELECT 1']],
    [
      'EXPLAIN',
      'EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2',
      ['EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END', 'SELECT 2'],
    ],
    [
      'a table called trigger',
      'CREATE TABLE "trigger" (begin INT); SELECT 1',
      ['CREATE TABLE "trigger" (begin INT)', 'SELECT 1'],
    ],
  ])('%s', (_, script, expected) => {
    expect(texts(script)).toEqual(expected)
  })
})

describe('marks', () => {
  test.each<[string, Partial<Statement>]>([
    ['BEGIN IMMEDIATE', { control: 'begin' }],
    ['-- x\nCOMMIT', { control: 'commit' }],
    ['END TRANSACTION', { control: 'commit' }],
    ['ROLLBACK', { control: 'rollback' }],
    ['ROLLBACK TO a', { control: 'savepoint' }],
    ['SAVEPOINT a', { control: 'savepoint' }],
    ['RELEASE a', { control: 'savepoint' }],
    ['VACUUM', { transactional: false }],
    ['DETACH a', { transactional: false }],
    ['PRAGMA main.journal_mode = WAL', { transactional: false }],
    ['PRAGMA journal_mode(WAL)', { transactional: false }],
    ['PRAGMA page_size = 8192', { transactional: false }],
    ['pragma wal_checkpoint', { transactional: false }],
    ['PRAGMA foreign_keys=OFF', { foreignKeys: 'checkedAtCommit' }],
    ['PRAGMA "foreign_keys" (0)', { foreignKeys: 'checkedAtCommit' }],
    ['PRAGMA foreign_keys', {}],
    ['PRAGMA journal_mode', {}],
    ['PRAGMA user_version = 5', {}],
    ['CREATE TABLE begin (a)', {}],
  ])('%s', (text, marks) => {
    expect(marksOf(dialect, text)).toEqual(marks)
  })
})

describe('scripts that cannot be split', () => {
  test.each<[string, string, string, number]>([
    ['a string', "SELECT 1;\n SELECT 'abc;", 'inside a string', 18],
    ['a comment', 'SELECT 1;\n /* SELECT 2; *', 'inside a comment', 11],
    ['a quoted name', 'SELECT "abc;', 'inside a quoted name', 7],
    ['a bracketed name', 'SELECT [abc;', 'inside a quoted name', 7],
    ['the body of a trigger', ' CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;', 'inside the body', 1],
    ['a command of the shell', 'SELECT 1;\n.read other.sql\n', 'sqlite3 shell', 10],
    ['a NUL character', 'SELECT 1;\n\0SELECT 2', 'NUL', 10],
  ])('%s', async (_, script, message, offset) => {
    const refusal = await refusalOf(dialect, script)
    expect(refusal).toEqual({ message: expect.stringContaining(message), offset })
  })
})

describe('any script', () => {
  const scripts = [...Object.values(nasty), corpus('sakila.sql') ?? '', corpus('chinook.sql') ?? '']
  const statements = [
    // A comment at the end of a line would hide the delimiter that is put after it.
    ...scripts.flatMap((script) =>
      texts(script)
        .slice(0, 300)
        .map((text) => (text.includes('--') ? `${text.trim()}\n` : text.trim())),
    ),
    `INSERT INTO t VALUES ('a''b;', "x""y", 1 /* ' */, -1) -- '\n`,
    "SELECT '' || '''' || ';'",
    'UPDATE t SET a = b - -c / d',
    'SELECT "" AS "--", [/*]',
  ]
  const between = [' ', '\n', '\r\n', '\t', ';', '-- ; \' "\n', "/* ; ' */", '/**/', '/***/']

  test('joined in any way and cut anywhere comes back, with its places', () =>
    checkJoinedScripts(dialect, statements, between, 300))

  test('SQLite finds one statement in each', () => {
    const db = new Database(':memory:')
    for (const script of scripts) {
      for (const text of texts(script)) {
        try {
          db.prepare(text)
        } catch (error) {
          // What it names may not exist; what it must not say is that there are none or several.
          expect((error as Error).constructor.name).toBe('SqliteError')
          expect((error as Error).message).not.toMatch(/syntax|incomplete|unrecognized/)
        }
      }
    }
    db.close()
  })
})
