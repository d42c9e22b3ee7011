import { describe, expect, test } from 'vitest'
import {
  fingerprint,
  MigrationBuilder,
  replay,
  reverse,
  reverseAll,
  Schema,
  type Operation,
  type OpaqueObject,
  type Reversed,
} from '../../src/index.ts'
import { foreignKey, index, table, testDialect, view } from '../schema/test-dialect.ts'
import { built } from './support.ts'

const dialect = testDialect()
const trigger: OpaqueObject = { kind: 'trigger', table: 'a', name: 'tr', create: 'on a (x)', drop: 'drop tr' }

const start = (): Schema =>
  new Schema(
    [
      table('a', ['x', { name: 'y', type: 'text', nullable: true, default: "'d'", options: { o: 1 } }, 'z'], {
        uniques: [{ name: 'u', keys: [{ column: 'x' }] }],
        checks: [{ name: 'c', expression: 'x > 1' }],
        comment: 'old',
        options: { strict: true },
      }),
      table('k', ['id'], { primaryKey: { name: 'pk', keys: [{ column: 'id' }] } }),
      foreignKey('a', 'k', { columns: ['x'] }),
      index('a', 'i', { keys: [{ column: 'x', order: 'desc' }] }),
      index('a', 'later', { keys: [{ column: 'y' }] }),
      trigger,
      view('v', 'select x from a'),
    ],
    { user_version: 1 },
  )

function back(write: (m: MigrationBuilder) => void): { reversed: Reversed; same: boolean } {
  const before = start()
  const operations = built(write)
  const reversal = reverseAll(operations, { schema: before, dialect })
  if ('irreversible' in reversal) throw new Error(reversal.irreversible)
  const after = replay(reversal.operations, dialect, replay(operations, dialect, before))
  return { reversed: reversal, same: fingerprint(after, dialect) === fingerprint(before, dialect) }
}

describe('with the schema before it, everything can be undone', () => {
  const whole: Record<string, (m: MigrationBuilder) => void> = {
    createTable: (m) => m.createTable('n', (t) => void [t.id(), t.references('k')]),
    renameTable: (m) => m.renameTable('a', 'b'),
    alterTable: (m) => m.alterTable('a', (t) => t.comment('new').options({})),
    addColumn: (m) => m.addColumn('a', (t) => t.text('n')),
    renameColumn: (m) => m.renameColumn('a', 'x', 'n'),
    alterColumn: (m) =>
      m.alterColumn('a', 'y', (c) => c.integer().notNull().dropDefault().options(null).comment('n').collate('c')),
    addPrimaryKey: (m) => m.addPrimaryKey('a', ['x', 'y']),
    dropPrimaryKey: (m) => m.dropPrimaryKey('k'),
    addUnique: (m) => m.addUnique('a', ['y']),
    dropUnique: (m) => m.dropUnique('a', 'u'),
    addCheck: (m) => m.addCheck('a', 'n', 'y > 1'),
    dropCheck: (m) => m.dropCheck('a', 'c'),
    addForeignKey: (m) => m.addForeignKey('k', ['id'], { table: 'a', columns: ['x'] }),
    dropForeignKey: (m) => m.dropForeignKey('a', 'a_k'),
    createIndex: (m) => m.createIndex('a', ['y']),
    dropIndex: (m) => m.dropIndex('a', 'i'),
    renameIndex: (m) => m.renameIndex('a', 'i', 'n'),
    createView: (m) => m.createView('n', 'select 1'),
    dropView: (m) => m.dropView('v'),
    createObject: (m) => m.createObject({ ...trigger, name: 'n' }),
    setDatabaseOptions: (m) => m.setDatabaseOptions({ user_version: 2, other: 1 }),
  }
  for (const [kind, write] of Object.entries(whole)) {
    test(kind, () => {
      expect(built(write)[0]?.kind).toBe(kind)
      const { reversed, same } = back(write)
      expect(same).toBe(true)
      expect(reversed.restores).toBe('everything')
    })
  }

  test('dropTable: the structure with all that lived on it, the rows are gone', () => {
    const { reversed, same } = back((m) => m.dropTable('a'))
    expect(same).toBe(true)
    expect(reversed.restores).toBe('structure')
    expect(reversed.operations.map(({ kind }) => kind)).toEqual([
      'createTable',
      'createIndex',
      'createIndex',
      'createObject',
    ])
  })

  test('dropColumn: the column with all it was, as the last one', () => {
    expect(back((m) => m.dropColumn('a', 'z'))).toEqual({
      reversed: {
        operations: [{ kind: 'addColumn', table: { name: 'a' }, column: start().table({ name: 'a' })?.columns[2] }],
        restores: 'structure',
      },
      same: true,
    })
  })

  test('dropObject: it may have held rows', () => {
    const { reversed, same } = back((m) => m.dropObject(trigger))
    expect(same).toBe(true)
    expect(reversed.restores).toBe('structure')
  })

  test('a row of them, each by what it found', () => {
    const { reversed, same } = back((m) => {
      m.renameTable('a', 'b')
      m.alterColumn('b', 'y', (c) => c.notNull())
      m.dropUnique('b', 'u')
      m.dropIndex('b', 'i')
      m.renameColumn('b', 'x', 'w')
      m.dropView('v')
      m.createView('v', 'select 2')
      m.dropForeignKey('b', 'a_k')
      m.dropTable('k')
      m.createTable('k', (t) => void t.text('other'))
      m.dropTable('b')
    })
    expect(same).toBe(true)
    expect(reversed.restores).toBe('structure')
  })

  test('a name in another case gets its own case back', () => {
    const loose = testDialect({ caseSensitiveNames: false })
    const before = new Schema([table('Users', ['Id'])])
    const operations: Operation[] = [
      { kind: 'renameColumn', table: { name: 'USERS' }, column: 'ID', to: 'n' },
      { kind: 'renameTable', table: { name: 'users' }, to: 'people' },
    ]
    const reversal = reverseAll(operations, { schema: before, dialect: loose }) as Reversed
    expect(replay(reversal.operations, loose, replay(operations, loose, before)).objects()).toEqual(before.objects())
  })
})

