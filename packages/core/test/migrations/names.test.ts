import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { findMigrations } from '../../src/migrations/find.ts'
import { loadMigration } from '../../src/migrations/load.ts'
import { nearest } from '../../src/migrations/nearest.ts'
import { newMigrationName, renderEmptyMigration, writeNewMigration } from '../../src/migrations/new-file.ts'
import { resolveName } from '../../src/migrations/resolve-name.ts'
import { slug } from '../../src/migrations/slug.ts'
import { failure, project } from './support.ts'

const now = new Date('2026-11-23T10:15:00.999Z')

describe('the name of a new migration', () => {
  test('is the moment in UTC and the title', () => {
    expect(newMigrationName(now, 'Create users', [])).toBe('20261123101500_create_users')
  })

  test.each([
    ['an older one', ['m/20261123101459_a', 'm/001_b', 'm/1700000000000_c'], '20261123101500'],
    ['one of the same second', ['m/20261123101500_a'], '20261123101501'],
    ['one in the future', ['m/20291231235959_a', 'm/20261123101500_b'], '20300101000000'],
    ['one that is no moment', ['m/20261323101500_a'], '20261323101501'],
    ['a longer one', ['m/20261123101500123_a'], '20261123101500124'],
    ['one without a revision', ['m/baseline'], '20261123101500'],
  ])('is above every known revision: %s', (_, known, revision) => {
    expect(newMigrationName(now, 'x', known)).toBe(`${revision}_x`)
  })

  test.each([
    ['Create users table', 'create_users_table'],
    ['CreateUsersTable', 'create_users_table'],
    ['addURLToHTTPRoutes2', 'add_url_to_http_routes2'],
    ['  add -- Größe, œuvre & Łódź!  ', 'add_grosse_oeuvre_lodz'],
    ['Ünïcödé', 'unicode'],
    ['ﬁx', 'fix'],
    ['a/b\\c:d', 'a_b_c_d'],
    ['İstanbul', 'istanbul'],
  ])('%s becomes %s', (title, expected) => {
    expect(slug(title)).toBe(expected)
  })

  test.each(['', '   ', '???', '用户', '😀', 'x'.repeat(201)])(
    'needs something that a file name can have: %j',
    async (title) => {
      expect((await failure(() => newMigrationName(now, title, []))).code).toBe('LITHIFY_E_MIGRATION_NAME')
    },
  )
})

describe('a new migration file', () => {
  test.each(['ts', 'mjs', 'sql'] as const)('is found, and loads once it is filled in: %s', async (format) => {
    const root = project()
    const text = renderEmptyMigration(format)
      .replace('-- migrate:up\n', '-- migrate:up\nselect 1;')
      .replace('// m.createTable', 'm.createTable')
    const path = await writeNewMigration(root, 'database/migrations', { name: '1_a', format, text })
    expect(path).toBe(join(root, `database/migrations/1_a.${format}`))
    const [file] = (await findMigrations(root, ['database/migrations'])).files
    if (!file) throw new Error('not found')
    const { up, down } = await loadMigration(file, { root })
    expect(up.transaction).toBe(true)
    // An empty down would undo nothing and say that it had.
    expect(down).toBeUndefined()
  })

  test('is nothing that can be run by mistake', async () => {
    const root = project({ 'm/1_a.sql': renderEmptyMigration('sql') })
    const [file] = (await findMigrations(root, ['m'])).files
    if (!file) throw new Error('not found')
    expect((await failure(() => loadMigration(file, { root }))).code).toBe('LITHIFY_E_MIGRATION_EMPTY')
  })

  test('is never written over another one', async () => {
    const root = project({ 'm/1_a.sql': 'mine' })
    const error = await failure(() => writeNewMigration(root, 'm', { name: '1_a', format: 'sql', text: 'yours' }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_MIGRATION_EXISTS', data: { file: 'm/1_a.sql' } })
    expect(readFileSync(join(root, 'm/1_a.sql'), 'utf8')).toBe('mine')
  })
})

describe('naming a migration on the command line', () => {
  const names = [
    'm/20260101000000_create_users',
    'm/20260102000000_create_invoices',
    'm/20260103000000_users',
    'tenants/20260101000000_create_users',
    'm/1_x',
  ]

  test.each([
    ['m/20260101000000_create_users', 'm/20260101000000_create_users'],
    ['./m/20260101000000_create_users.sql', 'm/20260101000000_create_users'],
    ['m\\20260102000000_create_invoices.ts', 'm/20260102000000_create_invoices'],
    ['20260102000000_create_invoices', 'm/20260102000000_create_invoices'],
    ['20260102000000', 'm/20260102000000_create_invoices'],
    ['create_invoices', 'm/20260102000000_create_invoices'],
    ['oices', 'm/20260102000000_create_invoices'],
    ['tenants/20260101000000_create_users', 'tenants/20260101000000_create_users'],
    ['1', 'm/1_x'],
  ])('%s', (input, name) => {
    expect(resolveName(input, names)).toBe(name)
  })

  test.each(['create_users', '20260101000000', 'users'])('%s could be several', async (input) => {
    const error = await failure(() => resolveName(input, names))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_NOT_FOUND')
    expect(error.message).toContain('could be')
    expect((error.data['matches'] as string[]).length).toBeGreaterThan(1)
  })

  test.each([
    ['create_invioces', 'create_invoices'],
    ['m/20260102000000_create_invoicez', 'm/20260102000000_create_invoices'],
  ])('%s: did you mean', async (input, meant) => {
    const error = await failure(() => resolveName(input, names))
    expect(error).toMatchObject({ code: 'LITHIFY_E_MIGRATION_NOT_FOUND', hint: `Did you mean ${meant}?` })
  })

  test.each(['', ' ', '/', 'nothing like it at all'])('%j is none', async (input) => {
    expect((await failure(() => resolveName(input, names))).code).toBe('LITHIFY_E_MIGRATION_NOT_FOUND')
    expect((await failure(() => resolveName(input, []))).code).toBe('LITHIFY_E_MIGRATION_NOT_FOUND')
  })
})

test.each([
  ['migratons', 'migrations'],
  ['mgirations', 'migrations'],
  ['MIGRATIONS', 'migrations'],
  ['schemas', undefined],
  ['x', undefined],
])('nearest to %s is %s', (input, expected) => {
  expect(nearest(input, ['history', 'migrations', 'up'])).toBe(expected)
})
