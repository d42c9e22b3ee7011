import { describe, expect, test } from 'vitest'
import { canonical, compareBytes, fingerprint, Schema, type SchemaObject, type Table } from '../../src/index.ts'
import { foreignKey, index, table, testDialect, view } from './test-dialect.ts'

const dialect = testDialect()
const print = (objects: SchemaObject[], on = dialect): string => fingerprint(new Schema(objects), on)
const same = (a: SchemaObject[], b: SchemaObject[], on = dialect): void => expect(print(a, on)).toBe(print(b, on))
const different = (a: SchemaObject[], b: SchemaObject[], on = dialect): void =>
  expect(print(a, on)).not.toBe(print(b, on))

const constraints = (names: string[], reversed: boolean): SchemaObject[] => {
  const uniques = [
    { name: names[0] as string, keys: [{ column: 'id' }] },
    { name: names[1] as string, keys: [{ column: 'x' }] },
  ]
  const checks = [
    { name: names[2] as string, expression: 'x > 1' },
    { name: names[3] as string, expression: 'x > 2' },
  ]
  return [
    table(
      'a',
      ['id', 'x'],
      reversed ? { uniques: uniques.toReversed(), checks: checks.toReversed() } : { uniques, checks },
    ),
  ]
}

const withMadeUpNames = (n: number): SchemaObject[] => [
  table('a', ['id'], { primaryKey: { name: `auto_pk${n}`, keys: [{ column: 'id' }] } }),
  foreignKey('a', 'a', { name: `auto_${n}` }),
]

const child = (columns: string[]): SchemaObject => foreignKey('c', 'p', { references: { table: 'p', columns } })

const referringTo = (name: string, column: string): SchemaObject[] => [
  table('users', ['id']),
  table('posts', ['id', 'User_Id']),
  foreignKey('posts', 'users', { columns: [column], references: { table: name, columns: ['ID'] } }),
  index('posts', 'i', { keys: [{ column }] }),
]

const base = (): SchemaObject[] => [
  table('a', ['id', 'x']),
  index('a', 'i'),
  foreignKey('a', 'a'),
  view('v', 'select 1'),
]

describe('what makes no difference', () => {
  test('the order in which objects were put', () => same([table('a'), table('b')], [table('b'), table('a')]))

  test('source and dependsOn', () =>
    same([table('a', ['id'], { source: 'CREATE TABLE a', dependsOn: [{ kind: 'table', name: 'b' }] })], [table('a')]))

  test('an empty bag of options and none, anywhere', () => {
    const full: Table = {
      ...table('a', [{ name: 'id', type: 'int', nullable: true, options: {} }], { options: {} }),
      primaryKey: { keys: [{ column: 'id', options: {} }], options: {} },
      uniques: [{ name: 'u', keys: [{ column: 'id' }], options: {} }],
    }
    const bare: Table = {
      ...table('a'),
      primaryKey: { keys: [{ column: 'id' }] },
      uniques: [{ name: 'u', keys: [{ column: 'id' }] }],
    }
    same([full], [bare])
  })

  test('the order of the keys of options, at any depth', () =>
    same(
      [table('a', ['id'], { options: { x: 1, y: { b: [{ d: 1, c: 2 }], a: 1 } } })],
      [table('a', ['id'], { options: { y: { a: 1, b: [{ c: 2, d: 1 }] }, x: 1 } })],
    ))

  test('what the hooks of the dialect make equal', () =>
    same(
      [
        table('a', [{ name: 'id', type: 'INT', nullable: true, default: 'NOW( )' }], {
          checks: [{ name: 'c', expression: 'ID > 0' }],
        }),
        index('a', 'i', { where: 'ID IS NULL' }),
        view('v', 'SELECT  1'),
        { kind: 'trigger', name: 't', table: 'a', create: 'CREATE  TRIGGER', drop: 'whatever' },
      ],
      [
        table('a', [{ name: 'id', type: 'int', nullable: true, default: 'now()' }], {
          checks: [{ name: 'c', expression: 'id>0' }],
        }),
        index('a', 'i', { where: 'id is null' }),
        view('v', 'select 1'),
        { kind: 'trigger', name: 't', table: 'a', create: 'create trigger', drop: 'other' },
      ],
    ))

  test('made-up names, and the order of constraints', () => {
    same(
      constraints(['auto_1', 'auto_2', 'auto_3', 'auto_4'], false),
      constraints(['auto_9', 'auto_8', 'auto_7', 'auto_6'], true),
    )
  })

  test('made-up names of foreign keys and primary keys', () => {
    same(withMadeUpNames(1), withMadeUpNames(2))
    same(withMadeUpNames(1), [
      table('a', ['id'], { primaryKey: { keys: [{ column: 'id' }] } }),
      foreignKey('a', 'a', { name: 'auto_3' }),
    ])
  })

  test('noAction and no action', () =>
    same(
      [table('a'), foreignKey('a', 'a', { onDelete: 'noAction', onUpdate: 'noAction' })],
      [table('a'), foreignKey('a', 'a')],
    ))

  test('a reference to the primary key by name or by saying nothing', () => {
    const parent = table('p', ['id'], { primaryKey: { keys: [{ column: 'id' }] } })
    same([parent, table('c'), child([])], [parent, table('c'), child(['id'])])
  })

  test('comments, where the database keeps none', () => {
    const commented = [table('a', [{ name: 'id', type: 'int', nullable: true, comment: 'c' }], { comment: 'x' })]
    same(commented, [table('a')], testDialect({ comments: false }))
    different(commented, [table('a')])
  })

  test('the case of a reference, where case does not count', () => {
    same(referringTo('users', 'User_Id'), referringTo('USERS', 'user_id'), testDialect({ caseSensitiveNames: false }))
    different(referringTo('users', 'User_Id'), referringTo('USERS', 'user_id'))
  })
})

