import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test, vi } from 'vitest'

import { isMigration } from '../../src/operations/migration.ts'
import { findMigrations } from '../../src/migrations/find.ts'
import { loadMigration } from '../../src/migrations/load.ts'
import type { CodeBody, LoadedMigration } from '../../src/migrations/migration-file.ts'
import { failure, project, write } from './support.ts'

// Under vitest an `import()` goes to vite. What is tested here is what Node does.
vi.mock('../../src/migrations/native-import.ts', async () => {
  const { compileFunction, constants } = await import('node:vm')
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  return { nativeImport: compileFunction('return import(url)', ['url'], { importModuleDynamically }) }
})

async function loadIn(root: string, path: string): Promise<LoadedMigration> {
  const { files } = await findMigrations(root, ['m'])
  const file = files.find((found) => found.path === join(root, path))
  if (!file) throw new Error(`${path} is no migration`)
  return await loadMigration(file, { root })
}

async function load(path: string, content: string, others: Record<string, string> = {}): Promise<LoadedMigration> {
  return await loadIn(project({ ...others, [path]: content }), path)
}

/** What `up`, or `down`, answers when it is given "builder". */
function call(body: LoadedMigration['down']): unknown {
  return (body as CodeBody).run('builder')
}

const esm = { 'package.json': '{"type":"module"}' }
const commonjs = { 'package.json': '{"type":"commonjs"}' }

describe('a migration in code', () => {
  const withHelper = `import { migration } from '@lithify/core'
export default migration({ description: 'Users', transaction: false, allowEmpty: true, up: (m) => ['up', m], down: (m) => ['down', m] })`

  test.each(['m/1.ts', 'm/1.mts', 'm/1.js', 'm/1.mjs'])(
    'is what %s exports through the helper of this core',
    async (path) => {
      const { up, down, description, allowEmpty } = await load(path, withHelper)
      expect({ description, allowEmpty }).toEqual({ description: 'Users', allowEmpty: true })
      expect([up, down]).toMatchObject([
        { kind: 'code', transaction: false },
        { kind: 'code', transaction: false },
      ])
      expect([call(up), call(down)]).toEqual([
        ['up', 'builder'],
        ['down', 'builder'],
      ])
    },
  )

  test.each(['m/1.cjs', 'm/1.js', 'm/1.cts'])('may be CommonJS: %s', async (path) => {
    const { up } = await load(
      path,
      `const { migration } = require('lithify')\nmodule.exports = migration({ up: (m) => m })`,
      commonjs,
    )
    expect(call(up)).toBe('builder')
  })

  test.each([
    ['a plain default export', 'export default { up: (m) => m }'],
    ['a named export', 'export const migration = { up: (m) => m }'],
    ['functions of the module', 'export function up(m) { return m }'],
    ['a default compiled to CommonJS', 'exports.__esModule = true; exports.default = { up: (m) => m }'],
    ['a method that uses this', 'export default { value: 1, up(m) { return this.value === 1 ? m : undefined } }'],
    ['top-level await', 'const m = await Promise.resolve({ up: (m) => m }); export default m'],
  ])('may be %s', async (_, content) => {
    for (const path of ['m/1.ts', 'm/1.js', 'm/1.mjs']) {
      if (path === 'm/1.mjs' && content.startsWith('exports.')) continue
      expect(call((await load(path, content)).up)).toBe('builder')
    }
  })

  test('has a transaction, no description and no down unless it says so', async () => {
    expect(await load('m/1.mjs', 'export function up() {}')).toMatchObject({
      up: { transaction: true },
      down: undefined,
      description: undefined,
      allowEmpty: false,
    })
    expect((await load('m/1.mjs', 'export default { up() {}, down: false }')).down).toBe(false)
  })

  test('may use what only TypeScript has, and import its neighbours', async () => {
    const content = `import { table } from './helpers/names'
enum Kind { One = 'one' }
type Builder = string
export default { up: (m: Builder) => [m, table as string, Kind.One] satisfies string[] }`
    const others = { 'm/helpers/names.d.ts': 'export declare const table: string', 'lib.ts': '', 'm/helpers/.keep': '' }
    const root = project({
      'm/1.ts': content.replace('./helpers/names', '../lib/names'),
      'lib/names.ts': `export const table: string = 'users'`,
      ...others,
    })
    expect(call((await loadIn(root, 'm/1.ts')).up)).toEqual(['builder', 'users', 'one'])
  })

  test("uses the project's own lithify where Node finds one", async () => {
    const own = {
      'node_modules/lithify/package.json': '{"name":"lithify","type":"module","exports":"./index.js"}',
      'node_modules/lithify/index.js': `export const migration = (d) => ({ ...d, description: 'own' })`,
    }
    const { description } = await load(
      'm/1.mjs',
      `import { migration } from 'lithify'\nexport default migration({ up() {} })`,
      own,
    )
    expect(description).toBe('own')
  })

  test("gets this core's own module, brand included", async () => {
    const { up } = await load(
      'm/1.ts',
      `import { migration, isMigration } from 'lithify'\nconst made = migration({ up: () => [made, isMigration(made)] })\nexport default made`,
    )
    const [made, recognised] = call(up) as [unknown, boolean]
    expect(recognised).toBe(true)
    expect(isMigration(made)).toBe(true)
  })

  test.each(['m/1.ts', 'm/1.mjs', 'm/1.cjs', 'm/1.js'])('is evaluated anew after %s was edited', async (path) => {
    const content = (value: number): string =>
      path.endsWith('cjs') ? `exports.up = () => ${value}` : `export const up = () => ${value}`
    const root = project({ ...esm, [path]: content(1) })
    expect(call((await loadIn(root, path)).up)).toBe(1)
    write(root, path, content(2))
    expect(call((await loadIn(root, path)).up)).toBe(2)
    write(root, path, content(1))
    expect(call((await loadIn(root, path)).up)).toBe(1)
  })

  test('does not run anything when it is loaded', async () => {
    const { up } = await load('m/1.mjs', `export const up = () => { throw new Error('ran') }`)
    expect(() => call(up)).toThrow('ran')
  })

  test('keeps what was compiled in node_modules of the project, or nowhere', async () => {
    const root = project({ 'm/1.ts': 'export const up = (m: string) => m' })
    await loadIn(root, 'm/1.ts')
    expect(readdirSync(root)).toEqual(['m'])
    mkdirSync(join(root, 'node_modules'))
    await loadIn(root, 'm/1.ts')
    expect(readdirSync(join(root, 'node_modules/.cache/lithify')).length).toBe(1)
    expect(call((await loadIn(root, 'm/1.ts')).up)).toBe('builder')
  })
})

