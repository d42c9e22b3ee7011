import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { checksumText } from '../../src/migrations/checksum.ts'
import { findMigrations } from '../../src/migrations/find.ts'
import { loadMigration } from '../../src/migrations/load.ts'
import type { MigrationFile } from '../../src/migrations/migration-file.ts'
import { failure, project, write } from './support.ts'

async function names(root: string, ...directories: string[]): Promise<string[]> {
  return (await findMigrations(root, directories)).files.map(({ name }) => name)
}

describe('finding migrations', () => {
  test('says name, place, format and checksum', async () => {
    const root = project({ 'database/migrations/20261123101500_create_users.sql': 'select 1;\r\n' })
    expect(await findMigrations(root, ['database/migrations'])).toEqual({
      files: [
        {
          name: 'database/migrations/20261123101500_create_users',
          path: join(root, 'database/migrations/20261123101500_create_users.sql'),
          format: 'sql',
          checksum: checksumText('select 1;\n'),
          content: Buffer.from('select 1;\r\n'),
        },
      ],
      others: [],
    })
  })

  test('keeps the bytes of a small script that it has hashed, and of nothing else', async () => {
    const root = project({
      'm/1.sql': '-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;',
      'm/2.sql': `select '${'x'.repeat(16 * 1024)}';`,
      'm/3.mjs': 'export default 1',
    })
    const { files } = await findMigrations(root, ['m'])
    expect(files.map(({ content }) => content?.length)).toEqual([49, undefined, undefined])
    // Whoever changes the file now changes neither what is recorded nor what is run.
    write(root, 'm/1.sql', 'drop table a;')
    const { up, down } = await loadMigration(files[0] as MigrationFile, { root })
    expect(up).toMatchObject({ text: 'select 1;\n', line: 2 })
    expect(down).toMatchObject({ text: 'select 2;', line: 4 })
  })

  test('takes .sql and every kind of code, and nothing else', async () => {
    const root = project({
      'm/1.sql': '',
      'm/2.ts': '',
      'm/3.mts': '',
      'm/4.cts': '',
      'm/5.js': '',
      'm/6.mjs': '',
      'm/7.cjs': '',
      'm/5.js.map': '',
      'm/2.d.ts': '',
      'm/3.d.mts': '',
      'm/README.md': '',
      'm/noextension': '',
      'm/sub/8.SQL': '',
      'm/.gitkeep': '',
      'm/.hidden/9.sql': '',
      'm/node_modules/x/10.js': '',
    })
    const { files, others } = await findMigrations(root, ['m'])
    expect(files.map(({ name, format }) => `${name} ${format}`)).toEqual([
      'm/1 sql',
      'm/2 code',
      'm/3 code',
      'm/4 code',
      'm/5 code',
      'm/6 code',
      'm/7 code',
    ])
    expect(others).toEqual(['m/2.d.ts', 'm/3.d.mts', 'm/5.js.map', 'm/sub/8.SQL', 'm/README.md', 'm/noextension'])
  })

  test('interleaves directories and folders by revision', async () => {
    const root = project({
      'b/2_b.sql': '',
      'a/10_c.sql': '',
      'a/deep/er/1_a.sql': '',
      'a/3_x.sql': '',
      'b/3_x.sql': '',
    })
    expect(await names(root, 'b', 'a')).toEqual(['a/deep/er/1_a', 'b/2_b', 'a/3_x', 'b/3_x', 'a/10_c'])
  })

  test('takes a directory that is missing for an empty one', async () => {
    expect(await findMigrations(project(), ['database/migrations'])).toEqual({ files: [], others: [] })
  })

  test('names files outside the root by the way to them', async () => {
    const root = project({ 'shared/1_a.sql': '', 'app/2_b.sql': '' })
    expect(await names(join(root, 'app'), '.', '../shared')).toEqual(['../shared/1_a', '2_b'])
    expect(await names(join(root, 'app'), join(root, 'shared'))).toEqual(['../shared/1_a'])
  })

  test('counts a file once that overlapping directories reach', async () => {
    const root = project({ 'm/1_a.sql': '', 'm/tenant/2_b.sql': '' })
    for (const directories of [
      ['m', 'm/tenant'],
      ['m/tenant', 'm'],
      ['m', 'm', './m/'],
    ]) {
      expect(await names(root, ...directories)).toEqual(['m/1_a', 'm/tenant/2_b'])
    }
  })

  test('follows symbolic links, counts what they lead back to once, and does not run in circles', async () => {
    const root = project({ 'm/real/1_a.sql': '', 'elsewhere/2_b.sql': '' })
    symlinkSync(join(root, 'm/real'), join(root, 'm/again'))
    symlinkSync(join(root, 'm'), join(root, 'm/real/circle'))
    symlinkSync(join(root, 'elsewhere/2_b.sql'), join(root, 'm/2_b.sql'))
    symlinkSync(join(root, 'elsewhere'), join(root, 'm/linked'))
    expect(await names(root, 'm')).toEqual(['m/real/1_a', 'm/2_b'])
  })

  test('takes one script under two names for two migrations', async () => {
    const root = project({ 'shared/reset.sql': 'select 1;' })
    mkdirSync(join(root, 'm'))
    symlinkSync(join(root, 'shared/reset.sql'), join(root, 'm/1_reset.sql'))
    symlinkSync(join(root, 'shared/reset.sql'), join(root, 'm/5_reset.sql'))
    expect(await names(root, 'm')).toEqual(['m/1_reset', 'm/5_reset'])
  })

  test('pains 18: a checkout with CRLF has the same checksums', async () => {
    const text = '-- migrate:up\ncreate table a (id int);\n'
    const root = project({ 'unix/1.sql': text, 'windows/1.sql': `\uFEFF${text.replaceAll('\n', '\r\n')}` })
    const { files } = await findMigrations(root, ['unix', 'windows'])
    expect(files[0]?.checksum).toBe(files[1]?.checksum)
  })
})

