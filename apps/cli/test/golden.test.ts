import { describe, expect, test } from 'vitest'
import { query } from './support/database.ts'
import { documentOf } from './support/expect.ts'
import { steady } from './support/lithify.ts'
import { createTable, two } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

const users = '20260101000000_create_users'
const posts = '20260102000000_create_posts'

async function fresh(files: Record<string, string> = {}): Promise<TestProject> {
  return project({ files: { 'lithify.config.mjs': config, ...two, ...files } })
}

/** Stdout with times and versions made the same; nothing may stand on stderr. */
async function said(made: TestProject, args: string, code = 0): Promise<string> {
  const answer = await made.lithify(args)
  expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code, stderr: '' })
  return steady(answer.stdout)
}

describe('what people read', () => {
  test('run: names first, time last, then where it stands', async () => {
    const made = await fresh()
    expect(await said(made, 'run')).toBe(
      `primary · SQLite 3.x · app.db\n  ✓ ${users}  TIME\n  ✓ ${posts}  TIME\n2 applied, none pending\n`,
    )
    expect(await said(made, 'run')).toBe('primary · SQLite 3.x · app.db\n2 applied, none pending\n')
  })

  test('times are aligned', async () => {
    const made = await fresh({ 'database/migrations/3_x.sql': createTable('x') })
    const { stdout } = await made.lithify('run')
    const widths = stdout
      .split('\n')
      .filter((line) => line.startsWith('  ✓'))
      .map((line) => line.length)
    expect(new Set(widths).size).toBe(1)
  })

  test('run --step, run --to', async () => {
    const made = await fresh({ 'database/migrations/20260103000000_create_tags.sql': createTable('tags') })
    expect(await said(made, 'run --step 1')).toContain('1 applied, 2 pending\n')
    expect(await said(made, `run --to ${posts}`)).toContain('2 applied, 1 pending\n')
  })

  test('run --dry-run prints names and SQL, and touches nothing', async () => {
    const made = await fresh()
    const text = await said(made, 'run --dry-run')
    expect(text).toContain(
      `  · ${users}\n      create table users (id integer primary key, name text not null);\n  · ${posts}\n`,
    )
    expect(text).toMatch(/\ndry run: 2 would be applied, nothing was touched\n$/)
    expect(made.exists('app.db')).toBe(false)
  })

  test('status before there is a database, on the way, and after', async () => {
    const made = await fresh()
    expect(await said(made, 'status')).toBe(
      `primary\n  · ${users}               pending\n  · ${posts}               pending\nno database yet: lithify run creates it\nnone applied, 2 pending\n`,
    )
    expect(made.exists('app.db')).toBe(false)
    await made.lithify('run --step 1')
    expect(await said(made, 'status --exit-code', 2)).toBe(
      `primary · SQLite 3.x · app.db\n  ✓ ${users}               batch 1  WHEN\n  · ${posts}               pending\n1 applied, 1 pending\n`,
    )
    await made.lithify('run')
    expect(await said(made, 'status --exit-code')).toContain('2 applied, none pending\n')
  })

  test('rollback: the last batch, or as much as is asked for', async () => {
    const made = await fresh()
    await made.lithify('run --step 1')
    await made.lithify('run')
    expect(await said(made, 'rollback --dry-run')).toContain(`  · ${posts}\n`)
    expect(await said(made, 'rollback')).toBe(
      `primary · SQLite 3.x · app.db\n  ↓ ${posts}  TIME\n1 rolled back, 1 still applied\n`,
    )
    expect(await said(made, 'rollback --step 5')).toContain('1 rolled back, none still applied\n')
    expect(await said(made, 'rollback')).toContain('none rolled back, none still applied\n')
  })

  test('dump: both files, what is in them, what to do; then unchanged', async () => {
    const made = await fresh()
    await made.lithify('run')
    expect(await said(made, 'dump')).toBe(
      [
        'primary · SQLite 3.x · app.db',
        '  ◆ database/schema/primary-schema.sql        2 tables, 1 index',
        '  ◆ database/schema/primary-schema.meta.json  2 migrations',
        'written: commit both files',
        '',
      ].join('\n'),
    )
    const before = await made.read('database/schema/primary-schema.meta.json')
    expect(await said(made, 'dump')).toContain('unchanged\n')
    expect(await made.read('database/schema/primary-schema.meta.json')).toBe(before)
  })

  test('an empty database is booted from the dump, then gets what is newer', async () => {
    const made = await fresh()
    await made.lithify('run')
    await made.lithify('dump')
    await made.write({ 'database/migrations/20260103000000_create_tags.sql': createTable('tags') })
    expect(await said(made, 'run --url sqlite:second.db')).toBe(
      [
        'primary · SQLite 3.x · second.db',
        '  ◆ empty database: loaded database/schema/primary-schema.sql (2 migrations)  TIME',
        '  ✓ 20260103000000_create_tags  TIME',
        '3 applied, none pending',
        '',
      ].join('\n'),
    )
  })

  test('dump --prune: the files go, the names stay known', async () => {
    const made = await fresh()
    await made.lithify('run')
    const text = await said(made, 'dump --prune')
    expect(text).toContain(
      `  − database/migrations/${users}.sql\n  − database/migrations/${posts}.mjs\n2 files pruned: commit`,
    )
    expect([made.exists('database/migrations'), made.exists(`database/migrations/${users}.sql`)]).toEqual([true, false])
    expect(await said(made, 'status --exit-code')).toContain('2 pruned')
    const answer = await made.lithify('rollback --force')
    expect(answer).toMatchObject({ code: 1, stderr: expect.stringContaining('LITHIFY_E_PRUNED') })
    expect(await said(made, 'run --url sqlite:second.db')).toContain('(2 migrations)')
  })

  test('dump --data, --path', async () => {
    const made = await fresh({
      'database/migrations/20260103000000_rows.sql': `-- migrate:up\ninsert into users values (1, 'Ada'), (2, 'Grace');\n-- migrate:down\ndelete from users;\n`,
    })
    await made.lithify('run')
    expect(await said(made, 'dump --data users --path snapshots/it.sql')).toContain('    with 2 rows of users\n')
    expect(await made.read('snapshots/it.sql')).toContain('Grace')
    await made.lithify('run --url sqlite:second.db --schema-path snapshots/it.sql')
    expect(await query(made.path('second.db'), 'select name from users order by id')).toEqual([
      { name: 'Ada' },
      { name: 'Grace' },
    ])
  })

  test('paths are meant from where one stands', async () => {
    const made = await fresh({ 'sub/x': '' })
    await made.lithify('run')
    const answer = await made.lithify('dump --path here.sql', { cwd: made.path('sub') })
    expect(answer.code).toBe(0)
    expect(made.exists('sub/here.sql')).toBe(true)
  })

  test('fresh, reset, refresh', async () => {
    const made = await fresh()
    await made.lithify('run')
    expect(await said(made, 'refresh --force')).toMatch(
      / {2}↓ .*\n {2}↓ .*\n {2}✓ .*\n {2}✓ .*\n2 rolled back; 2 applied, none pending\n$/,
    )
    expect(await said(made, 'fresh --force')).toMatch(/\n\d+ objects dropped; 2 applied, none pending\n$/)
    expect(await said(made, 'reset --force')).toContain('2 rolled back, none still applied\n')
  })

  test('verify: what was looked at; a finding answers 2 under --exit-code only', async () => {
    const made = await fresh()
    await made.lithify('run')
    await made.lithify('dump')
    expect(await said(made, 'verify --exit-code')).toMatch(/^primary · .*\n( {2}✓ .+\n)+all agree\n$/)
    await made.write({ [`database/migrations/${users}.sql`]: '-- migrate:up\ncreate table users (id integer);\n' })
    const [soft, hard, offline] = [
      await made.lithify('verify'),
      await made.lithify('verify --exit-code'),
      await made.lithify('verify --exit-code --offline'),
    ]
    expect([soft.code, hard.code, offline.code]).toEqual([0, 2, 2])
    expect(hard.stderr).toMatch(/✗ LITHIFY_E_\w+ {2}.*create_users/)
    expect(hard.stdout).toMatch(/\d+ findings?: files and database do not agree\n$/)
  })

  test('lock: written, then unchanged', async () => {
    const made = await fresh()
    expect(await said(made, 'lock')).toMatch(
      /✓ lithify\.lock\n {4}\+ .*create_users\n {4}\+ .*create_posts\nwritten: commit it\n$/,
    )
    expect(await said(made, 'lock')).toContain('unchanged\n')
  })

  test('--quiet prints nothing when all is well, and errors all the same', async () => {
    const made = await fresh({ 'database/migrations/20260103000000_bad.sql': '-- migrate:up\nnonsense;\n' })
    expect(await said(made, 'run --step 2 --quiet')).toBe('')
    expect(await made.lithify('run -q')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('LITHIFY_E_STATEMENT'),
    })
  })

  test('migrations of several directories keep their folders', async () => {
    const directories = config.replace(`url: 'sqlite:app.db'`, `url: 'sqlite:app.db', migrations: ['a', 'b']`)
    const made = await project({
      files: { 'lithify.config.mjs': directories, 'a/1_x.sql': createTable('x'), 'b/2_y.sql': createTable('y') },
    })
    expect(await said(made, 'run')).toContain('  ✓ a/1_x  TIME\n  ✓ b/2_y  TIME\n')
  })
})

