import * as fc from 'fast-check'
import type { Statement } from '@lithify/core'
import { checkJoinedScripts, marksOf, refusalOf, splitTexts } from '@lithify/dialect-testkit'
import { mysqlServerNames, mysqlServers } from '@lithify/test-servers'
import { describe, expect, inject, test } from 'vitest'
import { splitter } from '../src/split.ts'
import { tokenize } from '../src/sql/lexer.ts'
import { corpus } from './helpers.ts'
import { bodies, hard } from './hard-scripts.ts'
import { clientStatements, runClient } from './native-client.ts'
import { split } from './split.ts'

const texts = (script: string): string[] => splitTexts({ splitter }, script)
/** What is said, whatever the comments and white space around it. */
const said = (text: string): string =>
  tokenize(text)
    .map(({ value }) => value)
    .join(' ')

const outcome = (pieces: readonly string[]): unknown => {
  try {
    return split(...pieces)
  } catch (error) {
    return (error as Error).message
  }
}

describe('statements', () => {
  test.each(Object.entries(hard))('%s', (_, [script, expected]) => {
    expect(texts(script)).toEqual(expected)
  })

  test.each(Object.entries(bodies))('the body of %s', (_, body) => {
    expect(texts(`SELECT 1; ${body}; SELECT 2`)).toEqual(['SELECT 1', body, 'SELECT 2'])
    expect(texts(body)).toEqual([body])
  })

  test('blocks of MariaDB that belong to no routine', () => {
    for (const block of [
      'BEGIN NOT ATOMIC IF 1 THEN SELECT 1; END IF; SELECT 2; END',
      'IF 1 THEN SELECT 1; END IF',
      'FOR i IN 1..2 DO SELECT i; END FOR',
    ])
      expect(texts(`${block}; SELECT 3`)).toEqual([block, 'SELECT 3'])
    expect(texts('BEGIN; SELECT 1; COMMIT')).toEqual(['BEGIN', 'SELECT 1', 'COMMIT'])
  })

  test('a function of MySQL in another language', () => {
    const js = "CREATE FUNCTION a(x INT) RETURNS INT LANGUAGE JAVASCRIPT AS $b$ let s = ';$$'; return x; $b$"
    expect(texts(`${js}; SELECT 2`)).toEqual([js, 'SELECT 2'])
  })
})

describe('marks', () => {
  test.each<[string, Partial<Statement>]>([
    ['BEGIN', { control: 'begin' }],
    ['START TRANSACTION READ ONLY', { control: 'begin' }],
    ['-- x\nCOMMIT', { control: 'commit' }],
    ['ROLLBACK', { control: 'rollback' }],
    ['ROLLBACK WORK TO SAVEPOINT a', { control: 'savepoint' }],
    ['SAVEPOINT a', { control: 'savepoint' }],
    ['RELEASE SAVEPOINT a', { control: 'savepoint' }],
    ["XA START 'a'", { control: 'begin' }],
    ["XA COMMIT 'a'", { control: 'commit' }],
    ['SET autocommit = 0', { control: 'begin' }],
    ['SET @a = 1, @@session.autocommit = ON', { control: 'commit' }],
    ['SET GLOBAL autocommit = 0', {}],
    ['SET @x = @@autocommit', {}],
    ['SET @OLD_AUTOCOMMIT=@@AUTOCOMMIT, AUTOCOMMIT=0', { control: 'begin' }],
    ['SET @a = 1, @b = 2, @c = 3, autocommit := OFF', { control: 'begin' }],
    ["SET PASSWORD = 'a'", { transactional: false }],
    ['SET NAMES utf8mb4', {}],
    ['CREATE TABLE a (b INT)', { transactional: false }],
    ['/*!50001 CREATE VIEW a AS SELECT 1 */', { transactional: false }],
    ['CREATE TEMPORARY TABLE a (b INT)', {}],
    ['DROP TEMPORARY TABLE a', {}],
    ['DROP TABLE a', { transactional: false }],
    ['TRUNCATE a', { transactional: false }],
    ['LOCK TABLES a WRITE', { transactional: false }],
    ['START REPLICA', { transactional: false }],
    ["LOAD DATA INFILE 'a' INTO TABLE b", {}],
    ['INSERT INTO a VALUES (1)', {}],
    // It may do anything, commits included.
    ['CALL a()', { transactional: false }],
    ['EXECUTE a', { transactional: false }],
  ])('%s', (text, marks) => {
    expect(marksOf({ splitter }, text)).toEqual(marks)
  })
})

describe('scripts that cannot be split', () => {
  test.each<[string, string, string, number]>([
    ['a string', "SELECT 1;\n SELECT 'abc;", 'inside a string', 18],
    ['a string with escapes', "SELECT 'abc\\';", 'inside a string', 7],
    ['a quoted name', 'SELECT `abc;', 'inside a quoted name', 7],
    ['a comment', 'SELECT 1; /* /* SELECT 2;', 'inside a comment', 10],
    ['a comment whose text is run', 'SELECT 1; /*! SELECT 2;', 'inside a comment', 10],
    ['the body of a routine', ' CREATE PROCEDURE a() BEGIN SELECT 1;', 'inside the body', 1],
    ['a file to read', 'SELECT 1;\nsource /etc/passwd\n', 'source', 10],
    ['a file to read, the short way', 'SELECT 1;\n\\. /etc/passwd\n', 'source', 10],
    ['a program to run', '\\! rm x\n', 'system', 0],
    ['\\g', 'SELECT 1 \\g', '(go)', 9],
    ['\\G', 'SELECT 1\\G\n', '(ego)', 8],
    ['DELIMITER without one', 'SELECT 1;\nDELIMITER \n', 'DELIMITER needs', 10],
    ['a NUL character', 'SELECT 1;\n\0SELECT 2', 'NUL', 10],
  ])('%s', async (_, script, message, offset) => {
    const refusal = await refusalOf({ splitter }, script)
    expect(refusal).toEqual({ message: expect.stringContaining(message), offset })
  })
})