describe('what cannot be a set of migrations', () => {
  test('two files with one name', async () => {
    const root = project({ 'm/1_a.sql': '', 'm/1_a.ts': '' })
    const error = await failure(() => findMigrations(root, ['m']))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_DUPLICATE')
    expect(error.message).toContain('m/1_a.sql and m/1_a.ts')
    expect(error.data).toEqual({ name: 'm/1_a', files: ['m/1_a.sql', 'm/1_a.ts'] })
  })

  test.skipIf(process.platform !== 'linux')('two names that are one where case does not count', async () => {
    const root = project({ 'm/1_users.sql': '', 'm/1_Users.sql': '' })
    expect((await failure(() => findMigrations(root, ['m']))).data['files']).toEqual(['m/1_Users.sql', 'm/1_users.sql'])
  })

  test.skipIf(process.platform !== 'linux').each([
    ['a line feed', 'a\nb.sql'],
    ['a backslash', 'a\\b.sql'],
    ['a space at an end', 'a .sql'],
    ['a C1 control', 'a\u0085b.sql'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x2e, 0x73, 0x71, 0x6c])],
  ])('a name with %s', async (_, fileName) => {
    const root = project({ 'm/1_fine.sql': '' })
    write(root, 'm/2.sql', '')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(Buffer.concat([Buffer.from(`${root}/m/`), Buffer.from(fileName)]), '')
    const error = await failure(() => findMigrations(root, ['m']))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_NAME')
    expect(error.message).not.toContain('\n')
  })

  test('a name of more than 400 characters, and none of 400', async () => {
    const folder = `${'d'.repeat(196)}/${'e'.repeat(196)}`
    const fits = project({ [`m/${folder}/1_a${'b'.repeat(400 - folder.length - 6)}.sql`]: '' })
    expect((await names(fits, 'm'))[0]).toHaveLength(400)
    const long = project({ [`m/${folder}/1_a${'b'.repeat(401 - folder.length - 6)}.sql`]: '' })
    const error = await failure(() => findMigrations(long, ['m']))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_NAME')
    expect(error.data['length']).toBe(401)
  })

  test('a directory that is a file, and a link that points nowhere', async () => {
    const root = project({ m: '' })
    expect((await failure(() => findMigrations(root, ['m']))).code).toBe('LITHIFY_E_CONFIG_INVALID')
    mkdirSync(join(root, 'n'))
    symlinkSync(join(root, 'gone.sql'), join(root, 'n/1_a.sql'))
    const error = await failure(() => findMigrations(root, ['n']))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(error.message).toContain('1_a.sql')
  })
})

test('accents are stored in one spelling', async () => {
  const root = project({ ['m/1_cafe\u0301.sql']: '' })
  expect(await names(root, 'm')).toEqual(['m/1_caf\u00E9'])
})