describe('pains 22: code that is no migration is an error and never an empty migration', () => {
  test.each([
    ['nothing', '', 'exports nothing'],
    ['an empty module', 'export {}', 'exports nothing'],
    ['an empty default', 'export default {}', 'exports nothing'],
    ['a misspelt up', 'export default { upp() {} }', 'without `up`'],
    ['a function', 'export default function (m) {}', 'exports a function'],
    ['a class', 'export default class CreateUsers { up() {} }', 'exports a class'],
    ['something else', 'export const table = 1', 'exports table'],
    ['an up that is no function', `export default { up: 'create table' }`, '`up` that is not a function'],
    ['a down that is true', 'export default { up() {}, down: true }', '`down` that is not a function or false'],
    ['a misspelt down', 'export default { up() {}, dwon() {} }', '`down` was probably meant'],
    [
      'a transaction that is a text',
      `export default { up() {}, transaction: 'no' }`,
      '`transaction` that is not true or false',
    ],
    ['null', 'export default null', 'without `up`'],
  ])('%s', async (_, content, problem) => {
    for (const path of ['m/1.ts', 'm/1.mjs', 'm/1.js']) {
      const error = await failure(() => load(path, content))
      expect(error.code).toBe('LITHIFY_E_MIGRATION_INVALID')
      expect(error.message).toContain(path)
      expect(error.message).toContain(problem)
      expect(error.hint).toContain('export default migration({ up(m)')
    }
  })
})

describe('code that cannot be evaluated is reported with its place', () => {
  const syntax = 'export default {\n  up(m) {\n    m.sql("x"\n  },\n}\n'
  const throws = `const settings = undefined\n\nexport const up = settings.up\n`

  test.each([
    ['a syntax error', 'm/1.ts', syntax, 'm/1.ts:4:3'],
    ['a syntax error', 'm/1.mjs', syntax, 'm/1.mjs:4:3'],
    ['a syntax error', 'm/1.js', syntax, 'm/1.js:4:3'],
    ['a syntax error', 'm/1.cjs', 'module.exports = {\n  up(m) {\n    const = 3\n  },\n}', 'm/1.cjs:3:11'],
    ['a throw', 'm/1.ts', `interface A {\n  a: number\n}\n${throws}`, 'm/1.ts:6'],
    ['a throw', 'm/1.mjs', throws, 'm/1.mjs:3:28'],
    ['a throw', 'm/1.cjs', `const settings = undefined\n\nexports.up = settings.up`, 'm/1.cjs:3:23'],
  ])('%s in %s', async (_, path, content, place) => {
    const error = await failure(() => load(path, content))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(error.message).toMatch(new RegExp(`^${place.replaceAll('.', '\\.')}: `))
    expect(error.message).not.toContain('\n')
    const [file, line, column] = place.split(':')
    expect(error.data).toEqual({
      name: 'm/1',
      file,
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
    })
    expect(error.cause).toBeInstanceOf(Error)
    expect(error.hint).toBeTruthy()
  })

  test('an error in a file that it imports', async () => {
    const error = await failure(() =>
      load('m/1.ts', `import '../lib/broken'\nexport const up = () => {}`, {
        'lib/broken.ts': 'export const x = 1\nexport const = 2\n',
      }),
    )
    expect(error.message).toMatch(/^lib\/broken\.ts:2:14: /)
    expect(error.data).toMatchObject({ name: 'm/1', file: 'lib/broken.ts', line: 2 })
  })

  test('a package that is not installed', async () => {
    for (const path of ['m/1.ts', 'm/1.mjs']) {
      const error = await failure(() => load(path, `import x from '@acme/missing/deep'\nexport const up = () => x`))
      expect(error.code).toBe('LITHIFY_E_MIGRATION_LOAD')
      expect(error.hint).toBe('npm install @acme/missing')
    }
  })

  test('a neighbour that does not exist', async () => {
    const error = await failure(() => load('m/1.mjs', `import x from './gone.mjs'\nexport const up = () => x`))
    expect(error.hint).toContain('./gone.mjs does not exist')
  })

  test.each(['"a text"', 'null', 'undefined', '42', 'Object.create(null)'])('a throw of %s', async (thrown) => {
    const error = await failure(() => load('m/1.mjs', `throw ${thrown}`))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(error.message).toContain('m/1.mjs')
  })

  test('a file that is gone by then', async () => {
    const file = { name: 'm/1', path: join(project(), 'm/1.sql'), format: 'sql', checksum: '' } as const
    expect((await failure(() => loadMigration(file, { root: '/' }))).code).toBe('LITHIFY_E_MIGRATION_LOAD')
    expect(
      (await failure(() => loadMigration({ ...file, path: join(project(), 'm/1.js'), format: 'code' }, { root: '/' })))
        .code,
    ).toBe('LITHIFY_E_MIGRATION_LOAD')
  })
})