describe('without it, only what the operation itself tells', () => {
  test('what creates or renames', () => {
    const operations = built((m) => {
      m.createTable('n', (t) => void t.id())
      m.renameColumn('n', 'id', 'key')
      m.createIndex('n', ['key'])
    })
    expect(reverseAll(operations)).toEqual({
      operations: [
        { kind: 'dropIndex', table: { name: 'n' }, name: 'n_key_index' },
        { kind: 'renameColumn', table: { name: 'n' }, column: 'key', to: 'id' },
        { kind: 'dropTable', table: { name: 'n' } },
      ],
      restores: 'everything',
    })
  })

  test('alterColumn with from', () => {
    const [operation] = built((m) =>
      m.alterColumn('a', 'x', (c) =>
        c.integer().dropDefault().comment('n').from({ name: 'x', type: 'text', nullable: true, default: '1' }),
      ),
    )
    expect(reverse(operation as Operation)).toEqual({
      operations: [
        {
          kind: 'alterColumn',
          table: { name: 'a' },
          column: 'x',
          change: { type: 'text', default: '1', comment: null },
        },
      ],
      restores: 'everything',
    })
  })

  test('SQL with a down, and there and back is the same', () => {
    const operation: Operation = { kind: 'sql', up: 'a', down: 'b' }
    const [undone] = (reverse(operation) as Reversed).operations
    expect(undone).toEqual({ kind: 'sql', up: 'b', down: 'a' })
    expect((reverse(undone as Operation) as Reversed).operations).toEqual([operation])
  })

  const lost: Record<string, (m: MigrationBuilder) => void> = {
    'table a': (m) => m.dropTable('a'),
    'table a ': (m) => m.alterTable('a', (t) => t.comment('n')),
    'column a.x': (m) => m.dropColumn('a', 'x'),
    'column a.x ': (m) => m.alterColumn('a', 'x', (c) => c.text()),
    'primary key a': (m) => m.dropPrimaryKey('a'),
    'unique constraint a.u': (m) => m.dropUnique('a', 'u'),
    'check a.c': (m) => m.dropCheck('a', 'c'),
    'foreignKey a.f': (m) => m.dropForeignKey('a', 'f'),
    'index a.i': (m) => m.dropIndex('a', 'i'),
    'view v': (m) => m.dropView('v'),
    'trigger a.tr': (m) => m.dropObject(trigger),
  }
  for (const [label, write] of Object.entries(lost)) {
    test(`${built(write)[0]?.kind} cannot be undone`, () => {
      expect(reverseAll(built(write))).toEqual({ irreversible: `what the ${label.trim()} was before is not known` })
    })
  }

  test('options of the database and raw SQL cannot be undone', () => {
    expect(reverseAll(built((m) => m.setDatabaseOptions({ x: 1 })))).toHaveProperty('irreversible')
    expect(reverseAll(built((m) => m.sql('x')))).toEqual({ irreversible: 'raw SQL without a down' })
  })
})

test('after raw SQL the schema is no longer known', () => {
  const operations = built((m) => void [m.sql('x', { down: 'y' }), m.dropIndex('a', 'i')])
  expect(reverseAll(operations, { schema: start(), dialect })).toHaveProperty('irreversible')
  const reordered = operations.toReversed()
  expect(reverseAll(reordered, { schema: start(), dialect })).toHaveProperty('operations')
})
