import { beforeEach, describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables, type Project } from '../runner/project.ts'

const three = tables(3)
const script = 'create table t1 (id integer primary key, v text); create table t2 (id integer primary key, v text);'
const all = `${script} create table t3 (id integer primary key, v text);`
const names = [1, 2, 3].map((n) => named(`000${n}_t${n}`))

async function adopt(
  at: Project,
  options: Parameters<Awaited<ReturnType<Project['open']>>['adopt']>[0] = {},
): ReturnType<Awaited<ReturnType<Project['open']>>['adopt']> {
  const lithify = await at.open()
  try {
    return await lithify.adopt(options)
  } finally {
    await lithify.close()
  }
}

const history = (at: Project): unknown[] => at.query('select name, kind, batch from lithify_migrations order by id')
const hasHistory = (at: Project): boolean =>
  at.query(`select 1 from sqlite_schema where name like 'lithify%'`).length > 0

describe('adopt', () => {
  let at: Project
  beforeEach(() => {
    at = project(three)
  })

  it('records the migrations of a database that is what they make, as batch 0, and touches nothing else', async () => {
    at.exec(`${all} insert into t1 values (7, 'kept');`)
    expect(await adopt(at)).toMatchObject({ adopted: names, pending: [], differences: [], dryRun: false })
    expect(history(at)).toEqual(names.map((name) => ({ name, kind: 'migration', batch: 0 })))
    expect(at.query('select * from t1')).toEqual([{ id: 7, v: 'kept' }])
    const lithify = await at.open()
    expect((await lithify.status()).clean).toBe(true)
    expect((await lithify.run()).applied).toEqual([])
  })

  it('is what `run` names where it finds tables and no history', async () => {
    at.exec(all)
    const lithify = await at.open()
    const refused = await failure(lithify.run())
    expect(refused.code).toBe('LITHIFY_E_NOT_EMPTY')
    expect(refused.hint).toMatch(/:  lithify adopt\./)
  })

  it('refuses a database that is anything else, says how it differs, and writes nothing', async () => {
    at.exec(`${script} create table t3 (id integer primary key, v text not null); create index mine on t1 (v);`)
    for (const dryRun of [true, false]) {
      const error = await failure(adopt(at, { dryRun }))
      expect(error.code).toBe('LITHIFY_E_ADOPT_DIFFERENT')
      expect(error.message).toContain('- index t1.mine')
      expect(error.message).toContain('columns.v.nullable: false → true')
      expect(error.message).toContain('-  "v" text NOT NULL\n+  "v" text')
      expect(error.hint).toContain('lithify adopt --despite-differences')
    }
    expect(hasHistory(at)).toBe(false)
    const taken = await adopt(at, { despiteDifferences: true })
    expect(taken.adopted).toEqual(names)
    expect(taken.differences).toContain('- index t1.mine')
    expect(history(at)).toHaveLength(3)
  })

  it('takes a database that is the outcome of the first of them, and run does the rest', async () => {
    at.exec(script)
    expect((await failure(adopt(at))).message).toContain('+ table t3')
    expect(await adopt(at, { through: '0002_t2' })).toMatchObject({ adopted: names.slice(0, 2), pending: [names[2]] })
    const lithify = await at.open()
    expect((await lithify.run()).applied).toMatchObject([{ name: names[2] }])
    expect((await lithify.status()).clean).toBe(true)
    await lithify.close()
    expect(history(at)).toMatchObject([{ batch: 0 }, { batch: 0 }, { batch: 1 }])
  })

  it('writes nothing on a dry run', async () => {
    at.exec(all)
    expect(await adopt(at, { dryRun: true })).toMatchObject({ adopted: names, dryRun: true })
    expect(hasHistory(at)).toBe(false)
  })

  it('warns of rows that the migrations insert and the database lacks', async () => {
    at.write({
      [sqlFile('0004_rows')]: `-- migrate:up\ninsert into t1 values (1, 'a'); insert into t2 values (1, 'b');\n`,
    })
    at.exec(`${all} insert into t1 values (5, 'mine');`)
    const { warnings } = await adopt(at)
    expect(warnings).toMatchObject([{ code: 'LITHIFY_W_ADOPT_ROWS' }])
    expect(warnings[0]?.message).toMatch(/: t2\.$/)
  })

  it.each([
    ['an empty database', '', {}, 'LITHIFY_E_ADOPT', /is empty/],
    ['a name that is none', all, { through: 'nothing' }, 'LITHIFY_E_MIGRATION_NOT_FOUND', /nothing/],
  ])('refuses %s', async (_, sql, options, code, message) => {
    at.exec(`create table x (a); drop table x; ${sql}`)
    const error = await failure(adopt(at, options))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(hasHistory(at)).toBe(false)
  })

  it('refuses a database that has a history, and a project without migrations', async () => {
    const lithify = await at.open()
    await lithify.run()
    await lithify.close()
    expect(await failure(adopt(at))).toMatchObject({
      code: 'LITHIFY_E_ADOPT',
      hint: expect.stringContaining('lithify status'),
    })
    const bare = project()
    bare.exec(all)
    expect((await failure(adopt(bare))).message).toContain('There are no migrations')
    expect(hasHistory(bare)).toBe(false)
  })

  it('takes a squashed project’s baseline, and what it replaced is in its row', async () => {
    const first = await at.open()
    await first.run()
    const { baseline } = await first.squash()
    await first.close()
    at.write({ [sqlFile('0009_later')]: '-- migrate:up\nalter table t1 add column w text;\n' })
    at.exec('drop table lithify_migrations; drop table lithify_versions;')
    expect(await adopt(at, { through: baseline })).toMatchObject({
      adopted: [baseline],
      pending: [named('0009_later')],
    })
    expect(history(at)).toEqual([{ name: baseline, kind: 'baseline', batch: 0 }])
    const [row] = at.query<{ replaced: string }>('select replaced from lithify_migrations')
    for (const name of names) expect(row?.replaced).toContain(name)
    const lithify = await at.open()
    expect((await lithify.run()).applied).toMatchObject([{ name: named('0009_later') }])
  })

  const forget = 'drop table lithify_migrations; drop table lithify_versions;'

  it.each(['migration', 'dump'] as const)(
    'takes a part of what was squashed from the archive, and goes on from there: as %s',
    async (as) => {
      const first = await at.open()
      await first.run()
      await first.squash({ as })
      await first.close()
      at.write({ [sqlFile('0009_later')]: '-- migrate:up\nalter table t1 add column w text;\n' })
      at.exec(`${forget} drop table t3;`)
      expect(await adopt(at, { through: names[1], dryRun: true })).toMatchObject({ adopted: names.slice(0, 2) })
      expect(await adopt(at, { through: names[1] })).toMatchObject({
        adopted: names.slice(0, 2),
        pending: [names[2], named('0009_later')],
        differences: [],
      })
      expect(history(at)).toEqual(names.slice(0, 2).map((name) => ({ name, kind: 'migration', batch: 0 })))
      const lithify = await at.open()
      expect((await lithify.run()).applied).toMatchObject([{ name: names[2] }, { name: named('0009_later') }])
      expect((await lithify.status()).clean).toBe(true)
    },
  )

  it('is what a part of what was squashed makes, or is refused', async () => {
    const first = await at.open()
    await first.run()
    await first.squash()
    await first.close()
    at.exec(forget)
    const error = await failure(adopt(at, { through: names[1] }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_ADOPT_DIFFERENT' })
    expect(error.message).toContain('- table t3')
    expect(hasHistory(at)).toBe(false)
  })

  it.each(['migration', 'dump'] as const)('says what it would need where the archive is gone: as %s', async (as) => {
    const first = await at.open()
    await first.run()
    const { archive = '' } = await first.squash({ as })
    await first.close()
    at.exec(forget)
    at.remove(archive)
    const error = await failure(adopt(at, { through: names[1] }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_BEHIND_BASELINE', data: { names: names.slice(0, 2) } })
    for (const name of names.slice(0, 2)) expect(error.message).toContain(name)
    expect(error.hint).toContain(`git checkout <the commit of the squash> -- .lithify/archive`)
    expect(error.hint).toContain(`lithify adopt --through ${names[1]}`)
    expect(hasHistory(at)).toBe(false)
  })

  it('takes a dump that files were pruned into whole, where nothing else is asked for', async () => {
    const first = await at.open()
    await first.run()
    await first.dump({ prune: true })
    await first.close()
    at.exec(forget)
    expect(await adopt(at)).toMatchObject({ adopted: names, pending: [] })
    const lithify = await at.open()
    expect((await lithify.status()).clean).toBe(true)
  })
})
