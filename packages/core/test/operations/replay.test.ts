import { describe, expect, test } from 'vitest'
import {
  applyOperation,
  fingerprint,
  MigrationBuilder,
  replay,
  Schema,
  type Capabilities,
  type OpaqueObject,
  type SchemaObject,
  type Table,
} from '../../src/index.ts'
import { foreignKey, index, table, testDialect, view } from '../schema/test-dialect.ts'
import { built, refused } from './support.ts'

const trigger = (on: string, create: string): OpaqueObject => ({
  kind: 'trigger',
  table: on,
  name: 'tr',
  create,
  drop: `drop trigger tr on ${on}`,
})

/** What the operations make of those objects. */
function after(
  objects: SchemaObject[],
  write: (m: MigrationBuilder) => void,
  claimed: Partial<Capabilities> = {},
): Schema {
  return replay(built(write, claimed), testDialect(claimed), new Schema(objects))
}

const byKey = (list: SchemaObject[]): SchemaObject[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

function becomes(objects: SchemaObject[], write: (m: MigrationBuilder) => void, expected: SchemaObject[]): void {
  expect(byKey(after(objects, write).objects())).toEqual(byKey(expected))
}

const column = (name: string, rest: object = {}): Table['columns'][number] => ({
  name,
  type: 'int',
  nullable: true,
  ...rest,
})

const addReference = (m: MigrationBuilder): void => m.addForeignKey('a', ['id'], { table: 'b', columns: ['id'] })

const furnished = (): SchemaObject[] => [
  table('a', ['x', 'y'], {
    uniques: [{ name: 'u', keys: [{ column: 'x' }] }],
    checks: [{ name: 'c', expression: '1' }],
  }),
  table('k', ['id'], { primaryKey: { keys: [{ column: 'id' }] } }),
  table('one', ['only']),
  index('a', 'i', { keys: [{ column: 'y' }] }),
  index('a', 'j', { keys: [{ column: 'y' }] }),
  view('v', 'select 1'),
  trigger('a', 'x'),
]

describe('tables', () => {
  test('created with its foreign keys', () => {
    const schema = after([table('b')], (m) => m.createTable('a', (t) => void [t.id(), t.references('b')]))
    expect(schema.foreignKeysOn({ name: 'a' })).toHaveLength(1)
  })

  test('dropped with what lives on it, and nothing else', () =>
    becomes(
      [table('a'), table('b'), index('a', 'i'), index('b', 'i'), foreignKey('a', 'b'), trigger('a', 'x')],
      (m) => m.dropTable('a'),
      [table('b'), index('b', 'i')],
    ))

  test('options and comment replaced or taken away', () => {
    const before = [table('a', ['id'], { options: { x: 1 }, comment: 'c', source: 'S' })]
    expect(after(before, (m) => m.alterTable('a', (t) => t.options({ y: 2 }))).table({ name: 'a' })).toEqual(
      table('a', ['id'], { options: { y: 2 }, comment: 'c' }),
    )
    expect(after(before, (m) => m.alterTable('a', (t) => t.options({}).comment(null))).table({ name: 'a' })).toEqual(
      table('a'),
    )
  })
})

describe('columns', () => {
  test('added at the end, dropped, altered', () =>
    becomes(
      [table('a', ['x', column('y', { default: '1', options: { o: 1 } }), 'z'], { source: 'S' })],
      (m) => {
        m.addColumn('a', (t) => t.column('n', 'int'))
        m.dropColumn('a', 'x')
        m.alterColumn('a', 'y', (c) => c.native('text').notNull().dropDefault().options(null).comment('c'))
      },
      [table('a', [{ name: 'y', type: 'text', nullable: false, comment: 'c' }, 'z', 'n'])],
    ))

  test('what is not mentioned stays', () =>
    becomes(
      [table('a', [column('x', { default: '1', collation: 'c', nullable: false })])],
      (m) => m.alterColumn('a', 'x', (c) => c.native('text')),
      [table('a', [{ name: 'x', type: 'text', default: '1', collation: 'c', nullable: false }])],
    ))

  const users: Record<string, SchemaObject[]> = {
    'a primary key': [table('a', ['x', 'y'], { primaryKey: { keys: [{ column: 'x' }] } })],
    'a unique constraint': [
      table('a', ['x', 'y'], { uniques: [{ name: 'u', keys: [{ column: 'y' }, { column: 'x' }] }] }),
    ],
    'a check': [table('a', ['x', 'y'], { checks: [{ name: 'c', expression: 'y > x' }] })],
    'a generated column': [table('a', ['x', column('y', { generated: { expression: 'x + 1', stored: true } })])],
    'an index': [table('a', ['x', 'y']), index('a', 'i', { keys: [{ column: 'x' }] })],
    'an expression of an index': [table('a', ['x', 'y']), index('a', 'i', { keys: [{ expression: 'lower(x)' }] })],
    'the predicate of an index': [table('a', ['x', 'y']), index('a', 'i', { keys: [{ column: 'y' }], where: 'x > 1' })],
    'its foreign key': [table('a', ['x', 'y']), table('b'), foreignKey('a', 'b', { columns: ['x'] })],
    'a foreign key to it': [
      table('a', ['x', 'y']),
      table('b'),
      foreignKey('b', 'a', { references: { table: 'a', columns: ['x'] } }),
    ],
  }
  for (const [what, objects] of Object.entries(users)) {
    test(`a column is not dropped while ${what} uses it`, () => {
      refused(() => after(objects, (m) => m.dropColumn('a', 'x')), /used by/)
    })
  }

  test('a column is dropped where the dialect cannot tell whether a text uses it', () => {
    const objects = [table('a', ['x', 'y'], { checks: [{ name: 'c', expression: 'eval(x)' }] })]
    expect(after(objects, (m) => m.dropColumn('a', 'x')).table({ name: 'a' })?.columns).toHaveLength(1)
  })

  test('a column that only shares a part of its name with a text is dropped', () => {
    const objects = [table('a', ['x', 'xx'], { checks: [{ name: 'c', expression: 'xx > 1' }] })]
    expect(after(objects, (m) => m.dropColumn('a', 'x')).table({ name: 'a' })?.columns).toHaveLength(1)
  })
})

describe('keys, constraints and indexes', () => {
  test('a new primary key makes its columns not null', () =>
    becomes([table('a', ['x', 'y'])], (m) => m.addPrimaryKey('a', ['x']), [
      table('a', [column('x', { nullable: false }), 'y'], { primaryKey: { keys: [{ column: 'x' }] } }),
    ]))

  test('added and dropped again leaves nothing', () =>
    becomes(
      [table('a', [column('x', { nullable: false })]), table('b')],
      (m) => {
        m.addPrimaryKey('a', ['x'])
        m.dropPrimaryKey('a')
        m.addUnique('a', ['x'])
        m.dropUnique('a', ['x'])
        m.addCheck('a', 'c', 'x > 1')
        m.dropCheck('a', 'c')
        m.addForeignKey('a', ['x'], { table: 'b', columns: ['id'] })
        m.dropForeignKey('a', ['x'])
        m.createIndex('a', ['x'])
        m.renameIndex('a', 'a_x_index', 'i')
        m.dropIndex('a', 'i')
        m.createView('v', 'select 1')
        m.dropView('v')
        m.createObject(trigger('a', 'x'))
        m.dropObject({ kind: 'trigger', table: 'a', name: 'tr' })
      },
      [table('a', [column('x', { nullable: false })]), table('b')],
    ))

  test('the text of a table is stale once a foreign key that is part of it changes', () => {
    const objects = [table('a', ['id'], { source: 'S' }), table('b', ['id'], { source: 'T' })]
    expect(after(objects, addReference, { inlineForeignKeys: true }).table({ name: 'a' })?.source).toBeUndefined()
    expect(after(objects, addReference).table({ name: 'a' })?.source).toBe('S')
  })

  test('an index on a view that only the database understands', () => {
    const materialised: OpaqueObject = { kind: 'materializedView', name: 'mv', create: 'c', drop: 'd' }
    expect(after([materialised], (m) => m.createIndex('mv', ['x'])).size).toBe(2)
    expect(after([materialised, index('mv', 'i')], (m) => m.dropObject(materialised)).size).toBe(0)
  })
})

describe('renames', () => {
  test('a table, with all that lives on it, refers to it or reads it', () =>
    becomes(
      [
        table('a', ['id'], { checks: [{ name: 'c', expression: 'a.id > 1' }], source: 'S' }),
        table('b', ['id'], { source: 'T' }),
        foreignKey('a', 'a', { name: 'self' }),
        foreignKey('b', 'a', { source: 'U' }),
        index('a', 'i', { keys: [{ expression: 'a.id' }], where: 'a.id > 2', source: 'V' }),
        trigger('a', 'create trigger tr on a'),
        view('v', 'select * from a', { dependsOn: [{ kind: 'table', name: 'a' }] }),
        view('w', 'select 1', { source: 'W', dependsOn: [{ kind: 'index', table: 'a', name: 'i' }] }),
      ],
      (m) => m.renameTable('a', 'z'),
      [
        table('z', ['id'], { checks: [{ name: 'c', expression: 'z.id > 1' }] }),
        table('b', ['id'], { source: 'T' }),
        foreignKey('z', 'z', { name: 'self' }),
        foreignKey('b', 'z', { name: 'b_a' }),
        index('z', 'i', { keys: [{ expression: 'z.id' }], where: 'z.id > 2' }),
        trigger('z', 'create trigger tr on z'),
        view('v', 'select * from z', { dependsOn: [{ kind: 'table', name: 'z' }] }),
        view('w', 'select 1', { source: 'W', dependsOn: [{ kind: 'index', table: 'z', name: 'i' }] }),
      ],
    ))

  test('a column, in every key, reference and text', () =>
    becomes(
      [
        table('a', ['x', column('g', { generated: { expression: 'x + 1', stored: true } })], {
          primaryKey: { keys: [{ column: 'x' }] },
          uniques: [{ name: 'u', keys: [{ column: 'x', order: 'desc' }] }],
          checks: [{ name: 'c', expression: 'x > 1' }],
        }),
        table('b', ['x']),
        foreignKey('a', 'b', { columns: ['x'], references: { table: 'b', columns: ['x'] } }),
        foreignKey('b', 'a', { columns: ['x'], references: { table: 'a', columns: ['x'] } }),
        index('a', 'i', { keys: [{ column: 'x' }, { expression: 'x + 2' }], where: 'x > 3' }),
        index('b', 'i', { keys: [{ column: 'x' }], where: 'x > 4' }),
        trigger('a', 'set x'),
        view('v', 'select x from a'),
      ],
      (m) => m.renameColumn('a', 'x', 'z'),
      [
        table('a', ['z', column('g', { generated: { expression: 'z + 1', stored: true } })], {
          primaryKey: { keys: [{ column: 'z' }] },
          uniques: [{ name: 'u', keys: [{ column: 'z', order: 'desc' }] }],
          checks: [{ name: 'c', expression: 'z > 1' }],
        }),
        table('b', ['x']),
        foreignKey('a', 'b', { columns: ['z'], references: { table: 'b', columns: ['x'] } }),
        foreignKey('b', 'a', { columns: ['x'], references: { table: 'a', columns: ['z'] } }),
        index('a', 'i', { keys: [{ column: 'z' }, { expression: 'z + 2' }], where: 'z > 3' }),
        index('b', 'i', { keys: [{ column: 'x' }], where: 'x > 4' }),
        trigger('a', 'set z'),
        view('v', 'select z from a'),
      ],
    ))

  test('what cannot be told from a text is named, and nothing is changed', () => {
    const schema = new Schema([table('a'), index('a', 'i'), view('v', 'select eval(1)')])
    const before = fingerprint(schema, testDialect())
    refused(
      () => applyOperation(schema, { kind: 'renameTable', table: { name: 'a' }, to: 'z' }, testDialect()),
      /view v reads after a became z/,
      'LITHIFY_E_REPLAY',
    )
    expect(fingerprint(schema, testDialect())).toBe(before)
  })

  test('a dialect without the hook rewrites no text', () => {
    const { rename: _, ...compare } = testDialect().compare
    const schema = new Schema([table('a'), view('v', 'select * from a')])
    applyOperation(schema, { kind: 'renameTable', table: { name: 'a' }, to: 'z' }, { ...testDialect(), compare })
    expect(schema.get({ kind: 'view', name: 'v' })).toEqual(view('v', 'select * from a'))
  })

  test('only the case of a name', () => {
    const claimed = { caseSensitiveNames: false }
    const schema = after(
      [table('users', ['id'])],
      (m) => void [m.renameTable('USERS', 'Users'), m.renameColumn('users', 'id', 'ID')],
      claimed,
    )
    expect(schema.objects()).toEqual([table('Users', ['ID'])])
  })

  test('one namespace does not touch another', () => {
    const objects = [table('a', ['id'], { schema: 's' }), table('a'), index('a', 'i'), foreignKey('a', 'a')]
    const schema = after(objects, (m) => m.renameTable({ schema: 's', name: 'a' }, 'z'))
    expect(schema.foreignKeysOn({ name: 'a' })[0]?.references.table).toBe('a')
    expect(schema.table({ schema: 's', name: 'z' })).toBeDefined()
    expect(schema.indexesOn({ name: 'a' })).toHaveLength(1)
  })
})

test('database options are merged, null takes one away', () => {
  const schema = new Schema([], { a: 1, b: 2 })
  applyOperation(schema, { kind: 'setDatabaseOptions', options: { b: null, c: 3 } }, testDialect())
  expect(schema.options).toEqual({ a: 1, c: 3 })
})

test('replay leaves the schema that it starts from as it was', () => {
  const schema = new Schema([table('a')])
  replay([{ kind: 'dropTable', table: { name: 'a' } }], testDialect(), schema)
  expect(schema.size).toBe(1)
})

describe('what does not fit is refused, and leaves the schema as it was', () => {
  const wrong: Record<string, [(m: MigrationBuilder) => void, RegExp]> = {
    'a second table of the name': [(m) => m.createTable('a', (t) => void t.id()), /table a exists already/],
    'a table of the name of a view': [(m) => m.createTable('v', (t) => void t.id()), /view v exists already/],
    'a view of the name of a table': [(m) => m.createView('a', 'select 1'), /table a exists already/],
    'a foreign key to no table': [(m) => m.createTable('n', (t) => void t.references('gone')), /no table gone/],
    'an unknown table': [(m) => m.dropTable('gone'), /no table gone/],
    'a rename onto another': [(m) => m.renameTable('a', 'k'), /table k exists already/],
    'a second column of the name': [(m) => m.addColumn('a', (t) => t.text('x')), /column x already/],
    'an unknown column': [(m) => m.dropColumn('a', 'z'), /no column z/],
    'the only column': [(m) => m.dropColumn('one', 'only'), /the only one/],
    'a rename onto another column': [(m) => m.renameColumn('a', 'x', 'y'), /column y already/],
    'altering an unknown column': [(m) => m.alterColumn('a', 'z', (c) => c.notNull()), /no column z/],
    'a second primary key': [(m) => m.addPrimaryKey('k', ['id']), /primary key already/],
    'dropping no primary key': [(m) => m.dropPrimaryKey('a'), /no primary key/],
    'a key on an unknown column': [(m) => m.addUnique('a', ['z']), /no column z/],
    'a second constraint of the name': [(m) => m.addCheck('a', 'u', '1'), /constraint u already/],
    'an unknown unique constraint': [(m) => m.dropUnique('a', 'c'), /no unique constraint c/],
    'an unknown check': [(m) => m.dropCheck('a', 'u'), /no check u/],
    'an unknown foreign key': [(m) => m.dropForeignKey('a', 'f'), /no foreignKey a.f/],
    'a second index of the name': [(m) => m.createIndex('a', ['x'], { name: 'i' }), /index a.i exists already/],
    'an index on an unknown column': [(m) => m.createIndex('a', ['z']), /no column z/],
    'an index on nothing': [(m) => m.createIndex('gone', ['z']), /no table gone/],
    'an unknown index': [(m) => m.dropIndex('a', 'gone'), /no index a.gone/],
    'a rename onto another index': [(m) => m.renameIndex('a', 'i', 'j'), /index a.j exists already/],
    'an unknown view': [(m) => m.dropView('a'), /no view a/],
    'a second object of the name': [(m) => m.createObject(trigger('a', 'x')), /trigger a.tr exists already/],
    'an unknown object': [(m) => m.dropObject({ kind: 'trigger', name: 'tr' }), /no trigger tr/],
    'a table as an object': [(m) => m.dropObject({ kind: 'table', name: 'a' }), /operation of its own/],
  }
  for (const [what, [write, message]] of Object.entries(wrong)) {
    test(what, () => {
      const schema = new Schema(furnished())
      const [operation] = built(write)
      if (operation === undefined) throw new Error('no operation')
      refused(() => applyOperation(schema, operation, testDialect()), message)
      expect(fingerprint(schema, testDialect())).toBe(fingerprint(new Schema(furnished()), testDialect()))
    })
  }

  test('another case of a name, where case does not count', () => {
    refused(
      () => after(furnished(), (m) => m.createTable('A', (t) => void t.id()), { caseSensitiveNames: false }),
      /table a exists already/,
    )
    expect(after(furnished(), (m) => m.createTable('A', (t) => void t.id())).table({ name: 'A' })).toBeDefined()
  })

  test('raw SQL', () => refused(() => after([], (m) => m.sql('select 1')), /raw SQL/, 'LITHIFY_E_REPLAY'))

  test('a foreign key may refer to what is not there yet, where it is part of its table', () => {
    expect(
      after([], (m) => m.createTable('n', (t) => void t.references('later')), { inlineForeignKeys: true }).size,
    ).toBe(2)
  })
})
