import assert from 'node:assert/strict'
import type { TableRef } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { longestName, nastyNames } from '../arbitraries/names.ts'
import type { Kit } from '../kit.ts'

export const names: readonly Behaviour[] = [
  {
    name: 'every name that the server can hold comes back from the catalog as it is',
    async run(kit) {
      const held = nastyNames(kit.dialect, kit.settings)
      assert.ok(held.length > 5, 'the server can hold more names than that')
      await expectNames(kit, held)
    },
  },
  {
    name: 'the longest name comes back whole',
    async run(kit) {
      await expectNames(kit, [longestName(kit.dialect), longestName(kit.dialect, 'ü')])
    },
  },
  {
    name: 'two names that differ only in case are two names',
    needs: ['caseSensitiveNames'],
    async run(kit) {
      const schema = await kit.migrate((m) => {
        m.createTable('Twin', (t) => void [t.integer('Part'), t.integer('part')])
        m.createTable('twin', (t) => void t.id())
      })
      assert.equal(schema.size, 2)
    },
  },
  {
    name: 'nasty names go through every place that a name can stand in',
    async run(kit) {
      const [table, parent, column, other, index, unique, check, key, view] = nastyNames(kit.dialect, kit.settings)
      assert.ok(view !== undefined)
      const write = [table, parent, column, other, index, unique, check, key] as string[]
      const [t1, t2, c1, c2, i1, u1, k1, f1] = write as [string, string, string, string, string, string, string, string]
      const { checks } = kit.dialect.capabilities
      await kit.migrate((m) => {
        m.createTable(t2, (t) => void t.integer(c1).primary())
        m.createTable(t1, (t) => {
          t.integer(c1).primary()
          const said = t.integer(c2).unique(u1)
          if (checks) said.check(kit.settings.expressions.check(kit.quote(c2)), k1)
          t.integer(`${c1}2`).references(t2, c1, { name: f1 })
        })
        m.createIndex(t1, [c2, `${c1}2`], { name: i1 })
        m.createView(view, kit.settings.expressions.query(kit.quote(t1), [kit.quote(c1)]))
      })
      await kit.insert(t2, { [c1]: 1 })
      await kit.insert(t1, { [c1]: 1, [c2]: 2, [`${c1}2`]: 1 })
      assert.equal(await kit.count(view), 1)
    },
  },
  {
    name: 'tableName() means the table that emit makes',
    async run(kit) {
      const [name = 'things', other = 'others'] = nastyNames(kit.dialect, kit.settings)
      const named = kit.dialect.tableName?.bind(kit.dialect) ?? ((table: TableRef): string => kit.quote(table.name))
      await kit.migrate((m) => {
        m.createTable(name, (t) => void t.integer('n'))
        m.createTable(other, (t) => void t.integer('n'))
      })
      await kit.query(`insert into ${named({ name })} (n) values (7)`)
      assert.equal(await kit.count(name), 1)
      assert.equal(await kit.count(other), 0)
      assert.notEqual(named({ name }), named({ name: other }))
      const tables = (await kit.dialect.inventory(await kit.session(), {})).filter(({ kind }) => kind === 'table')
      assert.deepEqual(tables.map(named).toSorted(), [named({ name }), named({ name: other })].toSorted())
    },
  },
]

async function expectNames(kit: Kit, list: readonly string[]): Promise<void> {
  const [host, ...columns] = list as [string, ...string[]]
  await kit.migrate((m) => {
    m.createTable(host, (t) => void [t.integer('id').primary(), ...columns.map((name) => t.integer(name))])
    for (const name of columns) m.createTable(name, (t) => void t.integer('n'))
  })
  const schema = await kit.live()
  assert.deepEqual(
    schema.table({ name: host })?.columns.map(({ name }) => name),
    ['id', ...columns],
  )
  const tables = schema.objects().map(({ name }) => name)
  assert.deepEqual(tables.toSorted(), [...list].toSorted())
  await kit.insert(host, Object.fromEntries([['id', 1], ...columns.map((name): [string, number] => [name, 7])]))
  const [row] = await kit.query(`select * from ${kit.quote(host)}`)
  for (const name of columns) assert.equal(Number(row?.[name]), 7, `the value of the column ${JSON.stringify(name)}`)
}
