import { describe, expect, test } from 'vitest'
import { documentOf, expectFailure } from './support/expect.ts'
import { two } from './support/migrations.ts'
import { config, project } from './support/project.ts'
import { tables } from './support/database.ts'

describe('bad input', () => {
  test('no config and no URL: says how to begin', async () => {
    const { lithify } = await project({ files: {} })
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_CONFIG_MISSING', exit: 78, hint: 'lithify init' })
  })

  test('a config that was named and is not there', async () => {
    const { lithify } = await project()
    expectFailure(await lithify('run --config other.ts'), {
      code: 'LITHIFY_E_CONFIG_MISSING',
      exit: 78,
      hint: 'lithify init',
      says: 'other.ts',
    })
  })

  test.each([
    ['lithify.config.mjs', `throw new Error('no such luck')`],
    ['lithify.config.ts', `const luck: string = 'such'\nthrow new Error('no ' + luck + ' luck')`],
    ['lithify.config.cjs', `throw new Error('no such luck')`],
  ])('%s throws: its own message, its place, no stack', async (name, text) => {
    const { lithify } = await project({ files: { [name]: text } })
    expectFailure(await lithify('status'), {
      code: 'LITHIFY_E_CONFIG_LOAD',
      exit: 78,
      hint: 'Mend the file',
      says: new RegExp(`${name}:${text.split('\n').length}(:\\d+)?\nno such luck\n`),
    })
  })

  test.each([
    ['lithify.config.mjs', 'export default {'],
    ['lithify.config.ts', 'export default defineConfig({ connections: { '],
    ['lithify.config.json', '{ "connections": '],
  ])('%s that does not parse', async (name, text) => {
    const { lithify } = await project({ files: { [name]: text } })
    expectFailure(await lithify('status'), {
      code: 'LITHIFY_E_CONFIG_LOAD',
      exit: 78,
      hint: 'Mend the file',
      says: name,
    })
  })

  test.each([
    ['lithify.config.mjs', 'export const config = {}', 'no default export'],
    ['lithify.config.ts', 'export const config = {}', 'no default export'],
    ['lithify.config.mjs', 'export default 3', 'exports number'],
    ['lithify.config.json', '[]', 'exports a list'],
    ['lithify.config.mjs', 'export default {}', 'connections'],
    ['lithify.config.mjs', 'export default { connections: {} }', 'connection'],
    ['lithify.config.mjs', `export default { connections: { primary: { dialect: 7 } } }`, 'dialect'],
    [
      'lithify.config.mjs',
      `export default { connections: { primary: { dialect: 'sqlite', migration: 'x' } } }`,
      'migration',
    ],
  ])('%s with %j is no config', async (name, text, says) => {
    const { lithify } = await project({ files: { [name]: text } })
    expectFailure(await lithify('status'), { code: 'LITHIFY_E_CONFIG_INVALID', exit: 78, hint: /^(?!no hint)/, says })
  })

  test('two config files in one folder: neither is taken silently', async () => {
    const { lithify } = await project({ files: { 'lithify.config.mjs': config, 'lithify.config.ts': config } })
    expectFailure(await lithify('status'), {
      code: 'LITHIFY_E_CONFIG_INVALID',
      exit: 78,
      hint: '--config lithify.config.ts',
    })
    expect((await lithify('status --config lithify.config.mjs')).code).toBe(0)
  })

  test('a dialect whose package is not installed: names the package', async () => {
    const text = config.replace(`'sqlite'`, `'nosuchdb'`)
    const { lithify } = await project({ files: { 'lithify.config.mjs': text } })
    expectFailure(await lithify('status'), {
      code: 'LITHIFY_E_DIALECT_MISSING',
      exit: 78,
      hint: '@lithify/dialect-nosuchdb',
    })
  })

  test('a URL that no installed dialect answers to', async () => {
    const { lithify } = await project({ files: {} })
    expectFailure(await lithify('status --url nosuchdb://me:hunter2@host/db'), {
      code: 'LITHIFY_E_DIALECT_MISSING',
      exit: 78,
      hint: /^(?!no hint)/,
    })
    expect((await lithify('status --url nosuchdb://me:hunter2@host/db --debug')).stderr).not.toContain('hunter2')
  })

  test('an unknown connection is refused with the nearest one', async () => {
    const { lithify } = await project()
    expectFailure(await lithify('status --connection primry'), {
      code: 'LITHIFY_E_CONFIG_CONNECTION',
      exit: 78,
      hint: 'primary',
    })
  })

  test('a variable that the config needs is not set', async () => {
    const text = `import { env } from 'lithify'\nexport default { connections: { primary: { dialect: 'sqlite', url: env('NO_SUCH_URL') } } }`
    const { lithify } = await project({ files: { 'lithify.config.mjs': text } })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_CONFIG_ENV',
      exit: 78,
      hint: /^(?!no hint)/,
      says: 'NO_SUCH_URL',
    })
    expect((await lithify('new title --empty')).code).toBe(0)
  })

  test('--json answers a config error with one document', async () => {
    const { lithify } = await project({
      files: { 'lithify.config.mjs': `throw new Error('at postgres://me:hunter2@host/db')` },
    })
    const answer = await lithify('status --json --debug')
    expect(answer.code).toBe(78)
    expect(documentOf(answer)).toMatchObject({
      command: 'status',
      ok: false,
      error: { code: 'LITHIFY_E_CONFIG_LOAD', detail: expect.stringContaining('Error') },
    })
    expect(answer.stdout + answer.stderr).not.toContain('hunter2')
  })
})

