import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { tables } from './support/database.ts'
import { documentOf, expectFailure, expectNoStack } from './support/expect.ts'
import { createTable, createUsers, failing, two } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

const directory = 'database/migrations'

function migrations(files: Record<string, string>): Record<string, string> {
  const named = Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text])
  return { 'lithify.config.mjs': config, ...Object.fromEntries(named) }
}

describe('a migration', () => {
  test('whose SQL the server refuses: file, line, column, the lines around it with a caret, and nothing of it applied', async () => {
    const { lithify, path } = await project({
      files: migrations({ '1_users.sql': createUsers, '2_tags.sql': failing }),
    })
    const answer = await lithify('run')
    expectFailure(answer, { code: 'LITHIFY_E_STATEMENT', exit: 1, hint: 'lithify run', says: /2_tags\.sql:4:\d+/ })
    expect(answer.stdout).toMatch(/✓ 1_users .*\n {2}✗ 2_tags\n$/)
    expect(answer.stderr).toContain('› 4 │   name text not nul')
    expect(answer.stderr).toMatch(/│ +\^ .*nul/)
    expect(await tables(path('app.db'))).not.toContain('tags')
    expect(documentOf(await lithify('run --json')).error?.data).toMatchObject({
      file: `${directory}/2_tags.sql`,
      line: 4,
    })
  })

  test('in SQL that does not parse: where the string begins that never ends', async () => {
    const { lithify } = await project({
      files: migrations({ '1_a.sql': `-- migrate:up\ninsert into t values ('oops);\n` }),
    })
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_SCRIPT', exit: 1, hint: /^(?!no hint)/, says: '1_a.sql:2' })
  })

  test.each([
    ['1_a.ts', 'export default migration({'],
    ['1_a.mjs', 'export default {{'],
    ['1_a.cjs', 'module.exports = {{'],
    ['1_a.js', 'export default {{'],
  ])('in code that does not parse (%s)', async (name, text) => {
    const { lithify } = await project({ files: migrations({ [name]: text }) })
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_MIGRATION_LOAD', exit: 1, hint: /^(?!no hint)/, says: name })
  })

  test.each(['1_a.ts', '1_a.mjs'])('that throws while it is loaded (%s)', async (name) => {
    const { lithify } = await project({ files: migrations({ [name]: `throw new Error('no such luck')` }) })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_LOAD',
      exit: 1,
      hint: /^(?!no hint)/,
      says: 'no such luck',
    })
  })

  test('whose up throws', async () => {
    const text = `import { migration } from 'lithify'\nexport default migration({ up() { throw new Error('no such luck') } })`
    const { lithify } = await project({ files: migrations({ '1_a.mjs': text }) })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_THREW',
      exit: 1,
      hint: /^(?!no hint)/,
      says: 'no such luck',
    })
  })

  test.each([
    ['1_a.mjs', 'export const up = 1'],
    ['1_a.mjs', 'export default 3'],
    ['1_a.ts', ''],
  ])('that exports nothing of use (%s: %j)', async (name, text) => {
    const { lithify } = await project({ files: migrations({ [name]: text }) })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_INVALID',
      exit: 1,
      hint: /^(?!no hint)/,
      says: name,
    })
  })

  test('that does nothing', async () => {
    const { lithify } = await project({ files: migrations({ '1_a.sql': '-- migrate:up\n-- soon\n' }) })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_EMPTY',
      exit: 1,
      hint: /^(?!no hint)/,
      says: '1_a',
    })
  })

  test('whose name another has', async () => {
    const { lithify } = await project({
      files: migrations({ '1_a.sql': createTable('a'), '1_a.mjs': 'export default 1' }),
    })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_DUPLICATE',
      exit: 1,
      hint: /^(?!no hint)/,
      says: /1_a\.(sql|mjs)/,
    })
  })

  test('that was edited after it was applied', async () => {
    const { lithify, write } = await project({ files: migrations({ '1_users.sql': createUsers }) })
    await lithify('run')
    await write({ [`${directory}/1_users.sql`]: createUsers.replace('name text', 'label text') })
    const answer = await lithify('run')
    expect(answer.stderr).toContain('1_users')
    expectFailure(answer, {
      code: /LOCK_FILE_CHANGED/.test(answer.stderr) ? 'LITHIFY_E_LOCK_FILE_CHANGED' : 'LITHIFY_E_MIGRATION_CHANGED',
      exit: 1,
      hint: /lithify|git/,
    })
    await rm((await lockOf(lithify)).path, { force: true })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_MIGRATION_CHANGED',
      exit: 1,
      hint: 'git checkout',
      says: '1_users',
    })
    const status = await lithify('status --exit-code')
    expect(status).toMatchObject({ code: 2, stdout: expect.stringContaining('edited since it was applied') })
  })

  test('that was applied and whose file is gone', async () => {
    const { lithify, path } = await project({
      files: migrations({ '1_users.sql': createUsers, '2_a.sql': createTable('a') }),
    })
    await lithify('run')
    await rm(path(directory, '1_users.sql'))
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_',
      exit: 1,
      hint: /version control|lithify lock/,
      says: '1_users',
    })
    const status = await lithify('status --exit-code')
    expect(status).toMatchObject({ code: 2, stdout: expect.stringContaining('its file is gone') })
    expect((await lithify('run --allow-missing')).code).toBe(0)
  })

  test('that lets something fail which it does not wait for', async () => {
    const text = `import { migration } from 'lithify'
export default migration({
  async up(m) {
    m.createTable('a', (t) => t.id())
    void Promise.reject(new Error('no such luck'))
    await new Promise((done) => setTimeout(done, 5000))
  },
})`
    const { lithify, path } = await project({ files: migrations({ '1_a.mjs': text }) })
    const answer = await lithify('run --json')
    expect(answer).toMatchObject({ code: 1, stderr: expect.stringContaining('no such luck') })
    expect(documentOf(answer)).toMatchObject({ command: 'run', ok: false })
    expectNoStack(answer)
    expect(await tables(path('app.db'))).not.toContain('a')
  })

  test('that no name matches', async () => {
    const { lithify } = await project({ files: migrations({ '1_users.sql': createUsers }) })
    expectFailure(await lithify('run --to 2_posts'), {
      code: 'LITHIFY_E_MIGRATION_NOT_FOUND',
      exit: 1,
      hint: /^(?!no hint)/,
      says: '2_posts',
    })
  })
})

