import { describe, expect, test } from 'vitest'
import { documentOf, expectFailure, expectNoStack } from './support/expect.ts'
import { project } from './support/project.ts'

describe('init', () => {
  test('writes a config and the folder for migrations, and says what to type next', async () => {
    const { lithify, read, exists } = await project({ files: {} })
    const answer = await lithify('init')
    expect(answer).toMatchObject({ code: 0, stderr: '' })
    expect(answer.stdout).toBe(
      '  ✓ lithify.config.mjs\n  ✓ database/migrations/\nNext:\n  lithify new create_users --empty\n  lithify run\n',
    )
    expect(await read('lithify.config.mjs')).toContain(`url: 'sqlite:app.db'`)
    expect(exists('database/migrations')).toBe(true)
  })

  test('what it wrote works as it is', async () => {
    const { lithify, exists } = await project({ files: { 'tsconfig.json': '{}' } })
    await lithify('init')
    expect(exists('lithify.config.ts')).toBe(true)
    expect((await lithify('new create_users --empty --sql')).code).toBe(0)
    expect((await lithify('status')).stdout).toContain('none applied, 1 pending')
  })

  test('TypeScript is recognised by tsconfig.json or by the dependency', async () => {
    const { lithify, exists } = await project({
      files: { 'package.json': '{ "devDependencies": { "typescript": "6" } }' },
    })
    await lithify('init')
    expect(exists('lithify.config.ts')).toBe(true)
  })

  test('packages that are missing come first, in the words of the project’s package manager', async () => {
    const { lithify } = await project({ files: { 'pnpm-lock.yaml': '' }, installed: [] })
    expect(documentOf(await lithify('init --dialect postgres --json')).result).toMatchObject({
      next: ['pnpm add lithify @lithify/dialect-postgres', 'lithify new create_users --empty', 'lithify run'],
    })
  })

  test('never overwrites: a second time it changes nothing', async () => {
    const { lithify, read, write } = await project({ files: {} })
    await lithify('init')
    await write({ 'lithify.config.mjs': '// mine' })
    const answer = await lithify('init --json')
    expect(documentOf(answer).result).toMatchObject({
      created: [],
      kept: ['lithify.config.mjs', 'database/migrations/'],
    })
    expect(await read('lithify.config.mjs')).toBe('// mine')
  })

  test('a server’s address goes into the environment, never into the config', async () => {
    const { lithify, read } = await project({ files: {} })
    const answer = await lithify('init --url postgres://me:hunter2@host/db')
    expect(await read('lithify.config.mjs')).toContain(`dialect: 'postgres',\n      url: env('DATABASE_URL'),`)
    expect((await read('lithify.config.mjs')) + answer.stdout + answer.stderr).not.toContain('hunter2')
  })

  test('without a word about the database, DATABASE_URL says which it is, and the config reads it from there', async () => {
    for (const [url, dialect] of [
      ['postgresql://me:hunter2@host/db', 'postgres'],
      ['mariadb://me:hunter2@host/db', 'mysql'],
      ['sqlite:elsewhere.db', 'sqlite'],
    ] as const) {
      const { lithify, read } = await project({ files: {} })
      const answer = await lithify('init', { env: { DATABASE_URL: url } })
      const written = await read('lithify.config.mjs')
      expect(written).toContain(`dialect: '${dialect}',\n      url: env('DATABASE_URL'),`)
      expect(written + answer.stdout + answer.stderr).not.toMatch(/hunter2|elsewhere/)
    }
  })

  test('what is said on the command line goes before DATABASE_URL', async () => {
    const env = { DATABASE_URL: 'postgres://me:hunter2@host/db' }
    const flag = await project({ files: {} })
    await flag.lithify('init --url sqlite:mine.db', { env })
    expect(await flag.read('lithify.config.mjs')).toContain(`dialect: 'sqlite',\n      url: 'sqlite:mine.db',`)
    const named = await project({ files: {} })
    await named.lithify('init --dialect mysql', { env })
    expect(await named.read('lithify.config.mjs')).toContain(`dialect: 'mysql',\n      url: env('DATABASE_URL'),`)
  })

  test('a DATABASE_URL that is none is named, and nothing is written', async () => {
    const { lithify, exists } = await project({ files: {} })
    const answer = await lithify('init', { env: { DATABASE_URL: 'app.db' } })
    expectFailure(answer, {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      hint: /lithify init --url sqlite:app\.db/,
      says: /DATABASE_URL takes a URL with a scheme; app\.db has none/,
    })
    expect(exists('lithify.config.mjs')).toBe(false)
  })

  test('a path with quotes survives the config', async () => {
    const { lithify, exists, lithifyWith } = await project({ files: {} })
    await lithifyWith(['init', '--url', `sqlite:it's "mine" \\ ☃.db`])
    expect((await lithify('run')).code).toBe(0)
    expect(exists(`it's "mine" \\ ☃.db`)).toBe(true)
  })

  test('where a file is in the way: its path, no stack', async () => {
    const { lithify } = await project({ files: { database: 'a file' } })
    const answer = await lithify('init')
    expect(answer).toMatchObject({ code: 1, stderr: expect.stringMatching(/LITHIFY_E_FILE .*database/) })
    expectNoStack(answer)
  })
})

describe('new', () => {
  test.each([
    ['', 'mjs'],
    ['--sql', 'sql'],
    ['--ts', 'ts'],
    ['--mjs', 'mjs'],
  ])('--empty %s writes a %s file named after the moment and the title', async (flag, format) => {
    const { lithify, exists } = await project()
    const document = documentOf(await lithify(`new Add the invoices! --empty ${flag} --json`))
    const { name } = document.result as { name: string; path: string }
    expect(name).toMatch(/^database\/migrations\/\d{14}_add_the_invoices$/)
    expect(exists(`${name}.${format}`)).toBe(true)
  })

  test('the format follows the config: TypeScript beside TypeScript, SQL where there is no config in code', async () => {
    const json = JSON.stringify({ connections: { primary: { dialect: 'sqlite', url: 'sqlite:app.db' } } })
    for (const [files, format] of [
      [{ 'lithify.config.ts': `export default ${json}` }, 'ts'],
      [{ 'lithify.config.json': json }, 'sql'],
    ] as const) {
      const { lithify, exists } = await project({ files })
      const { name } = documentOf(await lithify('new title --empty --json')).result as { name: string }
      expect(exists(`${name}.${format}`)).toBe(true)
    }
  })

  test('without --empty says that it has to be written by hand', async () => {
    const { lithify } = await project()
    expectFailure(await lithify('new create users'), {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      hint: 'lithify new create_users --empty',
    })
  })

  test('a migration that was not filled is refused, not recorded', async () => {
    const { lithify } = await project()
    await lithify('new nothing --empty')
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_MIGRATION_EMPTY', exit: 1, hint: /^(?!no hint)/ })
  })

  test('a title without a letter', async () => {
    const { lithify } = await project()
    expectFailure(await lithify('new ☃ --empty'), { code: 'LITHIFY_E_MIGRATION_NAME', exit: 1, hint: /^(?!no hint)/ })
  })
})