describe('where the config comes from', () => {
  const ts = `import { defineConfig, type Config } from 'lithify'\nconst url: string = 'sqlite:app.db'\nconst config: Config = { connections: { primary: { dialect: 'sqlite', url } } }\nexport default defineConfig(config)\n`
  const json = JSON.stringify({ connections: { primary: { dialect: 'sqlite', url: 'sqlite:app.db' } } })

  test.each([
    ['lithify.config.ts', ts],
    ['lithify.config.mts', ts],
    ['lithify.config.mjs', config],
    ['lithify.config.js', config],
    ['lithify.config.cjs', `module.exports = ${json}`],
    ['lithify.config.json', `\uFEFF${json}`],
    ['lithify.config.mjs', `export default Promise.resolve(${json})`],
  ])('%s', async (name, text) => {
    const { lithify, path } = await project({ files: { [name]: text, ...two } })
    const answer = await lithify('run')
    expect(answer).toMatchObject({ code: 0, stderr: '' })
    expect(await tables(path('app.db'))).toContain('posts')
  })

  test.each([
    ['lithify.config.ts', ts],
    ['lithify.config.mjs', config],
  ])('%s of a project that has installed nothing', async (name, text) => {
    const { lithify } = await project({ files: { [name]: text, ...two }, installed: [] })
    expect(await lithify('run')).toMatchObject({ code: 0, stderr: '' })
  })

  test('a dialect given as a factory', async () => {
    const text = `import sqlite from '@lithify/dialect-sqlite'\nexport default { connections: { primary: { dialect: sqlite({ url: 'sqlite:app.db' }) } } }`
    const { lithify, exists } = await project({ files: { 'lithify.config.mjs': text, ...two } })
    expect((await lithify('run')).code).toBe(0)
    expect((await lithify('run --url sqlite:other.db')).code).toBe(0)
    expect([exists('app.db'), exists('other.db')]).toEqual([true, true])
  })

  test('a folder above: its root is the project’s', async () => {
    const { lithify, exists, path } = await project({
      files: { 'lithify.config.mjs': config, ...two, 'src/deep/x.txt': '' },
    })
    expect((await lithify('run', { cwd: path('src/deep') })).code).toBe(0)
    expect([exists('app.db'), exists('src/deep/app.db')]).toEqual([true, false])
  })

  test('--config names any file', async () => {
    const { lithify, exists } = await project({ files: { 'settings/db.mjs': config } })
    expect((await lithify('run --config settings/db.mjs')).code).toBe(0)
    expect(exists('settings/app.db')).toBe(true)
  })

  test('no config: --url, else DATABASE_URL, with the default folders', async () => {
    const { lithify, path } = await project({ files: two })
    const answer = await lithify('run --url sqlite:one.db')
    expect(answer).toMatchObject({ code: 0, stderr: '' })
    expect(answer.stdout).toMatch(/^primary · SQLite [\d.]+ · one\.db\n/)
    expect((await lithify('run', { env: { DATABASE_URL: 'sqlite:two.db' } })).code).toBe(0)
    expect(await tables(path('two.db'))).toEqual(await tables(path('one.db')))
  })

  test('--url beside a config: the same files, another database', async () => {
    const { lithify, exists, path } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    expect((await lithify('run --url sqlite:other.db')).code).toBe(0)
    expect(exists('app.db')).toBe(false)
    expect(await tables(path('other.db'))).toContain('users')
  })

  test('DATABASE_URL does not override a config', async () => {
    const { lithify, exists } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    await lithify('run', { env: { DATABASE_URL: 'sqlite:other.db' } })
    expect([exists('app.db'), exists('other.db')]).toEqual([true, false])
  })
})
