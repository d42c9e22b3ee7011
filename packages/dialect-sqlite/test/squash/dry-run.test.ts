import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables, type Project } from '../runner/project.ts'

/** Every folder and every file of a project, to the last byte and the moment of its last change. */
function treeOf(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    ['.', ...paths].map((path) => {
      const found = statSync(join(root, path))
      const contents = found.isDirectory() ? 'folder' : readFileSync(join(root, path)).toString('base64')
      return [path, `${found.mtimeMs} ${contents}`]
    }),
  )
}

/** Three migrations, the second of which inserts rows. */
async function applied(): Promise<Project> {
  const at = project({
    ...tables(3),
    [sqlFile('0002_t2')]:
      "-- migrate:up\ncreate table t2 (id integer primary key, v text);\ninsert into t2 values (1, 'a');\n-- migrate:down\ndrop table t2;\n",
  })
  const lithify = await at.open()
  await lithify.run()
  await lithify.close()
  return at
}

const names = ['0001_t1', '0002_t2', '0003_t3'].map(named)

describe('a dry run touches nothing', () => {
  it('of squash', async () => {
    const at = await applied()
    const before = treeOf(at.root)
    const lithify = await at.open()
    const result = await lithify.squash({ dryRun: true })
    await lithify.close()
    expect(treeOf(at.root)).toEqual(before)
    expect(result).toMatchObject({ dryRun: true, as: 'migration', squashed: names, data: [{ table: 't2', rows: 1 }] })
    expect(result.text).toContain("m.createTable('t1'")
    expect(result.statements?.join('\n')).toContain('CREATE TABLE "t1"')
  })

  it('where an empty folder for archives is there, which stays', async () => {
    const at = await applied()
    mkdirSync(join(at.root, '.lithify/archive'), { recursive: true })
    const before = treeOf(at.root)
    const lithify = await at.open()
    await lithify.squash({ dryRun: true })
    await lithify.squash({ dryRun: true, as: 'dump' })
    await lithify.close()
    expect(treeOf(at.root)).toEqual(before)
  })

  it('of squash --as dump, which tries the dump out all the same', async () => {
    const at = await applied()
    const before = treeOf(at.root)
    const lithify = await at.open()
    const result = await lithify.squash({ as: 'dump', dryRun: true, through: '0002_t2' })
    await lithify.close()
    expect(treeOf(at.root)).toEqual(before)
    expect(result).toMatchObject({
      dryRun: true,
      as: 'dump',
      baseline: 'database/schema/primary-schema.sql',
      squashed: names.slice(0, 2),
      objects: { table: 3 },
      data: [{ table: 't2', rows: 1 }],
      proof: { kind: 'live' },
      finished: false,
      adopted: [],
    })
    expect(result).not.toHaveProperty('archive')
    expect(result.text).toContain('CREATE TABLE t2 (id integer primary key, v text);')
    expect(result.text).toContain("(1, 'a')")
  })

  it('that is refused', async () => {
    const at = await applied()
    at.write(tables(1, 4))
    const before = treeOf(at.root)
    const lithify = await at.open()
    expect(await failure(lithify.squash({ dryRun: true }))).toMatchObject({ code: 'LITHIFY_E_SQUASH' })
    expect(await failure(lithify.squash({ dryRun: true, as: 'dump' }))).toMatchObject({ code: 'LITHIFY_E_PRUNE' })
    await lithify.close()
    expect(treeOf(at.root)).toEqual(before)
  })

  it('of unsquash', async () => {
    const at = await applied()
    const lithify = await at.open()
    await lithify.squash()
    await lithify.close()
    const before = treeOf(at.root)
    expect(await lithify.unsquash({ dryRun: true })).toMatchObject({ dryRun: true, restored: [] })
    await lithify.close()
    expect(treeOf(at.root)).toEqual(before)
  })
})

describe('a squash that is not proven', () => {
  it.each(['migration', 'dump'] as const)('says so, and the archive keeps the reason: as %s', async (as) => {
    const at = await applied()
    const lithify = await at.open()
    const result = await lithify.squash({ as, noVerify: 'the server is too small' })
    expect(result.proof).toEqual({ kind: 'none', reason: 'the server is too small' })
    expect(result.data).toEqual([{ table: 't2', rows: 1 }])
    const record = readFileSync(join(at.root, result.archive ?? '', 'migration_history.json'), 'utf8')
    expect(JSON.parse(record)).toMatchObject({ unverified: 'the server is too small' })
    expect((await lithify.status()).clean).toBe(true)
    await lithify.unsquash()
    expect((await lithify.rollback({ step: 3, confirm: () => true })).rolledBack).toHaveLength(3)
  })

  it('has a dry run, too', async () => {
    const at = await applied()
    const lithify = await at.open()
    const proof = { kind: 'none', reason: 'trusted' }
    for (const as of ['migration', 'dump'] as const) {
      expect(await lithify.squash({ as, noVerify: 'trusted', dryRun: true })).toMatchObject({ as, proof })
    }
  })
})

describe('the language of a baseline', () => {
  it.each([
    ['mjs', '0003_baseline.mjs'],
    ['ts', '0003_baseline.ts'],
    ['sql', '0003_baseline.ts'],
    [undefined, '0003_baseline.ts'],
  ] as const)('is that of the config, where the migrations are in SQL: %s', async (language, file) => {
    const at = await applied()
    const lithify = await at.open()
    expect((await lithify.squash({ language })).path).toBe(`database/migrations/${file}`)
    expect(readdirSync(join(at.root, 'database/migrations'))).toEqual([file])
    expect((await lithify.fresh({ confirm: () => true })).total).toBe(1)
  })
})