describe('what programs read', () => {
  test.each([
    ['status', { database: 'managed', counts: expect.objectContaining({ applied: 2 }) }],
    ['run', { applied: [], total: 2, pending: [] }],
    ['run --dry-run', { dryRun: true, pending: [] }],
    ['rollback --dry-run', { planned: expect.arrayContaining([`database/migrations/${posts}`]) }],
    ['rollback', { rolledBack: [{ name: `database/migrations/${posts}` }, { name: `database/migrations/${users}` }] }],
    ['dump', { dumpLabel: 'database/schema/primary-schema.sql', migrations: 2 }],
    ['verify', { findings: [], checked: expect.arrayContaining([expect.any(String)]) }],
    ['verify --offline', { findings: [] }],
    ['fresh --force', { total: 2, dropped: expect.any(Number) }],
    ['reset --force', { total: 0 }],
    ['refresh --force', { run: { total: 2 } }],
    ['lock', { added: expect.any(Array) }],
    ['new title --empty', { name: expect.any(String) }],
    ['init', { created: [], kept: expect.any(Array) }],
  ])('%s --json: one document on stdout, the log on stderr', async (args, result) => {
    const made = await fresh()
    await made.lithify('run')
    const answer = await made.lithify(`${args} --json`)
    expect(answer.code).toBe(0)
    const document = documentOf(answer)
    expect(document).toMatchObject({ ok: true, command: args.split(' ')[0], result })
    expect(answer.stderr).not.toContain('"version"')
  })
})
