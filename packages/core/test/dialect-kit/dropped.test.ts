import { describe, expect, test } from 'vitest'
import { droppedParts, type DropGrammar } from '../../src/dialect-kit/index.ts'

interface Token {
  readonly type: 'word' | 'quoted' | 'string' | 'sign'
  readonly value: string
  readonly start: number
  readonly end: number
}

/** A database that nobody makes. */
const grammar: DropGrammar<Token> = {
  tokenize: (sql) =>
    [...sql.matchAll(/"[^"]*"|'[^']*'|\w+|\S/g)].map(([text], at, all) => {
      const start = all[at]?.index ?? 0
      const place = { start, end: start + text.length }
      if (text.startsWith('"')) return { type: 'quoted', value: text.slice(1, -1), ...place }
      if (text.startsWith("'")) return { type: 'string', value: text.slice(1, -1), ...place }
      return { type: /\w/.test(text) ? 'word' : 'sign', value: text.toLowerCase(), ...place }
    }),
  names: ['word', 'quoted'],
  nameOf: ({ value }) => value,
  table: ['table', 'tables'],
  beforeTable: ['ignore', 'online'],
  beforeName: ['only'],
  skipped: (tokens, from) => (tokens[from]?.value === 'nowait' ? 1 : 0),
  others: ['constraint', 'check'],
}

describe('what a script drops', () => {
  test.each<[string, unknown]>([
    ['DROP TABLE a', [{ table: 'a' }]],
    ['drop tables if exists s.a, "b;c" cascade', [{ schema: 's', table: 'a' }, { table: 'b;c' }]],
    ['DROP TABLE x.s.a; DROP VIEW b; DROP TABLE c', [{ schema: 's', table: 'a' }, { table: 'c' }]],
    ['ALTER TABLE a DROP COLUMN b', [{ table: 'a', column: 'b' }]],
    [
      'ALTER TABLE a DROP b, ADD c INT, DROP IF EXISTS d',
      [
        { table: 'a', column: 'b' },
        { table: 'a', column: 'd' },
      ],
    ],
    ['ALTER ONLINE IGNORE TABLE IF EXISTS ONLY s.a NOWAIT DROP b', [{ schema: 's', table: 'a', column: 'b' }]],
    ['ALTER TABLE a DROP CONSTRAINT b, DROP CHECK c', []],
    ['ALTER TABLE a ALTER b SET DEFAULT (f(1, drop c))', []],
    ['ALTER TABLE a ALTER COLUMN b DROP DEFAULT', []],
    ['ALTER TABLE a DROP "constraint"', [{ table: 'a', column: 'constraint' }]],
    ['ALTER TABLE a DROP COLUMN', []],
    ["SELECT 'DROP TABLE a'; SELECT ';' DROP TABLE a", []],
    ["DROP TABLE 'a'", []],
  ])('%s', (sql, expected) => expect(droppedParts(sql, grammar)).toEqual(expected))
})
