import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { resolveDialect } from '../../src/config/resolve-dialect.ts'
import { resolveProtocol } from '../../src/config/resolve-protocol.ts'
import type { DialectFactory } from '../../src/dialect.ts'
import { failure, project } from '../migrations/support.ts'
import { dialectPackage } from './support.ts'

function markOf(factory: DialectFactory): string {
  return factory().dialect.name
}

describe('a dialect by name', () => {
  test.each([
    [
      'ours before theirs',
      { ...dialectPackage('@lithify/dialect-toy', 'ours'), ...dialectPackage('lithify-dialect-toy', 'theirs') },
      'toy',
      'ours',
    ],
    [
      'theirs',
      { ...dialectPackage('lithify-dialect-toy', 'theirs'), ...dialectPackage('toy', 'bare', ['toy']) },
      'toy',
      'theirs',
    ],
    ['the package of that name', dialectPackage('toy', 'bare', ['toy']), 'toy', 'bare'],
    ['a package in a scope', dialectPackage('@acme/db', 'acme'), '@acme/db', 'acme'],
    ['the full name', dialectPackage('lithify-dialect-toy', 'full'), 'lithify-dialect-toy', 'full'],
  ])('is %s', async (_, files, name, mark) => {
    const bare =
      name === 'lithify-dialect-toy'
        ? {
            ...files,
            [`node_modules/${name}/package.json`]: JSON.stringify({
              name,
              type: 'module',
              exports: './index.js',
              lithify: { protocols: ['toy'] },
            }),
          }
        : files
    expect(markOf(await resolveDialect(name, [project(bare)]))).toBe(mark)
  })

  test("is the project's before that of the place where the CLI is installed", async () => {
    const cli = project({ ...dialectPackage('@lithify/dialect-toy', 'cli'), 'bin/x': '' })
    const app = project(dialectPackage('lithify-dialect-toy', 'app'))
    expect(markOf(await resolveDialect('toy', [app, join(cli, 'bin')]))).toBe('app')
    expect(markOf(await resolveDialect('toy', [project(), join(cli, 'bin')]))).toBe('cli')
  })

  test('may be a package that only `import` finds', async () => {
    const files = dialectPackage('@lithify/dialect-toy', 'esm')
    const manifest = JSON.stringify({
      name: '@lithify/dialect-toy',
      type: 'module',
      exports: { '.': { import: './index.js' } },
    })
    expect(
      markOf(
        await resolveDialect('toy', [
          project({ ...files, 'node_modules/@lithify/dialect-toy/package.json': manifest }),
        ]),
      ),
    ).toBe('esm')
  })

  test('may be CommonJS compiled from ES modules', async () => {
    const root = project({
      'node_modules/lithify-dialect-toy/package.json': '{"name":"lithify-dialect-toy"}',
      'node_modules/lithify-dialect-toy/index.js': `exports.__esModule = true; exports.default = () => ({ dialect: { name: 'cjs' } })`,
    })
    expect(markOf(await resolveDialect('toy', [root]))).toBe('cjs')
  })

  test('is missing: the error names the package to install', async () => {
    const error = await failure(() => resolveDialect('toy', [project(), project()]))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DIALECT_MISSING', hint: 'npm install @lithify/dialect-toy' })
    expect(error.data['packages']).toEqual(['@lithify/dialect-toy', 'lithify-dialect-toy', 'toy'])
  })

  test.each(['warehouse', 'fs'])('is not the driver or module of that name: %s', async (name) => {
    const root = project({
      'node_modules/warehouse/package.json': '{"name":"warehouse","type":"module","exports":"./index.js"}',
      'node_modules/warehouse/index.js': `export default () => { throw new Error('a connection was opened') }`,
    })
    const error = await failure(() => resolveDialect(name, [root]))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DIALECT_MISSING', hint: `npm install @lithify/dialect-${name}` })
    if (name === 'warehouse') expect(error.message).toContain('lithify.protocols')
  })

  test.each([
    ['has no default export', 'export const toy = 1', 'no dialect factory'],
    ['has a default export of another kind', 'export default { name: "toy" }', 'no dialect factory'],
    ['throws', 'throw new Error("the driver is not built")', 'the driver is not built'],
    ['does not parse', 'export default (', 'could not be loaded'],
  ])('is invalid when its package %s', async (_, content, problem) => {
    const root = project({
      ...dialectPackage('@lithify/dialect-toy', 'x'),
      'node_modules/@lithify/dialect-toy/index.js': content,
    })
    const error = await failure(() => resolveDialect('toy', [root]))
    expect(error.code).toBe('LITHIFY_E_DIALECT_INVALID')
    expect(error.message).toContain(problem)
  })

  test('is invalid when its package lacks the file that it exports', async () => {
    const root = project({
      'node_modules/@lithify/dialect-toy/package.json': '{"name":"@lithify/dialect-toy","exports":"./gone.js"}',
    })
    expect((await failure(() => resolveDialect('toy', [root]))).code).toMatch(/^LITHIFY_E_DIALECT_(?:INVALID|MISSING)$/)
  })
})

