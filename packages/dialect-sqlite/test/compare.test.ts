import { readFileSync } from 'node:fs'
import type { View } from '@lithify/core'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { rename } from '../src/rename.ts'
import { keywords } from '../src/sql/keywords.ts'
import { introspect, load, session } from './helpers.ts'

const { compare, types } = dialect

describe('one thing, written in two ways', () => {
  test.each([
    ['a>0', 'a > 0'],
    ['"a" > 0', 'a > 0'],
    ['[a] >  /* x */ 0 -- y', 'a > 0'],
    ['((a > 0))', 'a > 0'],
    ["LOWER(a) LIKE 'X'", "lower(`a`) like 'X'"],
    ['a IS NOT NULL AND B', 'a is not null and B'],
    ["x'AB'", "X'ab'"],
  ])('%s', (a, b) => expect(compare.expression(a)).toBe(compare.expression(b)))

  test('types and defaults', () => {
    expect(compare.type('VARCHAR ( 10 )')).toBe(compare.type('varchar(10)'))
    expect(compare.type('Double  Precision')).toBe('double precision')
    expect(compare.type('numeric(10 , 2)')).toBe('numeric(10,2)')
    expect(compare.default("(datetime('now'))", { name: 'a', type: '', nullable: true })).toBe(
      compare.default("datetime( 'now' )", { name: 'a', type: '', nullable: true }),
    )
    expect(
      compare.create('CREATE TRIGGER "t" AFTER INSERT ON "a" BEGIN SELECT 1; END;', {
        kind: 'trigger',
        name: 't',
        create: '',
        drop: '',
      }),
    ).toBe(
      compare.create('create trigger t after insert on a begin select 1; end', {
        kind: 'trigger',
        name: 't',
        create: '',
        drop: '',
      }),
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
    [
      'SELECT OLD.a, x.old FROM x JOIN "old" ON old.a = x.a',
      'SELECT "new one".a, x.old FROM x JOIN "new one" ON "new one".a = x.a',
    ],
    ["SELECT 'old' FROM x", "SELECT 'old' FROM x"],
    ['SELECT 1 FROM main.old', 'SELECT 1 FROM main."new one"'],
    ['SELECT old, x.old FROM old', 'SELECT old, x.old FROM "new one"'],
    [
      'SELECT * FROM a, old JOIN (old CROSS JOIN b) ON old = b.old, "old" WHERE old IN old ORDER BY old',
      'SELECT * FROM a, "new one" JOIN ("new one" CROSS JOIN b) ON old = b.old, "new one" WHERE old IN "new one" ORDER BY old',
    ],
    [
      'SELECT (SELECT max(old) FROM old) AS m, old FROM x WHERE EXISTS (SELECT 1 FROM old WHERE old.a = x.a)',
      'SELECT (SELECT max(old) FROM "new one") AS m, old FROM x WHERE EXISTS (SELECT 1 FROM "new one" WHERE "new one".a = x.a)',
    ],
    [
      'CREATE TRIGGER old AFTER UPDATE OF old ON x BEGIN INSERT INTO old(old) SELECT old FROM y; UPDATE OR IGNORE old SET old = 1; DELETE FROM old WHERE old = 1; END',
      'CREATE TRIGGER old AFTER UPDATE OF old ON x BEGIN INSERT INTO "new one"(old) SELECT old FROM y; UPDATE OR IGNORE "new one" SET old = 1; DELETE FROM "new one" WHERE old = 1; END',
    ],
    ['CREATE INDEX old ON old(old) WHERE old', 'CREATE INDEX old ON "new one"(old) WHERE old'],
    ['CREATE TRIGGER t AFTER INSERT ON old BEGIN SELECT old.a FROM old; END', undefined],
    ['SELECT old.a FROM x old', undefined],
    ['WITH a AS (SELECT 1), old AS (SELECT 1) SELECT * FROM old', undefined],
    ['SELECT old.a FROM x AS old', undefined],
    ['WITH old AS (SELECT 1) SELECT * FROM old', undefined],
  ])('a table: %s', (text, expected) =>
    expect(compare.rename?.(text, { what: 'table', from: 'old', to: 'new one' })).toBe(expected),
  )

  test.each([
    'SELECT x.old, y.a FROM old x, a y, old',
    'SELECT old.old, (SELECT max(old.old) FROM old) FROM a, old JOIN (b CROSS JOIN a AS c) ON old.old = 1 WHERE a.a IN (old.old, 2)',
    'SELECT "old".old FROM main.old UNION SELECT 1 FROM (SELECT * FROM old) ORDER BY 1',
    'WITH c AS (SELECT * FROM old) SELECT c.old FROM c LEFT JOIN old USING (old)',
  ])('a table, as SQLite itself does it: %s', async (query) => {
    const db = await session()
    await load(
      db,
      `CREATE TABLE old(old); CREATE TABLE a(a); CREATE TABLE b(a); CREATE VIEW v AS ${query}; ALTER TABLE old RENAME TO "new one"`,
    )
    const view = (await introspect(db)).schema.get({ kind: 'view', name: 'v' }) as View
    const mine = compare.rename?.(query, { what: 'table', from: 'old', to: 'new one' })
    expect(compare.query(mine ?? '')).toBe(compare.query(view.definition))
  })

  test.each<[string, boolean, string | undefined]>([
    ['a > 0 AND "A" <> \'a\' AND a(b) AND t.a', true, '"b c" > 0 AND "b c" <> \'a\' AND a(b) AND t."b c"'],
    ['x > 0', false, 'x > 0'],
    ['SELECT a FROM t', false, undefined],
    ["SELECT 'a' FROM t", false, "SELECT 'a' FROM t"],
  ])('a column: %s', (text, owner, expected) =>
    expect(compare.rename?.(text, { what: 'column', table: 't', from: 'a', to: 'b c', owner })).toBe(expected),
  )
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
    expect([null, true, false, 1.5, -3, Infinity, 7n, "it's", 'a\0b'].map(types.literal)).toEqual([
      'NULL',
      '1',
      '0',
      '1.5',
      '-3',
      '9e999',
      '7',
      "'it''s'",
      "CAST(X'610062' AS TEXT)",
    ])
    for (const value of [Number.NaN, 2n ** 63n])
      expect(() => types.literal(value)).toThrow(expect.objectContaining({ code: 'LITHIFY_E_UNSUPPORTED' }))
  })

  test('texts keep their affinity', () => {
    for (const declared of [
      { name: 'string', length: 5 },
      { name: 'text' },
      { name: 'json' },
      { name: 'uuid' },
    ] as const)
      expect(types.resolve(declared).type).toMatch(/text|char/)
    expect(types.resolve({ name: 'id' })).toEqual({ type: 'integer', options: { autoincrement: true } })
    expect(types.resolve({ name: 'decimal', precision: 5 }).type).toBe('numeric(5,0)')
    expect(() => types.resolve({ name: 'nope' } as never)).toThrow(
      expect.objectContaining({ code: 'LITHIFY_E_UNSUPPORTED' }),
    )
  })
})

test('the package says which URLs it answers to', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  expect((JSON.parse(text) as { lithify: unknown }).lithify).toEqual({ protocols: dialect.protocols })
})

describe('key words as column names', () => {
  // SQLite itself says which of them mean a column while they stand unquoted.
  test.each([...keywords])('%s is renamed exactly where it is the column', (word) => {
    const db = new Database(':memory:')
    db.exec(`create table t ("${word}" text); insert into t values ('here')`)
    let means: unknown
    try {
      means = (db.prepare(`select (1 and 0 or ${word}) is not null, ${word} as x from t`).get() as { x: unknown }).x
    } catch {
      means = undefined
    }
    db.close()
    const renamed = rename(`(${word})`, { what: 'column', table: 't', from: word, to: 'new', owner: true })
    expect(renamed).toBe(means === 'here' ? '("new")' : `(${word})`)
    expect(rename(`("${word}")`, { what: 'column', table: 't', from: word, to: 'new', owner: true })).toBe('("new")')
  })
})
