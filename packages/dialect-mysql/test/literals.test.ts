import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findDoubtful } from '../src/introspect/doubtful.ts'
import { commentIn, headOf } from '../src/introspect/code-head.ts'
import { decode } from '../src/introspect/literals.ts'
import { quoteString } from '../src/names.ts'
import { tokenize } from '../src/sql/lexer.ts'
import { unquote } from '../src/sql/unquote.ts'

const table = { printed: true, backslashes: true, bare: '' } as const
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('what the server shows, byte by byte', () => {
  test('is the text itself where it is Unicode and says no other character set', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const statement = `CREATE TABLE \`t\` (\`a\` varchar(9) DEFAULT ${quoteString(text)} COMMENT 'é')`
        expect(decode(Buffer.from(statement), table)).toBe(statement)
        expect(unquote(quoteString(text))).toBe(text)
      }),
    )
  })

  test.each([
    ["_latin1'\xe9'", "_latin1 x'e9'"],
    ["_latin1 '\xc3\xa9'", "_latin1 x'c3a9'"],
    ["_latin1'ab'", "_latin1'ab'"],
    ["_utf8mb4'\xc3\xa9'", "_utf8mb4'é'"],
    ["_utf16'\\0\\\\\\0\\'\xd8=\xde\\0'", "_utf16 x'005c0027d83dde00'"],
    ["_sjis'\x83\\\\'", "_sjis x'835c'"],
    ["N'\xc3\xa9'", "N'é'"],
    ["'\xff\\0'", "x'ff00'"],
    ["a'\xff'", "a x'ff'"],
    ['`_latin1`,`\xc3\xa9`', '`_latin1`,`é`'],
  ])('%s is %s', (shown, text) => expect(decode(bytes(shown), table)).toBe(text))

  test('in code that somebody wrote, what is Unicode by its bytes stays as it was written', () => {
    const code = { printed: false, backslashes: true } as const
    expect(decode(bytes("SELECT _latin1'\xc3\xa9', _latin1'\xe9'"), code)).toBe("SELECT _latin1'é', _latin1 x'e9'")
    expect(() => decode(bytes("SELECT '\xe9'"), code)).toThrow('bytes that are no characters')
    expect(() => decode(bytes("SELECT _latin1'a' '\xe9'"), code)).toThrow('strings in a row')
    expect(decode(bytes("SELECT _latin1'\xe9\\', 'x'"), { ...code, backslashes: false })).toBe(
      "SELECT _latin1 x'e95c', 'x'",
    )
  })
})

test('question marks are doubted in what columns are by themselves and in labels, and nowhere else', () => {
  const text = `CREATE TABLE \`t\` (
    \`a?\` varchar(9) DEFAULT 'a?' COMMENT '?', \`b\` enum('x','?,)') CHARACTER SET latin1 NOT NULL DEFAULT 'x',
    \`c\` varbinary(9) DEFAULT '?', \`d\` varchar(9) GENERATED ALWAYS AS (concat(default(\`a?\`),'?')) VIRTUAL,
    CONSTRAINT \`k\` CHECK (\`b\` <> '?')
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='?'`
  expect(findDoubtful(text)).toMatchObject([
    { column: 'a?', charset: 'utf8mb4', type: 'varchar', token: { value: "'a?'" } },
    { column: 'b', charset: 'latin1', type: 'enum', place: 1, token: { value: "'?,)'" } },
  ])
})

const names = (text: string): string[] =>
  headOf(tokenize(text)).flatMap(({ type, value }) => (type === 'quoted' ? [value] : []))

describe('before the body of what somebody wrote', () => {
  test.each([
    ["CREATE DEFINER=`u`@`h` FUNCTION `f`(a enum('x') COMMENT_) RETURNS varchar(9) CHARSET latin1\n    DETERMINISTIC\n    COMMENT 'c'\nRETURN 'd'", "'c'"],
    ["CREATE FUNCTION f() RETURNS int\nRETURN (SELECT 'x' COMMENT 'no')", undefined],
    ["CREATE PROCEDURE p(IN a decimal(5,(2)))\n    MODIFIES SQL DATA\n    SQL SECURITY INVOKER\n    COMMENT 'c'\nALTER TABLE t COMMENT 'no'", "'c'"],
    ["CREATE PROCEDURE p()\nALTER TABLE t COMMENT 'no'", undefined],
    ["CREATE EVENT `e` ON SCHEDULE EVERY 1 YEAR COMMENT 'c' DO ALTER TABLE t COMMENT 'no'", "'c'"],
    ["CREATE EVENT `e` ON SCHEDULE EVERY 1 YEAR DO ALTER TABLE t COMMENT 'no'", undefined],
    ["CREATE TRIGGER `t` BEFORE INSERT ON `x` FOR EACH ROW SET @a = 'no'", undefined],
  ])('%s', (text, comment) => expect(commentIn(text, tokenize(text))?.value).toBe(comment)) // prettier-ignore

  test('names are found up to where somebody began to write', () => {
    expect(names('CREATE DEFINER=`u`@`h` FUNCTION `f`(`p` int) RETURN `x`')).toEqual(['u', 'f'])
    expect(names('CREATE TRIGGER `t` BEFORE INSERT ON `x` FOR EACH ROW SET @`y` = 1')).toEqual(['t', 'x'])
    expect(names('CREATE EVENT `e` ON SCHEDULE AT `x` DO SELECT 1')).toEqual(['e'])
  })
})
