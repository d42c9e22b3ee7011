import { expect, test } from 'vitest'
import { Schema } from '../../src/index.ts'
import { foreignKey, index, table } from './test-dialect.ts'

test('what lives on a table is kept up to date once it was asked for', () => {
  const schema = new Schema([table('a'), index('a', 'i')])
  expect(schema.on({ name: 'a' }).map(({ name }) => name)).toEqual(['i'])
  schema.put(foreignKey('a', 'a')).put(index('b', 'j'))
  expect(schema.on({ name: 'a' }).map(({ name }) => name)).toEqual(['i', 'a_a'])
  schema.remove({ kind: 'index', table: 'a', name: 'i' })
  expect(schema.on({ name: 'a' }).map(({ name }) => name)).toEqual(['a_a'])
  schema.put(foreignKey('a', 'a', { onDelete: 'cascade' }))
  expect(schema.foreignKeysOn({ name: 'a' }).map(({ onDelete }) => onDelete)).toEqual(['cascade'])
  expect(schema.on({ schema: 's', name: 'a' })).toEqual([])
})

test('find takes the exact name first, and folds ASCII only where case does not count', () => {
  const schema = new Schema([table('Users'), table('users'), table('É')])
  expect(schema.findTable({ name: 'users' }, false)?.name).toBe('users')
  expect(schema.findTable({ name: 'USERS' }, false)?.name).toBe('Users')
  expect(schema.findTable({ name: 'USERS' }, true)).toBeUndefined()
  expect(schema.findTable({ name: 'é' }, false)).toBeUndefined()
  schema.remove({ kind: 'table', name: 'Users' })
  expect(schema.findTable({ name: 'USERS' }, false)?.name).toBe('users')
  schema.put(table('New'))
  expect(schema.findTable({ name: 'new' }, false)?.name).toBe('New')
})

test('a clone does not share what is changed', () => {
  const schema = new Schema([table('a')])
  const clone = schema.clone()
  clone.put(table('b'))
  expect(schema.size).toBe(1)
})
