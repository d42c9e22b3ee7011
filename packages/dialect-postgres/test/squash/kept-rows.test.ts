import { expect, test } from 'vitest'
import { database, onNewest } from '../helpers.ts'
import { project, ups } from '../runner/project.ts'

const inherited = `create table people (id integer primary key, name text);
create table staff (primary key (id), desk integer) inherits (people);
insert into staff (id, name, desk) values (1, 'ann', 7), (2, 'bob', 8);
`

onNewest(() => {
  test.each(['migration', 'dump'] as const)(
    'rows of a table that inherits are its own, and none of its parent’s: as %s',
    { timeout: 60_000 },
    async (as) => {
      const at = await project(ups({ '1_people': inherited }))
      const lithify = await at.open()
      await lithify.run()
      expect((await lithify.squash({ as })).data).toEqual([{ table: 'staff', rows: 2 }])
      const url = await database()
      const empty = await at.open({ url })
      expect(await empty.run()).toMatchObject({ pending: [], total: 1 })
      expect(await at.query('select count(*)::integer as n from only people', [], url)).toEqual([{ n: 0 }])
      expect(await at.query('select name from people order by id', [], url)).toEqual([{ name: 'ann' }, { name: 'bob' }])
    },
  )

  test('rows of a parent and of its heirs are kept side by side', { timeout: 60_000 }, async () => {
    const at = await project(ups({ '1_people': `${inherited}insert into people values (3, 'cid');` }))
    const lithify = await at.open()
    await lithify.run()
    expect(await lithify.squash()).toMatchObject({
      proof: { kind: 'replay' },
      data: [
        { table: 'people', rows: 1 },
        { table: 'staff', rows: 2 },
      ],
    })
  })
})
