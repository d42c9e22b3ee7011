import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failure, project, sqlFile, type Project } from '../runner/project.ts'

const notes = 'create virtual table notes using fts5(body);'
const up = (sql: string): Record<string, string> => ({ [sqlFile('1_all')]: `-- migrate:up\n${sql}\n` })
const filesOf = (at: Project): string[] => readdirSync(join(at.root, 'database/migrations'))

describe('rows that lithify could not write down', () => {
  it.each([
    ['a virtual table', `${notes} insert into notes values ('hello');`, 'virtualTable notes'],
    [
      'an index of text over another table',
      "create table docs (id integer primary key, body text); insert into docs values (1, 'a'); create virtual table notes using fts5(body, content='docs'); insert into notes (notes) values ('rebuild');",
      'virtualTable notes',
    ],
    [
      'a table whose text lithify does not read',
      'create table odd (x int default 1 default 2); insert into odd values (1);',
      'rawTable odd',
    ],
  ])('stop a squash and a prune, by name: %s', async (_, sql, object) => {
    const at = project(up(sql))
    const lithify = await at.open()
    await lithify.run()
    const squash = await failure(lithify.squash())
    expect(squash).toMatchObject({ code: 'LITHIFY_E_SQUASH_ROWS', data: { objects: [object] } })
    expect(squash.hint).toContain('lithify squash --without-rows')
    const data = ['docs'].filter((table) => sql.includes(`table ${table}`))
    for (const work of [() => lithify.dump({ prune: true, data }), () => lithify.squash({ as: 'dump' })]) {
      expect(await failure(work())).toMatchObject({ code: 'LITHIFY_E_PRUNE', data: { objects: [object] } })
    }
    expect(filesOf(at)).toEqual(['1_all.sql'])
    expect((await lithify.squash({ withoutRows: true })).data).toEqual([])
  })

  it('are none where a virtual table is empty, or only shows what is elsewhere', async () => {
    const at = project(up(`${notes} create virtual table words using fts5vocab(notes, 'row');`))
    const lithify = await at.open()
    await lithify.run()
    at.exec("insert into notes values ('by the application')")
    expect(await lithify.squash()).toMatchObject({ proof: { kind: 'replay' }, data: [] })
    await lithify.unsquash()
    expect(await lithify.squash({ as: 'dump' })).toMatchObject({ proof: { kind: 'live' }, data: [] })
  })

  it('are told beside those of tables that can be', async () => {
    const at = project(
      up(
        `create table roles (id integer primary key); insert into roles values (1); ${notes} create virtual table words using fts5vocab(notes, 'row'); insert into notes values ('a');`,
      ),
    )
    const lithify = await at.open()
    await lithify.run()
    expect(await failure(lithify.squash())).toMatchObject({ data: { objects: ['virtualTable notes'] } })
  })
})