describe('what makes a difference', () => {
  const withFirst = (change: (object: Table) => Table): SchemaObject[] => [
    change(base()[0] as Table),
    ...base().slice(1),
  ]
  const cases: Record<string, SchemaObject[]> = {
    'the order of columns': withFirst(() => table('a', ['x', 'id'])),
    'a name': [...base().slice(0, 3), view('w', 'select 1')],
    'the case of a name': [...base().slice(0, 3), view('V', 'select 1')],
    'a namespace': [...base().slice(0, 3), view('v', 'select 1', { schema: 's' })],
    nullability: withFirst((object) => ({
      ...object,
      columns: object.columns.map((column) => ({ ...column, nullable: false })),
    })),
    'a default': withFirst((object) => ({
      ...object,
      columns: object.columns.map((column) => ({ ...column, default: '1' })),
    })),
    'a collation': withFirst((object) => ({
      ...object,
      columns: object.columns.map((column) => ({ ...column, collation: 'c' })),
    })),
    'whether a generated column is stored': withFirst((object) => ({
      ...object,
      columns: object.columns.map((column) => ({ ...column, generated: { expression: '1', stored: true } })),
    })),
    'an option': withFirst((object) => ({ ...object, options: { strict: true } })),
    'a unique constraint': withFirst((object) => ({
      ...object,
      uniques: [{ name: 'auto_1', keys: [{ column: 'id' }] }],
    })),
    'the name of a unique constraint': withFirst((object) => ({
      ...object,
      uniques: [{ name: 'u', keys: [{ column: 'id' }] }],
    })),
    'a primary key': withFirst((object) => ({ ...object, primaryKey: { keys: [{ column: 'id' }] } })),
    'the direction of a key': [
      base()[0] as Table,
      index('a', 'i', { keys: [{ column: 'id', order: 'desc' }] }),
      ...base().slice(2),
    ],
    'uniqueness of an index': [base()[0] as Table, index('a', 'i', { unique: true }), ...base().slice(2)],
    'what a foreign key does': [
      ...base().slice(0, 2),
      foreignKey('a', 'a', { onDelete: 'cascade' }),
      base()[3] as SchemaObject,
    ],
    'when a foreign key is checked': [
      ...base().slice(0, 2),
      foreignKey('a', 'a', { deferrable: 'initiallyDeferred' }),
      base()[3] as SchemaObject,
    ],
    'the columns of a view': [...base().slice(0, 3), view('v', 'select 1', { columns: ['one'] })],
  }
  for (const [what, objects] of Object.entries(cases)) test(what, () => different(objects, base()))

  test('all of them among themselves', () => {
    const prints = Object.values(cases).map((objects) => print(objects))
    expect(new Set(prints).size).toBe(prints.length)
  })

  test('database options, as far as the dialect counts them', () => {
    const withOptions = new Schema([], { user_version: 3, page_size: 1024 })
    expect(fingerprint(withOptions, dialect)).not.toBe(fingerprint(new Schema(), dialect))
    const blind = testDialect({}, { databaseOptions: () => ({}) })
    expect(fingerprint(withOptions, blind)).toBe(fingerprint(new Schema(), blind))
  })

  test('two nameless foreign keys of the same content are two', () => {
    const twice = [table('a'), foreignKey('a', 'a', { name: 'auto_1' }), foreignKey('a', 'a', { name: 'auto_2' })]
    different(twice, twice.slice(0, 2))
  })
})

const bytes = (name: unknown): Buffer => Buffer.from(name as string)

test('objects come in byte order, whatever the locale', () => {
  const names = ['é', 'z', 'Z', 'a', 'ａ', '\u{1f600}', 'ab', '']
  const form = canonical(new Schema(names.map((name) => table(name))), dialect)
  const inBytes = names.toSorted((a, b) => Buffer.compare(bytes(a), bytes(b)))
  expect(form.objects.map(({ name }) => name)).toEqual(inBytes)
  for (const a of names)
    for (const b of names) expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(bytes(a), bytes(b)))
})

test('the canonical form is plain data, the fingerprint a sha256', () => {
  const form = canonical(new Schema([table('a')]), dialect)
  expect(JSON.parse(JSON.stringify(form))).toEqual(form)
  expect(print([table('a')])).toMatch(/^[0-9a-f]{64}$/)
})
