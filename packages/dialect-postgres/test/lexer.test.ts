import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { tokenize } from '../src/sql/lexer.ts'
import { split } from './helpers.ts'
import { hard } from './hard-scripts.ts'

const tokens = (text: string): string[] => tokenize(text).map(({ type, value }) => `${type} ${value}`)

describe('tokens', () => {
  test.each<[string, string[]]>([
    ['Select "A""b", t.*', ['word select', 'quoted A"b', 'operator ,', 'word t', 'operator .', 'operator *']],
    [
      `'it''s' E'a\\'b' U&'\\0061' b'01' n'x'`,
      ["string it's", "string a\\'b", 'string \\0061', 'string 01', 'string x'],
    ],
    ["'a' -- c\n 'b'", ['string ab']],
    ["'a' 'b'", ['string a', 'string b']],
    ['$$a$$ $x$ $$ $x$ $1 a$b$', ['string a', 'string  $$ ', 'param $1', 'word a$b$']],
    [
      '1 1.5 .5 1e-3 0xFF 1_000 1..2',
      [
        'number 1',
        'number 1.5',
        'number .5',
        'number 1e-3',
        'number 0xFF',
        'number 1_000',
        'number 1',
        'operator ..',
        'number 2',
      ],
    ],
    [
      'a::int <= -1 @- 2 /* x */ ->> b',
      [
        'word a',
        'operator ::',
        'word int',
        'operator <=',
        'operator -',
        'number 1',
        'operator @-',
        'number 2',
        'operator ->>',
        'word b',
      ],
    ],
    ['1+-- x\n2*/* y */3', ['number 1', 'operator +', 'number 2', 'operator *', 'number 3']],
    ["'open", ["illegal 'open"]],
    ['Ünï "x', ['word ünï', 'illegal "x']],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toEqual(expected)
  })

  test('cover any text: nothing but white space and comments is between them', () => {
    const property = fc.property(
      fc.string({ unit: fc.constantFrom(...`ab1 '"$\\-/*;().E\n:<é`.split('')) }),
      (text) => {
        let at = 0
        for (const { start, end } of tokenize(text)) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          expect(text.slice(at, start)).toMatch(/^(?:\s|--[^\n]*\n|\/\*[^]*\*\/)*$/)
          at = end
        }
      },
    )
    fc.assert(property, { numRuns: 2000 })
  })

  test('agree with the splitter on where statements end', () => {
    for (const [script] of Object.values(hard)) {
      for (const { text } of split(script)) {
        if (/rule|atomic|\\'/i.test(text)) continue
        expect(
          tokenize(text).some(({ type, value }) => type === 'illegal' || (type === 'operator' && value === ';')),
        ).toBe(false)
      }
    }
  })
})

describe('what a statement drops', () => {
  test.each<[string, object[]]>([
    ['DROP TABLE a', [{ table: 'a' }]],
    ['drop table if exists App."T x", B cascade; DROP VIEW c', [{ schema: 'app', table: 'T x' }, { table: 'b' }]],
    ['ALTER TABLE a DROP b', [{ table: 'a', column: 'b' }]],
    [
      'ALTER TABLE IF EXISTS ONLY s.a DROP COLUMN IF EXISTS "B" CASCADE, ADD CHECK (x IN (1, 2)), DROP COLUMN c',
      [
        { schema: 's', table: 'a', column: 'B' },
        { schema: 's', table: 'a', column: 'c' },
      ],
    ],
    ['ALTER TABLE a DROP CONSTRAINT b, ALTER c DROP DEFAULT, ALTER d DROP NOT NULL', []],
    ["SELECT 'DROP TABLE a' -- DROP TABLE b", []],
  ])('%s', (sql, parts) => {
    expect(dialect.dropped?.(sql)).toEqual(parts)
  })
})
