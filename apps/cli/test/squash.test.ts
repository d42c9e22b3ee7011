import { describe, expect, test } from 'vitest'
import { documentOf, expectFailure } from './support/expect.ts'
import { steady } from './support/lithify.ts'
import { two } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

const users = '20260101000000_create_users'
const posts = '20260102000000_create_posts'
const folder = 'database/migrations'

async function applied(files: Record<string, string> = {}): Promise<TestProject> {
  const made = await project({ files: { 'lithify.config.mjs': config, ...two, ...files } })
  await made.lithify('run')
  return made
}

const stamped = (text: string): string => steady(text).replaceAll(/\d{8}_\d{6}\//g, 'STAMP/')

describe('squash', () => {
  test('says what became of what, the proof, and how to undo it', async () => {
    const made = await applied()
    const { stdout, code } = await made.lithify('squash')
    expect(code).toBe(0)
    expect(stamped(stdout)).toContain('  2 migrations → database/migrations/20260102000000_baseline.mjs (2 tables')
    expect(stamped(stdout)).toContain(
      '  proof: replayed 2 in scratch A, loaded the baseline in scratch B: no difference\n  archived 2 files in .lithify/archive/STAMP/\nCommit the baseline, the archive and lithify.lock together.  Undo:  lithify unsquash\n',
    )
    expect(made.exists(`${folder}/${users}.sql`)).toBe(false)
    const status = await made.lithify('status --exit-code')
    expect(status.code).toBe(0)
    expect(status.stdout).toContain('in place of 2 migrations')
  })

  test('--dry-run prints files, operations and SQL, and touches nothing', async () => {
    const made = await applied()
    const { stdout } = await made.lithify('squash --dry-run')
    for (const part of [
      `− ${users}`,
      `− ${posts}`,
      "m.createTable('users'",
      'CREATE TABLE',
      'dry run: nothing was touched',
    ])
      expect(stdout).toContain(part)
    expect(made.exists(`${folder}/${users}.sql`)).toBe(true)
    expect(made.exists('.lithify')).toBe(false)
  })

  test('--json answers what was done', async () => {
    const made = await applied()
    const document = documentOf(await made.lithify(`squash --through ${users} --json`))
    expect(document.result).toMatchObject({
      as: 'migration',
      baseline: `${folder}/20260101000000_baseline`,
      squashed: [`${folder}/${users}`],
      proof: { kind: 'replay' },
      finished: false,
      adopted: [{ name: `${folder}/20260101000000_baseline`, replaced: 1 }],
    })
  })

  test('--no-verify wants a reason, and keeps it', async () => {
    const made = await applied()
    expect((await made.lithify('squash --no-verify')).code).toBe(64)
    const { stdout } = await made.lithify('squash --no-verify trusted')
    expect(stdout).toContain('proof: none was asked for: trusted')
  })

  test('--as dump is a prune with an archive; anything else is no flavour', async () => {
    const made = await applied()
    expect((await made.lithify('squash --as stone')).code).toBe(64)
    const { stdout, code } = await made.lithify('squash --as dump')
    expect(code).toBe(0)
    expect(stamped(stdout)).toContain('2 migrations → database/schema/primary-schema.sql')
    expect(made.exists(`${folder}/${users}.sql`)).toBe(false)
    expect((await made.lithify('unsquash')).code).toBe(0)
    expect(made.exists(`${folder}/${users}.sql`)).toBe(true)
    expect(made.exists('database/schema/primary-schema.sql')).toBe(false)
  })

  test('--as dump has a dry run, which prints the dump and touches nothing, and goes unproven for a reason', async () => {
    const made = await applied()
    const { stdout, code } = await made.lithify('squash --as dump --dry-run --no-verify trusted')
    expect(code).toBe(0)
    for (const part of [
      '2 migrations → database/schema/primary-schema.sql (2 tables',
      `− ${users}`,
      'proof: none was asked for: trusted',
      'insert into "lithify_migrations"',
      'dry run: nothing was touched',
    ])
      expect(stdout).toContain(part)
    expect(made.exists('database/schema')).toBe(false)
    expect(made.exists('.lithify')).toBe(false)
    const document = documentOf(await made.lithify('squash --as dump --no-verify trusted --json'))
    expect(document.result).toMatchObject({ as: 'dump', proof: { kind: 'none', reason: 'trusted' }, finished: false })
  })

  test.each([
    ['lithify.config.mjs', config, 'mjs'],
    ['lithify.config.ts', config, 'ts'],
  ])('writes the baseline in the language of the config: %s', async (file, text, extension) => {
    const sql = { [`${folder}/20260101000000_a.sql`]: '-- migrate:up\ncreate table a (id integer primary key);\n' }
    const made = await project({ files: { [file]: text, ...sql } })
    await made.lithify('run')
    const document = documentOf(await made.lithify('squash --json'))
    expect(document.result).toMatchObject({ path: `${folder}/20260101000000_baseline.${extension}` })
    expect((await made.lithify('status --exit-code')).code).toBe(0)
  })

  test('is refused while something is pending, and where there is nothing', async () => {
    const made = await applied()
    await made.write({
      [`${folder}/20260103000000_more.sql`]: '-- migrate:up\ncreate table more (id integer primary key);\n',
    })
    expectFailure(await made.lithify('squash'), { code: 'LITHIFY_E_SQUASH', exit: 1, hint: 'lithify run' })
    const empty = await project({ files: { 'lithify.config.mjs': config } })
    expectFailure(await empty.lithify('squash'), { code: 'LITHIFY_E_SQUASH', exit: 1, hint: 'lithify status' })
  })
})

describe('unsquash', () => {
  test('brings everything back', async () => {
    const made = await applied()
    await made.lithify('squash')
    expectFailure(await made.lithify('rollback --step 1'), {
      code: 'LITHIFY_E_SQUASHED',
      exit: 1,
      hint: 'lithify unsquash',
    })
    const { stdout } = await made.lithify('unsquash')
    expect(stamped(stdout)).toContain('20260102000000_baseline → 2 migrations')
    expect((await made.lithify('rollback --step 1 --force')).stdout).toContain(`↓ ${posts}`)
  })

  test('says where an archive would come from where there is none', async () => {
    const made = await applied()
    expectFailure(await made.lithify('unsquash'), { code: 'LITHIFY_E_UNSQUASH', exit: 1, hint: 'git checkout' })
  })
})
