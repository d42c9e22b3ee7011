import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../src/baseline/bootstrap.ts'
import { readBaseline, type Baseline } from '../../src/baseline/read-baseline.ts'
import { differencesFromLive, staleness } from '../../src/baseline/staleness.ts'
import { dump } from '../../src/baseline/write-dump.ts'
import type { Context } from '../../src/runner/context.ts'
import { checksumText } from '../../src/migrations/checksum.ts'
import { dumpPath, failure, manifestPath, toyProject, type Project } from './project.ts'
import { toyDialect, toySession, ToyDatabase } from './toy.ts'

async function dumped(): Promise<Project> {
  const project = toyProject()
  for (const sql of [
    'create table "users" ("id")',
    `insert into "users" ("id") values ('1')`,
    'create view "v" as select 1',
  ])
    project.database.run(sql)
  project.migration('2_later')
  project.migration('1_users')
  await dump(project.context, { data: ['users'] })
  return project
}

const baselineOf = async (project: Project): Promise<Baseline> =>
  (await readBaseline(project.connection, { warn: project.context.warn })) as Baseline

/** The same project before an empty database. */
function elsewhere(project: Project): { readonly database: ToyDatabase; readonly context: Context } {
  const database = new ToyDatabase()
  return {
    database,
    context: {
      ...project.context,
      session: toySession(database),
      connection: { ...project.connection, dialect: toyDialect(database) },
    },
  }
}

/** Edits the dump, and the manifest so that the checksum fits. */
function rewrite(project: Project, edit: (text: string) => string): void {
  const text = edit(project.read(dumpPath))
  project.write(dumpPath, text)
  project.write(manifestPath, JSON.stringify({ ...project.manifest(), dumpChecksum: checksumText(text) }))
}

describe('booting an empty database', () => {
  it('gives it schema, rows and history, in one transaction', async () => {
    const project = await dumped()
    const { database, context } = elsewhere(project)
    await bootstrap(context, await baselineOf(project))
    expect(database.tables()).toEqual(['users', 'lithify_migrations', 'lithify_versions'])
    expect(database.inserts.get('users')).toHaveLength(1)
    expect(database.inserts.get('lithify_migrations')?.map((sql) => /\d_\w+/.exec(sql)?.[0])).toEqual([
      '1_users',
      '2_later',
    ])
    expect(database.log.filter((entry) => /^[A-Z]/.test(entry))).toEqual(['BEGIN unchecked', 'COMMIT'])
  })

  it('makes a database whose dump is the same', async () => {
    const project = await dumped()
    const text = project.read(dumpPath)
    const { context } = elsewhere(project)
    await bootstrap(context, await baselineOf(project))
    expect(await dump(context, { data: ['users'] })).toMatchObject({ changed: false })
    expect(project.read(dumpPath)).toBe(text)
  })

  it('reports how far it is', async () => {
    const project = await dumped()
    const { context } = elsewhere(project)
    project.events.length = 0
    await bootstrap(context, await baselineOf(project))
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'statements', name: dumpPath, done: 0 }))
  })

  it('touches nothing where the dump was edited', async () => {
    const project = await dumped()
    project.write(dumpPath, `${project.read(dumpPath)}drop everything;\n`)
    const { database, context } = elsewhere(project)
    expect(await failure(async () => bootstrap(context, await baselineOf(project)))).toMatchObject({
      code: 'LITHIFY_E_DUMP_CHANGED',
    })
    expect(database.log).toEqual([])
  })

  it('leaves it empty where a statement fails, and says where and what to do', async () => {
    const project = await dumped()
    rewrite(project, (text) => text.replace('create view', 'nonsense'))
    const { database, context } = elsewhere(project)
    const error = await failure(async () => bootstrap(context, await baselineOf(project)))
    expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { file: dumpPath } })
    expect(error.message).toMatch(/primary-schema\.sql:\d+:1/)
    expect(error.hint).toMatch(/as empty as it was.*lithify run/)
    expect(database.tables()).toEqual([])
  })

  it.each([
    ['one less', (text: string) => text.replace(/insert into "lithify_migrations"[^;]*1_users[^;]*;\n/, '')],
    [
      'one more',
      (text: string) =>
        text.replace(/insert into "lithify_migrations"[^;]*;\n/, (row) => row + row.replace('1_users', '0_more')),
    ],
    ['another checksum', (text: string) => text.replace(/'[0-9a-f]{64}'/, "'changed'")],
  ])('leaves it empty where the history is not the manifest’s: %s', async (_, edit) => {
    const project = await dumped()
    const before = project.read(dumpPath)
    rewrite(project, edit)
    expect(project.read(dumpPath)).not.toBe(before)
    const { database, context } = elsewhere(project)
    const error = await failure(async () => bootstrap(context, await baselineOf(project)))
    expect(error).toMatchObject({ code: 'LITHIFY_E_BOOTSTRAP', data: { reason: 'LITHIFY_E_BOOTSTRAP' } })
    expect(error.hint).toContain('as empty as it was')
    expect(database.tables()).toEqual([])
  })

  it('lets the caller look before the commit', async () => {
    const project = await dumped()
    const { database, context } = elsewhere(project)
    const error = await failure(async () =>
      bootstrap(context, await baselineOf(project), { beforeCommit: () => Promise.reject(new Error('no')) }),
    )
    expect(error).toMatchObject({ code: 'LITHIFY_E_BOOTSTRAP' })
    expect(error.message).toContain('no')
    expect(database.tables()).toEqual([])
  })

  it('says that the database is loaded where only a setting after the commit failed', async () => {
    const project = await dumped()
    rewrite(project, (text) => `${text}nonsense;\n`)
    const { database, context } = elsewhere(project)
    const error = await failure(async () => bootstrap(context, await baselineOf(project)))
    expect(error.code).toBe('LITHIFY_E_STATEMENT')
    expect(error.hint).toContain('loaded all the same')
    expect(database.tables()).toContain('users')
  })
})

