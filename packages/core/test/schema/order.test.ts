import { expect, test } from 'vitest'
import { creationOrder, dropOrder, refLabel, Schema, type KindInfo, type SchemaObject } from '../../src/index.ts'
import { foreignKey, index, table, view } from './test-dialect.ts'

const kinds: KindInfo[] = ['table', 'index', 'view', 'foreignKey'].map((kind) => ({ kind }))
const orderOf = (objects: SchemaObject[]): string[] => creationOrder(new Schema(objects), kinds).map(refLabel)
const on = (name: string): { kind: string; name: string }[] => [{ kind: 'view', name }]

test('kinds by their place, then names in byte order, however they were put', () => {
  const objects = [view('v', 's'), index('b', 'i'), table('b'), table('a'), table('B'), index('a', 'z')]
  const expected = ['table B', 'table a', 'table b', 'index a.z', 'index b.i', 'view v']
  expect(orderOf(objects)).toEqual(expected)
  expect(orderOf(objects.toReversed())).toEqual(expected)
})

test('views after the views that they read, against their names', () => {
  const objects = [view('a', 's', { dependsOn: on('b') }), view('b', 's', { dependsOn: on('c') }), view('c', 's')]
  expect(orderOf(objects)).toEqual(['view c', 'view b', 'view a'])
})

test('a table after the type or function that it depends on, though its kind comes later', () => {
  const type = { kind: 'type', name: 'mood', create: 'c', drop: 'd' }
  expect(orderOf([table('a', ['id'], { dependsOn: [{ kind: 'type', name: 'mood' }] }), type])).toEqual([
    'type mood',
    'table a',
  ])
})

test('tables after the tables that they refer to, and foreign keys after both', () => {
  const objects = [table('a'), table('b'), table('c'), foreignKey('a', 'b'), foreignKey('b', 'c')]
  expect(orderOf(objects)).toEqual(['table c', 'table b', 'table a', 'foreignKey a.a_b', 'foreignKey b.b_c'])
})

test('a reference that is written in another case is one too', () => {
  expect(orderOf([table('a'), table('Users'), foreignKey('a', 'users')])[0]).toBe('table Users')
})

test('tables in a circle come after the other tables, by name, and before the next kind', () => {
  const objects = [
    ...['a', 'b', 'c', 'd', 'z'].map((name) => table(name)),
    foreignKey('a', 'b'),
    foreignKey('b', 'c'),
    foreignKey('c', 'a'),
    foreignKey('d', 'c'),
    index('z', 'i'),
  ]
  expect(orderOf(objects).slice(0, 6)).toEqual(['table z', 'table a', 'table c', 'table b', 'table d', 'index z.i'])
})

test('a table that refers to itself waits for nothing', () => {
  expect(orderOf([table('a'), table('b'), foreignKey('a', 'a')])).toEqual(['table a', 'table b', 'foreignKey a.a_a'])
})

test('objects that cannot exist without each other are all there, the first by name first', () => {
  const objects = [
    view('b', 's', { dependsOn: on('a') }),
    view('a', 's', { dependsOn: on('b') }),
    view('c', 's', { dependsOn: on('b') }),
    view('d', 's'),
  ]
  expect(orderOf(objects)).toEqual(['view d', 'view a', 'view b', 'view c'])
})

test('where a circle of tables can be opened without breaking what is required, it is', () => {
  // z cannot exist without a (its type is a's), a only refers to z.
  const objects = [table('z', ['id'], { dependsOn: [{ kind: 'table', name: 'y' }] }), table('y'), foreignKey('y', 'z')]
  expect(orderOf(objects).slice(0, 2)).toEqual(['table y', 'table z'])
  const reversed = [table('a', ['id'], { dependsOn: [{ kind: 'table', name: 'y' }] }), table('y'), foreignKey('y', 'a')]
  expect(orderOf(reversed).slice(0, 2)).toEqual(['table y', 'table a'])
})

test('what depends on nothing that exists is not lost', () => {
  expect(orderOf([view('a', 's', { dependsOn: on('gone') }), foreignKey('gone', 'gone too')])).toHaveLength(2)
})

test('a foreign key after the unique index that it needs', () => {
  const late: KindInfo[] = ['table', 'foreignKey', 'index'].map((kind) => ({ kind }))
  const objects = [table('a'), table('b'), foreignKey('a', 'b'), index('b', 'u', { unique: true })]
  expect(creationOrder(new Schema(objects), late).map(refLabel).slice(2)).toEqual(['index b.u', 'foreignKey a.a_b'])
})

test('a kind that is last comes after what waits in a circle, and is dropped first', () => {
  const watcher = { kind: 'watcher', name: 'w', create: 'c', drop: 'd' }
  const note = { kind: 'note', name: 'n', create: 'c', drop: 'd', dependsOn: [{ kind: 'watcher', name: 'w' }] }
  const objects = [note, watcher, view('a', 's', { dependsOn: on('b') }), view('b', 's', { dependsOn: on('a') })]
  const all: KindInfo[] = [{ kind: 'note' }, { kind: 'watcher', last: true }, { kind: 'view' }]
  const expected = ['view a', 'view b', 'watcher w', 'note n']
  expect(creationOrder(new Schema(objects), all).map(refLabel)).toEqual(expected)
  expect(dropOrder(new Schema(objects), all).map(refLabel)).toEqual(expected.toReversed())
})

test('drop order is creation order backwards', () => {
  const schema = new Schema([table('a'), table('b'), foreignKey('a', 'b'), index('a', 'i')])
  expect(dropOrder(schema, kinds)).toEqual(creationOrder(schema, kinds).toReversed())
})

const chain = (count: number): SchemaObject[] =>
  Array.from({ length: count }, (_, at) => [table(`t${at}`), foreignKey(`t${at}`, `t${(at + 1) % count}`)]).flat()

test('one circle of 10,000 tables and a chain of 10,000 views are ordered in linear time', () => {
  const views = Array.from({ length: 10_000 }, (_, at) => view(`v${at}`, 's', { dependsOn: on(`v${at + 1}`) }))
  const schema = new Schema([...chain(10_000), ...views])
  const start = performance.now()
  const order = creationOrder(schema, kinds)
  const took = performance.now() - start
  expect(order).toHaveLength(30_000)
  const ordered = order.filter(({ kind }) => kind === 'view')
  expect(ordered[0]?.name).toBe('v9999')
  // Quadratic work would take minutes; the bound leaves room for a busy machine.
  expect(took).toBeLessThan(10_000)
})

test('many circles at once are opened without searching all that is left each time', () => {
  const pairs = Array.from({ length: 5_000 }, (_, at) => [
    table(`a${at}`),
    table(`b${at}`),
    foreignKey(`a${at}`, `b${at}`),
    foreignKey(`b${at}`, `a${at}`),
  ]).flat()
  const start = performance.now()
  expect(creationOrder(new Schema(pairs), kinds)).toHaveLength(20_000)
  expect(performance.now() - start).toBeLessThan(10_000)
})
