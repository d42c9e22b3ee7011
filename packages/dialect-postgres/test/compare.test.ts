import type { OpaqueObject } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'

const { compare } = dialect

describe('what an author writes and what the server makes of it are the same', () => {
  test.each([
    ['n > 0', '(n > 0)'],
    ['"n" > 0 and n < 10 AND m = 1', '((n > 0) AND (n < 10) AND (m = 1))'],
    ['a + b * c', '(a + (b * c))'],
    ['lower("s")', 'lower((s)::text)'],
    ["s = 'x'", "((s)::text = 'x'::text)"],
    ['s is not null', '(s IS NOT NULL)'],
    ["s like 'a%'", "((s)::text ~~ 'a%'::text)"],
    ['not done', '(NOT done)'],
    ['-1', "'-1'::integer"],
    ["E'a\\\\b'", String.raw`'a\b'::character varying`],
    ['public.f(x)', 'f(x)'],
    ['CURRENT_TIMESTAMP', 'current_timestamp'],
  ])('%s', (author, server) => expect(compare.expression(author)).toBe(compare.expression(server)))

  test.each([
    ['varchar(20)', 'character varying(20)'],
    ['int', 'integer'],
    ['timestamptz(3)', 'timestamp(3) with time zone'],
    ['timestamp', 'timestamp without time zone'],
    ['DECIMAL(10, 2)', 'numeric(10,2)'],
    ['public.mood', 'mood'],
    ['int[]', 'integer[]'],
    ['char', 'character(1)'],
  ])('%s', (author, server) => expect(compare.type(author)).toBe(compare.type(server)))

  test('a query, whatever the version prints', () => {
    const forms = [
      'select "id", n from "things" where n > 1',
      'SELECT id,\n    n\n   FROM public.things\n  WHERE n > 1',
      'SELECT things.id,\n    things.n\n   FROM public.things\n  WHERE things.n > 1',
    ]
    expect(new Set(forms.map((form) => compare.query(form))).size).toBe(1)
  })

  test.each([
    [['a', 'b c'], 'select id, n from t', 'SELECT id AS a,\n n AS "b c"\n FROM public.t'],
    [['a'], 'select id, n as b from t', 'SELECT id AS a, n AS b FROM t'],
    [['id', 'N'], 'select t.id x, count(*) y from t group by 1', 'SELECT id, count(*) AS "N" FROM t GROUP BY 1'],
    [
      ['a', 'b'],
      'select distinct on (x, y) f(x, y), n is distinct from 1 from t',
      'SELECT DISTINCT ON (x, y) f(x, y) AS a, n IS DISTINCT FROM 1 AS b FROM t',
    ],
    [
      ['a'],
      'with q as (select 1 as z) select z from q union select 2',
      'WITH q AS (SELECT 1 AS z) SELECT z AS a FROM q UNION SELECT 2',
    ],
    [['a'], 'select (select max(n) from u) from t', 'SELECT (SELECT max(n) FROM u) AS a FROM t'],
  ])('a view that names its columns %j', (columns, author, server) =>
    expect(compare.query(author, columns)).toBe(compare.query(server)),
  )
})

describe('what differs stays different', () => {
  test.each([
    ['(a + b) * c', 'a + b * c'],
    ['a or b and c', '(a or b) and c'],
    ["'a'", "'A'"],
    ['"A"', 'a'],
    ['f(x)', 'g.f(x)'],
    ['x::integer', 'x::date'],
    ['- (a + b)', '- a + b'],
  ])('%s', (one, other) => expect(compare.expression(one)).not.toBe(compare.expression(other)))
})

test('views that name their columns otherwise differ, also where the query cannot be read', () => {
  for (const query of ['select id, n from t', 'values (1, 2)', '((select 1, 2))']) {
    const forms = [undefined, ['a'], ['b'], ['a', 'b']].map((columns) => compare.query(query, columns))
    expect(new Set(forms).size).toBe(4)
  }
})

const mood = (...labels: string[]): OpaqueObject => ({
  kind: 'enum',
  name: 'mood',
  create: labels.join(' '),
  drop: '',
  options: { labels },
})

test('an enum gains labels in place, and loses none', () => {
  expect(compare.alter?.(mood('b', 'd'), mood('a', 'b', 'c', 'd', 'e'))).toEqual([
    `ALTER TYPE "public"."mood" ADD VALUE 'a' BEFORE 'b'`,
    `ALTER TYPE "public"."mood" ADD VALUE 'c' AFTER 'b'`,
    `ALTER TYPE "public"."mood" ADD VALUE 'e' AFTER 'd'`,
  ])
  expect(compare.alter?.(mood('a', 'b'), mood('a'))).toBeUndefined()
  expect(compare.alter?.(mood('a', 'b'), mood('b', 'a'))).toBeUndefined()
})
