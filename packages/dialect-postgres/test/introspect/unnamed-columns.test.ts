import { expect, test } from 'vitest'
import { keepUnnamed } from '../../src/introspect/unnamed-columns.ts'

test.each([
  ['SELECT a UNION SELECT NULL::integer', ['NULL::integer']],
  ['SELECT a UNION SELECT NULL::integer, x.b, f(x.b)\n FROM x', ['NULL::integer', 'f(x.b)']],
  ['SELECT a UNION (SELECT true ORDER BY 1)', ['true']],
  ["EXISTS ( SELECT DISTINCT ON ((a + b)) 'x,)'::text FROM x)", ["'x,)'::text"]],
  ['SELECT a EXCEPT SELECT avg(x) WITHIN GROUP (ORDER BY x) FROM y', ['avg(x) WITHIN GROUP (ORDER BY x)']],
  ['SELECT a INTERSECT SELECT ( SELECT NULL::text) LIMIT 1', ['NULL::text', '( SELECT NULL::text)']],
  ['INSERT INTO t (a) SELECT NULL::text RETURNING a', ['NULL::text']],
  ["BEGIN ATOMIC SELECT 'a'::text; SELECT 1; END", ["'a'::text"]],
])('says that what %s selects has no name', (text, unnamed) => {
  const said = keepUnnamed(text)
  expect(said.replaceAll(' AS "?column?"', '')).toBe(text)
  expect(said.split(' AS "?column?"')).toHaveLength(unnamed.length + 1)
  for (const item of unnamed)
    expect(said.replaceAll(' AS "?column?"', '§')).toContain(`${item.replace('NULL::text)', 'NULL::text§)')}§`)
})

test.each([
  ['what everybody sees', 'SELECT NULL::integer AS a FROM x'],
  ['columns', 'SELECT a UNION SELECT x.b, "s"."t".c, d, e.* FROM x'],
  ['what has a name', 'SELECT a UNION SELECT NULL::integer AS int4'],
  ['numbers and operators', 'SELECT a UNION SELECT 1, (x.a + 1), (- x.b) FROM x'],
  ['a list of nothing', 'SELECT a WHERE EXISTS ( SELECT FROM x)'],
  ['a constant that looks like it', "SELECT a UNION SELECT 'SELECT NULL::text' AS a"],
])('leaves alone %s', (_, text) => {
  expect(keepUnnamed(text)).toBe(text)
})