describe('any script', () => {
  const statements = [
    ...Object.values(bodies),
    ...Object.values(hard).flatMap(([script, expected]) => (/sql_mode|delimiter/i.test(script) ? [] : expected)),
  ]
    // A comment at the end of a line would hide the delimiter that is put after it.
    .map((text) => (/#|--/.test(text) ? `${text.trim()}\n` : text.trim()))
  const between = [' ', '\n', '\r\n', '\t', ';', '-- ; \' " ``\n', "# ; '\n", "/* ; ' /* ` */", '/**/', '/***/']

  test('joined in any way and cut anywhere comes back, with its places', () =>
    checkJoinedScripts({ splitter }, statements, between, 500))

  test('of any characters is cut the same wherever its pieces end', () => {
    const bits = ["'", '"', '`', '\\', '\\N', ';', '\n', '-- ', '--', '#', '/*', '*/', '/*!50003 ', '/*M!', 'DELIMITER //\n', 'delimiter ;\n', '//', 'CREATE PROCEDURE a()', 'BEGIN', 'END', 'IF', 'CASE', 'a:', 'é😀', 'SET sql_mode=\'ANSI_QUOTES\'', ' ', '$$', '.'] // prettier-ignore
    const property = fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 25 }), (parts) => {
      const script = parts.join('')
      expect(outcome(script.split(''))).toEqual(outcome([script]))
      expect(outcome(parts)).toEqual(outcome([script]))
    })
    fc.assert(property, { numRuns: 2000 })
  })

  test('a large dump needs little time and memory', () => {
    const row = `(1,'${'x'.repeat(60)}\\'; "',NULL)`
    const piece = `INSERT INTO \`t\` VALUES ${Array.from({ length: 1000 }, () => row).join(',')};\n`.repeat(10)
    const parts = splitter()
    const start = process.cpuUsage()
    let [found, size] = [0, 0]
    const heap = process.memoryUsage().heapUsed
    while (size < 40 << 20) {
      for (let at = 0; at < piece.length; at += 1 << 16) found += parts.push(piece.slice(at, at + (1 << 16))).length
      size += piece.length
    }
    expect(found).toBe((size / piece.length) * 10)
    expect(parts.end()).toEqual([])
    // In practice less than a second of the processor's time. A busy machine counts several times as much of it for the same work.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(20_000)
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(size)
  })
})

describe.each(mysqlServerNames)('%s', { timeout: 60_000 }, (name) => {
  const server = inject('lithifyMysql')[name]
  const skip = server === undefined || server.client.length === 0

  test.skipIf(skip)(`the client of ${mysqlServers[name].title} sends the same statements`, async () => {
    for (const [script, , client] of Object.values(hard)) {
      if (server === undefined || client === false || script === '') continue
      const sent = await clientStatements(server, script)
      expect(texts(script).map(said), script).toEqual(sent.map(said).filter((text) => text !== ''))
    }
  })

  test.skipIf(skip)('each body is one that the server takes', async () => {
    if (server === undefined) return
    const database = `bodies_${process.pid}`
    const cleanup =
      'DROP PROCEDURE IF EXISTS a; DROP PROCEDURE IF EXISTS `begin`; DROP FUNCTION IF EXISTS a; DROP TRIGGER IF EXISTS a; DROP EVENT IF EXISTS a;'
    const wrapped = Object.values(bodies).map((body) => `DELIMITER //\n${body}\n//\nDELIMITER ;\n${cleanup}\n`)
    const script = `CREATE DATABASE ${database}; USE ${database}; CREATE TABLE t (n INT);\n${wrapped.join('')}DROP DATABASE ${database};`
    await runClient(server, script)
    // What the client needs DELIMITER for is the same to us.
    expect(
      texts(wrapped.join(''))
        .filter((text) => !text.startsWith('DROP'))
        .map((text) => text.trim()),
    ).toEqual(Object.values(bodies))
  })

  test.skipIf(skip).each(['sakila.sql', 'chinook.sql'].filter((each) => corpus(each) !== undefined))(
    '%s',
    async (file) => {
      if (server === undefined) return
      const script = corpus(file) as string
      const renamed = script.replaceAll(/\b(sakila|chinook)\b/gi, `$1_${process.pid}`)
      const sent = await clientStatements(server, renamed)
      // The client itself does what USE says.
      const [ours, theirs] = [texts(renamed), sent].map((each) =>
        each.map(said).filter((text) => !/^use |^select database|^$/.test(text)),
      ) as [string[], string[]]
      const at = ours.findIndex((text, index) => text !== theirs[index])
      expect(ours[at], `statement ${at} of ${ours.length}, ${theirs.length}`).toBe(theirs[at])
      expect(ours.length).toBe(theirs.length)
      for (const database of new Set(renamed.match(/\b(?:sakila|chinook)_\d+\b/gi)))
        await runClient(server, `DROP DATABASE IF EXISTS ${database}`)
    },
  )
})
