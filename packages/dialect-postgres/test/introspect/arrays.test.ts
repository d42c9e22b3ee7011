import { expect, test } from 'vitest'
import { keepArrayTypes } from '../../src/introspect/arrays.ts'

test.each([
  [`(x = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))`, `::character varying[])::text[]`],
  [`(n = ANY ((ARRAY[1, 2])::numeric[]))`, `2]::integer[])::numeric[]`],
  [`(n = ANY ((ARRAY['a'::"S".t, 'b'::"S".t])::text[]))`, `::"S".t[])::text[]`],
  [`(n = ANY ((ARRAY['a'::character varying(3)])::text[]))`, `(3)]::character varying[])::text[]`],
])('says what the array in %s is', (text, part) => {
  expect(keepArrayTypes(text)).toContain(part)
})

test.each([
  ['several types', `((ARRAY['a'::character varying, 'b'::name])::text[])`],
  ['what its text does not tell', `((ARRAY[f(x), g(x)])::text[])`],
  ['a type that loses its length', `((ARRAY['a'::character(3)])::text[])`],
  ['no cast', `((ARRAY['a'::character varying])[1])`],
  ['a constant that looks like it', `(x = '(ARRAY[1])::text[]'::text)`],
  ['a body that looks like it', `AS $$ select (ARRAY[1])::text[] $$`],
  ['an array that says it already', `((ARRAY[1]::integer[])::numeric[])`],
])('leaves alone %s', (_, text) => {
  expect(keepArrayTypes(text)).toBe(text)
})