async function lockOf(lithify: TestProject['lithify']): Promise<{ path: string }> {
  return documentOf(await lithify('lock --json')).result as { path: string }
}

describe('a database', () => {
  test('in a folder that does not exist', async () => {
    const { lithify } = await project({
      files: { 'lithify.config.mjs': config.replace('app.db', 'no/such/folder/app.db'), ...two },
    })
    expectFailure(await lithify('run'), {
      code: 'LITHIFY_E_CONNECT',
      exit: 1,
      hint: /^(?!no hint)/,
      says: 'no/such/folder',
    })
  })

  test('that is a folder, or no database', async () => {
    const { lithify } = await project({ files: { 'lithify.config.mjs': config.replace('app.db', 'database'), ...two } })
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_CONNECT', exit: 1, hint: /^(?!no hint)/ })
    expectFailure(await lithify('run --url sqlite:lithify.config.mjs'), {
      code: 'LITHIFY_E_CONNECT',
      exit: 1,
      hint: /^(?!no hint)/,
    })
  })

  test('with tables and no history is left alone', async () => {
    const { lithify, path, write } = await project({ files: migrations({ '1_users.sql': createUsers }) })
    await lithify('run --url sqlite:app.db')
    await write({
      'lithify.config.mjs': config.replace(
        `url: 'sqlite:app.db'`,
        `url: 'sqlite:app.db', history: { migrations: 'h', versions: 'v' }`,
      ),
    })
    expectFailure(await lithify('run'), { code: 'LITHIFY_E_NOT_EMPTY', exit: 1, hint: /^(?!no hint)/ })
    expect(await tables(path('app.db'))).toEqual(['lithify_migrations', 'lithify_versions', 'users'])
  })
})

async function dumped(): Promise<TestProject> {
  const made = await project({ files: { 'lithify.config.mjs': config, ...two } })
  expect((await made.lithify('run')).code).toBe(0)
  expect((await made.lithify('dump')).code).toBe(0)
  return made
}

describe('a dump', () => {
  const dump = 'database/schema/primary-schema.sql'
  const manifest = 'database/schema/primary-schema.meta.json'

  test('whose manifest is truncated', async () => {
    const { lithify, read, write, exists, path } = await dumped()
    await write({ [manifest]: (await read(manifest)).slice(0, 60) })
    expectFailure(await lithify('run --url sqlite:fresh.db'), {
      code: 'LITHIFY_E_MANIFEST_INVALID',
      exit: 1,
      hint: /^(?!no hint)/,
      says: 'primary-schema.meta.json',
    })
    expect(exists('fresh.db') && (await tables(path('fresh.db'))).length > 0).toBe(false)
  })

  test('whose manifest a newer lithify wrote', async () => {
    const { lithify, read, write } = await dumped()
    await write({ [manifest]: (await read(manifest)).replace('"version": 1', '"version": 2') })
    expectFailure(await lithify('run --url sqlite:fresh.db'), {
      code: 'LITHIFY_E_MANIFEST_VERSION',
      exit: 1,
      hint: /^(?!no hint)/,
    })
  })

  test('whose manifest is another connection’s is ignored with a warning, and the migrations are run', async () => {
    const { lithify, read, write } = await dumped()
    await write({ [manifest]: (await read(manifest)).replace('"connection": "primary"', '"connection": "other"') })
    const answer = await lithify('run --url sqlite:fresh.db')
    expect(answer).toMatchObject({ code: 0, stderr: expect.stringMatching(/LITHIFY_W_\w+ .*other/) })
    expect(answer.stdout).toContain('✓ 20260101000000_create_users')
  })

  test('without its manifest', async () => {
    const { lithify, path } = await dumped()
    await rm(path(manifest))
    expectFailure(await lithify('run --url sqlite:fresh.db'), {
      code: 'LITHIFY_E_MANIFEST_MISSING',
      exit: 1,
      hint: 'lithify dump',
    })
  })

  test('that was edited by hand', async () => {
    const { lithify, read, write } = await dumped()
    await write({ [dump]: `${await read(dump)}\ncreate table sneaked_in (id integer);\n` })
    expectFailure(await lithify('run --url sqlite:fresh.db'), {
      code: 'LITHIFY_E_DUMP_CHANGED',
      exit: 1,
      hint: /lithify dump|git/,
    })
  })

  test('that was asked for and is not there', async () => {
    const { lithify } = await dumped()
    expectFailure(await lithify('run --url sqlite:fresh.db --schema-path no-such.sql'), {
      code: 'LITHIFY_E_DUMP_MISSING',
      exit: 1,
      hint: /^(?!no hint)/,
    })
  })
})