describe('a dump and the live database', () => {
  it('agree right after the dump', async () => {
    const project = await dumped()
    expect(await staleness(project.context, await baselineOf(project))).toEqual({
      missing: [],
      extra: [],
      schema: 'same',
      data: [],
    })
    expect(await differencesFromLive(project.context, await baselineOf(project))).toEqual([])
  })

  it('differ by the migrations since', async () => {
    const project = await dumped()
    project.migration('10_new')
    project.migration('9_new')
    const found = await staleness(project.context, await baselineOf(project))
    expect(found).toEqual({
      missing: ['database/migrations/9_new', 'database/migrations/10_new'],
      extra: [],
      schema: 'notCompared',
      data: [],
    })
  })

  it('differ by what this database has not applied', async () => {
    const project = await dumped()
    project.database.inserts.get('lithify_migrations')?.pop()
    expect(await staleness(project.context, await baselineOf(project))).toMatchObject({
      extra: ['database/migrations/1_users'],
      schema: 'notCompared',
    })
  })

  it('differ by a change that no migration made', async () => {
    const project = await dumped()
    project.database.run('create table "extra" ("id")')
    expect(await staleness(project.context, await baselineOf(project))).toMatchObject({ schema: 'different' })
    expect(await differencesFromLive(project.context, await baselineOf(project))).toEqual(['+ table extra'])
  })

  it('differ by rows of a reference table', async () => {
    const project = await dumped()
    project.database.run(`insert into "users" ("id") values ('2')`)
    expect(await staleness(project.context, await baselineOf(project))).toMatchObject({
      schema: 'same',
      data: ['users'],
    })
    expect(await differencesFromLive(project.context, await baselineOf(project))).toEqual(['~ rows of users: 1 → 2'])
    project.database.inserts.set('users', [`insert into "users" ("id") values ('3')`])
    expect(await differencesFromLive(project.context, await baselineOf(project))).toEqual([
      '~ rows of users: other values',
    ])
  })
})
