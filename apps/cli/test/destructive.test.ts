import { describe, expect, test } from 'vitest'
import { query, tables } from './support/database.ts'
import { documentOf, expectFailure } from './support/expect.ts'
import { two } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

/** A database with a row that would be missed. */
async function precious(): Promise<TestProject> {
  const insert = `-- migrate:up\ninsert into users values (1, 'Ada');\n-- migrate:down\nselect 1;\n`
  const made = await project({
    files: { 'lithify.config.mjs': config, ...two, 'database/migrations/20260103000000_ada.sql': insert },
  })
  expect((await made.lithify('run')).code).toBe(0)
  return made
}

describe('data loss', () => {
  test.each(['rollback', 'fresh', 'reset', 'refresh'])(
    '%s without a terminal is refused, and names --force',
    async (command) => {
      const { lithify, path } = await precious()
      const answer = await lithify(command)
      expectFailure(answer, { code: 'LITHIFY_E_CONFIRMATION', exit: 1, hint: '--force' })
      expect(await query(path('app.db'), 'select name from users')).toEqual([{ name: 'Ada' }])
      expect(documentOf(await lithify(`${command} --json`)).error).toMatchObject({
        code: 'LITHIFY_E_CONFIRMATION',
        hint: expect.stringContaining('--force'),
      })
    },
  )

  test.each(['rollback', 'fresh', 'reset', 'refresh'])('%s --force goes on', async (command) => {
    const { lithify } = await precious()
    expect((await lithify(`--force ${command}`)).code).toBe(0)
  })

  test('a rollback that loses no row asks nothing', async () => {
    const { lithify, path } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    await lithify('run')
    expect((await lithify('rollback')).code).toBe(0)
    expect(await tables(path('app.db'))).not.toContain('users')
  })
})