describe('a dialect by URL', () => {
  test.each([
    ['toy:app.db', dialectPackage('@lithify/dialect-toy', 'a', ['toy'])],
    ['TOY://h', dialectPackage('@lithify/dialect-toy', 'a', ['toy'])],
    ['toysql://h', dialectPackage('@lithify/dialect-toy', 'a', ['toy', 'toysql'])],
    ['toysql+x://h', dialectPackage('lithify-dialect-other', 'a', ['toysql+x'])],
    [
      'acme://h',
      {
        ...dialectPackage('@acme/db', 'a', ['acme']),
        'package.json': '{"devDependencies":{"left-pad":"1","@acme/db":"1"}}',
      },
    ],
  ])('%s', async (url, files) => {
    expect(markOf(await resolveProtocol(url, [project(files)]))).toBe('a')
  })

  test('is found in a folder above, and where the CLI is installed', async () => {
    const root = project({ ...dialectPackage('@lithify/dialect-toy', 'above', ['toy']), 'apps/web/package.json': '{}' })
    expect(markOf(await resolveProtocol('toy:a', [join(root, 'apps/web')]))).toBe('above')
    expect(markOf(await resolveProtocol('toy:a', [project(), root]))).toBe('above')
  })

  test('imports no package that does not claim the scheme', async () => {
    const trap = {
      ...dialectPackage('@lithify/dialect-trap', 'x', ['trap']),
      'node_modules/@lithify/dialect-trap/index.js': 'throw new Error("imported")',
    }
    expect(
      markOf(
        await resolveProtocol('toy:a', [
          project({ ...trap, ...dialectPackage('lithify-dialect-zzz', 'found', ['toy']) }),
        ]),
      ),
    ).toBe('found')
  })

  test('passes over a package.json that is broken', async () => {
    const root = project({
      'node_modules/@lithify/dialect-bad/package.json': '{',
      ...dialectPackage('lithify-dialect-zzz', 'found', ['toy']),
    })
    expect(markOf(await resolveProtocol('toy:a', [root]))).toBe('found')
  })

  test.each([
    ['toy:a', '@lithify/dialect-toy'],
    ['other://a:hunter2@h/x', '@lithify/dialect-other'],
  ])('is missing: %s', async (url, name) => {
    const error = await failure(() => resolveProtocol(url, [project()]))
    expect(error.code).toBe('LITHIFY_E_DIALECT_MISSING')
    expect(error.hint).toContain(`npm install ${name}`)
    expect(JSON.stringify([error.message, error.data])).not.toContain('hunter2')
  })

  test.each(['app.db', 'C:\\data\\app.db', '', '//h/x', 'user:pw@host/x?password=hunter2'])(
    'has to have a scheme: %j',
    async (url) => {
      const error = await failure(() => resolveProtocol(url, [project()]))
      expect(error.code).toMatch(url.startsWith('user') ? 'LITHIFY_E_DIALECT_MISSING' : 'LITHIFY_E_CONFIG_INVALID')
      expect(JSON.stringify([error.message, error.data])).not.toContain('hunter2')
    },
  )
})
