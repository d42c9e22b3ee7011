import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSchemas, describeDifferences, fingerprint, Schema, type SchemaObject } from '../../src/index.ts'
import { foreignKey, index, table, testDialect, view } from './test-dialect.ts'

const dialect = testDialect()
const differences = (from: SchemaObject[], to: SchemaObject[]): string =>
  describeDifferences(compareSchemas(new Schema(from), new Schema(to), dialect))

test('nothing differs: no text', () => expect(differences([table('a')], [table('a')])).toBe(''))

test('what was added, removed and changed is named, with the place', () => {
  const from = [table('a', ['id', 'old']), view('v', 'select 1'), index('a', 'i')]
  const to = [
    table('a', [{ name: 'id', type: 'bigint', nullable: false }, 'new'], { primaryKey: { keys: [{ column: 'id' }] } }),
    table('b'),
    index('a', 'i', { keys: [{ column: 'id', order: 'desc' }] }),
  ]
  expect(differences(from, to)).toBe(
    [
      '~ index a.i',
      '    keys[0].order: desc added',
      '~ table a',
      '    columns.id.type: int → bigint',
      '    columns.id.nullable: true → false',
      '    columns.old: {"name":"old","type":"int","nullable":true} removed',
      '    columns.new: {"name":"new","type":"int","nullable":true} added',
      '    primaryKey: {"keys":[{"column":"id"}]} added',
      '- view v',
      '+ table b',
    ].join('\n'),
  )
})

test('another order of the same columns is said as such; a column at the end is not', () => {
  expect(differences([table('a', ['x', 'y'])], [table('a', ['y', 'x'])])).toContain(
    'columns (order): ["x","y"] → ["y","x"]',
  )
  expect(differences([table('a', ['x', 'y'])], [table('a', ['x', 'n', 'y'])])).toContain('columns (order)')
  expect(differences([table('a', ['x', 'y'])], [table('a', ['x', 'y', 'n'])])).not.toContain('order')
  expect(differences([table('a', ['x', 'y'])], [table('a', ['y'])])).not.toContain('order')
})

test('database options', () => {
  const found = compareSchemas(new Schema([], { v: 1 }), new Schema([], { v: 2 }), dialect)
  expect(describeDifferences(found)).toBe('~ database\n    v: 1 → 2')
})

const selfReference = (onDelete?: 'cascade'): SchemaObject => foreignKey('a', 'a', { name: 'auto_1', onDelete })

test('a nameless foreign key that changed is one removed and one added, named by what it does', () => {
  expect(differences([table('a'), selfReference()], [table('a'), selfReference('cascade')])).toBe(
    '- foreignKey a.(id) → a\n+ foreignKey a.(id) → a',
  )
})

test('nameless and named constraints', () => {
  const from = [
    table('a', ['id'], {
      checks: [
        { name: 'auto_1', expression: '1' },
        { name: 'c', expression: '2' },
      ],
    }),
  ]
  const to = [
    table('a', ['id'], {
      checks: [
        { name: 'auto_9', expression: '3' },
        { name: 'c', expression: '4' },
      ],
    }),
  ]
  expect(differences(from, to)).toBe(
    [
      '~ table a',
      '    checks.c.expression: 2 → 4',
      '    checks: {"expression":"1"} removed',
      '    checks: {"expression":"3"} added',
    ].join('\n'),
  )
})

const name = fc.constantFrom('a', 'b', 'auto_1', 'auto_2')
const arbitraryObjects = fc.array(
  fc.oneof(
    fc
      .tuple(
        name,
        fc.uniqueArray(name, { minLength: 1 }),
        fc.array(fc.record({ name, expression: name })),
        fc.boolean(),
      )
      .map(([label, columns, checks, keyed]) =>
        table(label, columns, {
          checks,
          ...(keyed ? { primaryKey: { keys: [{ column: columns[0] }] } } : {}),
        }),
      ),
    fc.tuple(name, name, name).map(([a, b, label]) => foreignKey(a, b, { name: label })),
    fc
      .tuple(name, name, fc.array(name))
      .map(([a, b, keys]) => index(a, b, { keys: keys.map((column) => ({ column })) })),
  ),
)

test('there is a difference exactly when the fingerprints differ', () => {
  fc.assert(
    fc.property(arbitraryObjects, arbitraryObjects, (left, right) => {
      const [from, to] = [new Schema(left), new Schema(right)]
      const equal = fingerprint(from, dialect) === fingerprint(to, dialect)
      expect(compareSchemas(from, to, dialect).length === 0).toBe(equal)
      expect(compareSchemas(from, from.clone(), dialect)).toEqual([])
    }),
    { numRuns: 500 },
  )
})
