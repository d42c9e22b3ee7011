import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { query, tables } from './support/database.ts'
import { documentOf } from './support/expect.ts'
import { start } from './support/lithify.ts'
import { createTable } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

/** Says by a file that it is at work, and takes its time. */
const slow = (ms: number): string => `import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { migration } from 'lithify'
export default migration({
  async up(m) {
    m.createTable('slow', (t) => t.id())
    await m.query('select 1')
    writeFileSync('at-work', '')
    await sleep(${ms})
  },
})
`

async function interrupted(ms: number): Promise<TestProject> {
  return project({
    files: {
      'lithify.config.mjs': config,
      'database/migrations/1_first.sql': createTable('first'),
      'database/migrations/2_slow.mjs': slow(ms),
      'database/migrations/3_last.sql': createTable('last'),
    },
  })
}

async function until(file: string): Promise<void> {
  for (let tries = 0; !existsSync(file); tries += 1) {
    if (tries > 500) throw new Error(`${file} never appeared`)
    await sleep(20)
  }
}

describe.skipIf(process.platform === 'win32')('a signal in the middle of a run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops it at the next safe place: 130, a consistent database, and the next run goes on',
    async (signal) => {
      const { root, path, lithify } = await interrupted(1000)
      const { child, answer } = start(['run', '--json'], { cwd: root })
      await until(path('at-work'))
      child.kill(signal)
      const ended = await answer
      expect(ended.code).toBe(130)
      expect(documentOf(ended)).toMatchObject({ command: 'run', ok: false, error: { code: 'LITHIFY_E_INTERRUPTED' } })

      const recorded = await query(path('app.db'), 'select name from lithify_migrations order by name')
      const rows = recorded.map(({ name }) => name)
      const present = await tables(path('app.db'))
      expect(present.includes('slow')).toBe(rows.includes('database/migrations/2_slow'))
      expect([present.includes('first'), present.includes('last')]).toEqual([true, false])

      expect((await lithify('run')).stdout).toContain('3 applied, none pending')
      expect(await tables(path('app.db'))).toEqual(expect.arrayContaining(['first', 'slow', 'last']))
    },
  )

  test('a second one ends it at once, and what was in progress is gone', async () => {
    const { root, path, lithify } = await interrupted(60_000)
    const { child, answer } = start(['run'], { cwd: root })
    await until(path('at-work'))
    child.kill('SIGINT')
    await sleep(200)
    child.kill('SIGINT')
    expect((await answer).code).toBe(130)
    expect(await tables(path('app.db'))).not.toContain('slow')
    expect((await lithify('status')).stdout).toContain('1 applied, 2 pending')
  })

  test('it reaches a script of nothing but SQL, whose driver never waits', async () => {
    const rows = Array.from({ length: 600_000 }, (_, index) => `insert into big values (${index});\n`).join('')
    const { root, path, lithify } = await project({
      files: {
        'lithify.config.mjs': config,
        'database/migrations/1_first.sql': createTable('first'),
        'database/migrations/2_big.sql': `-- migrate:up\ncreate table big (id integer);\n${rows}`,
      },
    })
    const { child, answer } = start(['run'], { cwd: root })
    let said = ''
    child.stdout?.on('data', (text: string) => {
      if (!said.includes('1_first') && (said += text).includes('1_first')) setTimeout(() => child.kill('SIGINT'), 400)
    })
    const ended = await answer
    expect(ended).toMatchObject({ code: 130, stderr: expect.stringContaining('LITHIFY_E_INTERRUPTED') })
    expect(await tables(path('app.db'))).toEqual(['first', 'lithify_migrations', 'lithify_versions'])
    expect((await lithify('status')).stdout).toContain('1 applied, 1 pending')
  })
})
