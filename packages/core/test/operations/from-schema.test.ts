import { describe, expect, test } from 'vitest'
import {
  createOperations,
  dropOperations,
  fingerprint,
  replay,
  Schema,
  type OpaqueObject,
  type Operation,
  type SchemaObject,
} from '../../src/index.ts'
import { foreignKey, index, table, testDialect, view } from '../schema/test-dialect.ts'

const dialect = testDialect()
const inline = testDialect({ inlineForeignKeys: true })
const key = { primaryKey: { keys: [{ column: 'id' }] } }
const trigger: OpaqueObject = { kind: 'trigger', table: 'a', name: 'tr', create: 'c', drop: 'd' }

/** `createTable a [b]`: with the tables that its own foreign keys refer to. */
const print = (operation: Operation): string => {
  if (operation.kind === 'createTable') {
    const parents = operation.foreignKeys.map(({ references }) => references.table)
    return ['createTable', operation.table.name, ...(parents.length > 0 ? [`[${parents.join()}]`] : [])].join(' ')
  }
  if (operation.kind === 'dropTable') return `dropTable ${operation.table.name}`
  if (operation.kind === 'addForeignKey') return `addForeignKey ${operation.foreignKey.name}`
  return operation.kind === 'dropForeignKey' ? `dropForeignKey ${operation.name}` : operation.kind
}

const everything = (): SchemaObject[] => [
  view('v', 'select 1'),
  index('a', 'i'),
  trigger,
  foreignKey('a', 'b'),
  foreignKey('b', 'c'),
  foreignKey('c', 'c'),
  table('a', ['id'], key),
  table('b', ['id'], key),
  table('c', ['id'], key),
]
const circle = (): SchemaObject[] => [
  table('a', ['id'], key),
  table('b', ['id'], key),
  foreignKey('a', 'b'),
  foreignKey('b', 'a'),
]

describe('createOperations', () => {
  test('parents first, foreign keys with their tables', () => {
    const operations = createOperations(new Schema(everything(), { user_version: 2 }), dialect)
    expect(operations.map(print)).toEqual([
      'setDatabaseOptions',
      'createTable c [c]',
      'createTable b [c]',
      'createTable a [b]',
      'createIndex',
      'createView',
      'createObject',
    ])
  })

  test('a circle is opened at its first table, and closed by a foreign key of its own', () => {
    expect(createOperations(new Schema(circle()), dialect).map(print)).toEqual([
      'createTable a',
      'createTable b [a]',
      'addForeignKey a_b',
    ])
    expect(createOperations(new Schema(circle()), inline).map(print)).toEqual([
      'createTable a [b]',
      'createTable b [a]',
    ])
  })

  test('a foreign key that needs an index waits for it', () => {
    const objects = [table('p'), table('c'), foreignKey('c', 'p'), index('p', 'u', { unique: true })]
    expect(createOperations(new Schema(objects), dialect).map(print)).toEqual([
      'createTable p',
      'createTable c',
      'createIndex',
      'addForeignKey c_p',
    ])
  })

  for (const [name, on] of [
    ['apart', dialect],
    ['inline', inline],
  ] as const) {
    test(`replaying them gives the schema, foreign keys ${name}`, () => {
      for (const objects of [everything(), circle()]) {
        const schema = new Schema(objects, { x: 1 })
        expect(fingerprint(replay(createOperations(schema, on), on), on)).toBe(fingerprint(schema, on))
      }
    })
  }
})

describe('dropOperations', () => {
  test('children first, without what goes along', () => {
    expect(dropOperations(new Schema(everything()), dialect).map(print)).toEqual([
      'dropView',
      'dropTable a',
      'dropTable b',
      'dropTable c',
    ])
  })

  test('a foreign key of a circle goes first, where it would hold its table', () => {
    expect(dropOperations(new Schema(circle()), dialect).map(print)).toEqual([
      'dropForeignKey a_b',
      'dropTable b',
      'dropTable a',
    ])
    expect(dropOperations(new Schema(circle()), inline).map(print)).toEqual(['dropTable b', 'dropTable a'])
  })

  test('what lives on one table and needs another goes before both', () => {
    const rule: SchemaObject = {
      kind: 'trigger',
      name: 'r',
      table: 'a',
      create: 'create r',
      drop: 'drop r',
      dependsOn: [
        { kind: 'table', name: 'a' },
        { kind: 'table', name: 'z' },
      ],
    }
    const drops = dropOperations(new Schema([table('a'), table('z'), rule]), dialect)
    expect(drops.map(({ kind }) => kind)).toEqual(['dropObject', 'dropTable', 'dropTable'])
  })

  test('what needs a table of the same name in another schema goes before both', () => {
    const rule: SchemaObject = {
      kind: 'trigger',
      name: 'r',
      table: 'a',
      create: 'create r',
      drop: 'drop r',
      dependsOn: [
        { kind: 'table', name: 'a' },
        { kind: 'table', schema: 'z', name: 'a' },
      ],
    }
    const drops = dropOperations(new Schema([table('a'), { ...table('a'), schema: 'z' }, rule]), dialect)
    expect(drops.map(({ kind }) => kind)).toEqual(['dropObject', 'dropTable', 'dropTable'])
  })

  test('nothing is left', () => {
    for (const objects of [everything(), circle(), [trigger]]) {
      const schema = new Schema(objects)
      expect(replay(dropOperations(schema, dialect), dialect, schema).size).toBe(0)
    }
  })
})
