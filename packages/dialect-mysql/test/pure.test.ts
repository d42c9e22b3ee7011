import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'

const { compare, types } = dialect

describe('what a script drops', () => {
  test.each<[string, unknown[]]>([
    ['DROP TABLE a, `b``c`, d.e CASCADE', [{ table: 'a' }, { table: 'b`c' }, { table: 'e', schema: 'd' }]],
    ['/*!40000 DROP TABLE IF EXISTS `a` */', [{ table: 'a' }]],
    ['DROP TEMPORARY TABLE a', []],
    [
      'ALTER TABLE a DROP b, DROP COLUMN IF EXISTS `drop`, ADD c INT DEFAULT (1), DROP PRIMARY KEY, DROP INDEX i, DROP CONSTRAINT k, DROP FOREIGN KEY f, DROP CHECK c',
      [
        { table: 'a', column: 'b' },
        { table: 'a', column: 'drop' },
      ],
    ],
    ['ALTER IGNORE TABLE a.b WAIT 5 DROP c', [{ table: 'b', schema: 'a', column: 'c' }]],
    ['ALTER TABLE a ALTER b DROP DEFAULT, DROP PARTITION p', []],
    ["SELECT 'x'; -- drop table a\n# drop table b\nINSERT INTO a VALUES ('drop table c')", []],
    ['CREATE TABLE a (b INT); DROP TABLE c', [{ table: 'c' }]],
  ])('%s', (sql, expected) => expect(dialect.dropped?.(sql)).toEqual(expected))
})

describe('types', () => {
  test.each([
    ['INTEGER', 'int'],
    ['int(11)', 'int'],
    ['int(10) unsigned', 'int unsigned'],
    ['INT(5) ZEROFILL', 'int(5) zerofill'],
    ['BOOLEAN', 'tinyint(1)'],
    ['tinyint(4)', 'tinyint'],
    ['NUMERIC(10, 2)', 'decimal(10,2)'],
    ['decimal', 'decimal(10,0)'],
    ['dec(5)', 'decimal(5,0)'],
    ['character varying (20)', 'varchar(20)'],
    ['char', 'char(1)'],
    ['double precision', 'double'],
    ['year(4)', 'year'],
    ['datetime(0)', 'datetime'],
    ['timestamp(6)', 'timestamp(6)'],
    ["ENUM('A', 'b,)')", "enum('A','b,)')"],
  ])('%s is %s', (written, canonical) => expect(compare.type(written)).toBe(canonical))

  test('values as literals', () => {
    expect(["a\\b'c\r\n\0", true, null, 1n, -0.5].map((value) => types.literal(value))).toEqual([
      String.raw`'a\\b''c\r` + `\n\\0'`,
      '1',
      'NULL',
      '1',
      '-0.5',
    ])
    expect(() => types.literal(Number.NaN)).toThrow(/NaN/)
  })
})

const refs = (sql: string): unknown => dialect.recovery?.changes?.(sql)

test('what a statement changes is called as it is written: names have case', () => {
  for (const [written, quoted] of [
    ['CREATE TABLE Users (id int)', 'CREATE TABLE `Users` (id int)'],
    ['ALTER TABLE App.Users ADD INDEX (x)', 'ALTER TABLE `App`.`Users` ADD INDEX (x)'],
    ['DROP VIEW Names', 'DROP VIEW `Names`'],
  ] as const) {
    expect(refs(written)).toBeDefined()
    expect(refs(written)).toEqual(refs(quoted))
  }
})
