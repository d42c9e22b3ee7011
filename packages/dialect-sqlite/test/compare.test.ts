import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'

const { compare, types } = dialect

describe('one thing, written in two ways', () => {
  test.each([
    ['a>0', 'a > 0'],
    ['"a" > 0', 'a > 0'],
    ['[a] >  /* x */ 0 -- y', 'a > 0'],
    ['((a > 0))', 'a > 0'],
    ['LOWER(a) LIKE \'X\'', "lower(`a`) like 'X'"],
    ['a IS NOT NULL AND B', 'a is not null and B'],
    ["x'AB'", "X'ab'"],
  ])('%s', (a, b) => expect(compare.expression(a)).toBe(compare.expression(b)))

  test('types and defaults', () => {
    expect(compare.type('VARCHAR ( 10 )')).toBe(compare.type('varchar(10)'))
    expect(compare.type('Double  Precision')).toBe('double precision')
    expect(compare.type('numeric(10 , 2)')).toBe('numeric(10,2)')
    expect(compare.default("(datetime('now'))", { name: 'a', type: '', nullable: true })).toBe(compare.default("datetime( 'now' )", { name: 'a', type: '', nullable: true }))
    expect(compare.create('CREATE TRIGGER "t" AFTER INSERT ON "a" BEGIN SELECT 1; END;', { kind: 'trigger', name: 't', create: '', drop: '' })).toBe(
      compare.create('create trigger t after insert on a begin select 1; end', { kind: 'trigger', name: 't', create: '', drop: '' }),
    )
  })
})

describe('two things', () => {
  test.each([
    ["a = 'X'", "a = 'x'"],
    ["a = 'x  y'", "a = 'x y'"],
    ['a = "order"', 'a = order'],
    ['"true"', 'true'],
    ['1', '1.0'],
    ['(a) + (b)', 'a + b'],
    ['"Foo"', '"foo"'],
    ['a - -b', 'a - b'],
  ])('%s', (a, b) => expect(compare.expression(a)).not.toBe(compare.expression(b)))
})

describe('renames in texts', () => {
  test.each<[string, string | undefined]>([
    ['SELECT a FROM old', 'SELECT a FROM "new one"'],
    ['SELECT OLD.a, x.old FROM x JOIN "old" ON old.a = x.a', 'SELECT "new one".a, x.old FROM x JOIN "new one" ON "new one".a = x.a'],
    ["SELECT 'old' FROM x", "SELECT 'old' FROM x"],
    ['SELECT 1 FROM main.old', 'SELECT 1 FROM main."new one"'],
    ['SELECT old FROM x', undefined],
    ['SELECT old.a FROM x AS old', undefined],
    ['WITH old AS (SELECT 1) SELECT * FROM old', undefined],
  ])('a table: %s', (text, expected) => expect(compare.rename?.(text, { what: 'table', from: 'old', to: 'new one' })).toBe(expected))

  test.each<[string, boolean, string | undefined]>([
    ['a > 0 AND "A" <> \'a\' AND a(b) AND t.a', true, '"b c" > 0 AND "b c" <> \'a\' AND a(b) AND t."b c"'],
    ['x > 0', false, 'x > 0'],
    ['SELECT a FROM t', false, undefined],
    ["SELECT 'a' FROM t", false, "SELECT 'a' FROM t"],
  ])('a column: %s', (text, owner, expected) => expect(compare.rename?.(text, { what: 'column', table: 't', from: 'a', to: 'b c', owner })).toBe(expected))
})

test('generated names', () => {
  const generated = compare.generatedName as NonNullable<typeof compare.generatedName>
  expect(generated('unique', 't_a_b_unique', 't', ['a', 'b'])).toBe(true)
  expect(generated('unique', 't_a_b_unique_2', 't', ['a', 'b'])).toBe(true)
  expect(generated('unique', 'mine', 't', ['a', 'b'])).toBe(false)
  expect(generated('foreignKey', 't_a_foreign', 't', ['a'])).toBe(true)
  expect(generated('foreignKey', 't_a_foreign_x', 't', ['a'])).toBe(false)
  expect(generated('check', 't_check_3', 't', ['a > 0'])).toBe(true)
  expect(generated('check', 'price_check', 't', ['a > 0'])).toBe(false)
  expect(generated('primaryKey', 't_pkey', 't', ['a'])).toBe(false)
})

test('what a script would drop', () => {
  const dropped = dialect.dropped as NonNullable<typeof dialect.dropped>
  expect(
    dropped(`drop table if exists main."a b"; DROP TABLE c; -- drop table no
      SELECT 'drop table no'; ALTER TABLE t DROP COLUMN "x y"; alter table main.t drop z; ALTER TABLE t DROP CONSTRAINT k; DROP INDEX i; DROP VIEW v; ALTER TABLE t ADD COLUMN dropped`),
  ).toEqual([{ table: 'a b' }, { table: 'c' }, { table: 't', column: 'x y' }, { table: 't', column: 'z' }])
})

describe('types', () => {
  test('literals', () => {
    expect([null, true, false, 1.5, -3, Infinity, 7n, "it's", 'a\0b'].map(types.literal)).toEqual(['NULL', '1', '0', '1.5', '-3', '9e999', '7', "'it''s'", "CAST(X'610062' AS TEXT)"])
    for (const value of [Number.NaN, 2n ** 63n]) expect(() => types.literal(value)).toThrow(expect.objectContaining({ code: 'LITHIFY_E_UNSUPPORTED' }))
  })

  test('texts keep their affinity', () => {
    for (const declared of [{ name: 'string', length: 5 }, { name: 'text' }, { name: 'json' }, { name: 'uuid' }] as const) expect(types.resolve(declared).type).toMatch(/text|char/)
    expect(types.resolve({ name: 'id' })).toEqual({ type: 'integer', options: { autoincrement: true } })
    expect(types.resolve({ name: 'decimal', precision: 5 }).type).toBe('numeric(5,2)')
    expect(() => types.resolve({ name: 'nope' } as never)).toThrow(expect.objectContaining({ code: 'LITHIFY_E_UNSUPPORTED' }))
  })
})
