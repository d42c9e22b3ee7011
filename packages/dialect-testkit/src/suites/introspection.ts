import assert from 'node:assert/strict'
import { refLabel } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'

export const introspection: readonly Behaviour[] = [
  {
    name: 'a fresh database is empty, by the inventory and by introspection',
    async run(kit) {
      const session = await kit.session()
      assert.deepEqual(await kit.dialect.inventory(session, {}), [])
      const { schema, uncovered } = await kit.introspect()
      assert.equal(schema.size, 0)
      assert.deepEqual(uncovered, [])
    },
  },
  {
    name: 'the inventory lists every object that introspection finds',
    async run(kit) {
      const schema = await kit.migrate((m) => {
        m.createTable('parents', (t) => void [t.id(), t.integer('n')])
        m.createTable('children', (t) => void [t.id(), t.references('parents')])
        m.createIndex('parents', ['n'])
        m.createView('some', kit.settings.expressions.query(kit.quote('parents'), [kit.quote('n')]))
      })
      const listed = (await kit.dialect.inventory(await kit.session(), {})).map(({ name }) => name)
      // A foreign key is a part of its table, and so is an index; what stands by itself has to be in the list.
      for (const object of schema.objects()) {
        if (object.table === undefined)
          assert.ok(listed.includes(object.name), `${refLabel(object)} is not in the inventory`)
      }
    },
  },
  {
    name: 'whether tables are there is told as the inventory tells it',
    unless: ({ hasTables }) => (hasTables === undefined ? 'it has no hasTables()' : undefined),
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('it\'s "here"', (t) => void t.id())
        m.createTable('shown', (t) => void t.id())
        m.createView('seen', kit.settings.expressions.query(kit.quote('shown'), [kit.quote('id')]))
      })
      const session = await kit.session()
      const names = ['it\'s "here"', 'seen', 'shown', 'gone', 'Shown is not here']
      const found = await kit.dialect.hasTables?.(
        session,
        names.map((name) => ({ name })),
      )
      assert.deepEqual(found, [true, false, true, false, false])
    },
  },
  {
    name: 'a table that is excluded is left out, with all that lives on it',
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('hidden', (t) => void [t.id(), t.integer('n').unique()])
        m.createTable('shown', (t) => void [t.id(), t.integer('n')])
        m.createIndex('hidden', ['n'])
        m.createIndex('shown', ['n'])
      })
      const session = await kit.session()
      const scope = { exclude: [{ name: 'hidden' }] }
      const listed = await kit.dialect.inventory(session, scope)
      assert.ok(listed.every((ref) => ref.name !== 'hidden' && ref.table !== 'hidden'))
      assert.ok(listed.some(({ name }) => name === 'shown'))
      const { schema } = await kit.dialect.introspect(session, scope)
      assert.deepEqual(schema.objects().map(refLabel).toSorted(), ['index shown.shown_n_index', 'table shown'])
    },
  },
  {
    name: 'an excluded table that is not there does no harm',
    async run(kit) {
      await kit.migrate((m) => m.createTable('shown', (t) => void t.id()))
      const scope = { exclude: [{ name: 'gone' }] }
      assert.equal((await kit.dialect.introspect(await kit.session(), scope)).schema.size, 1)
    },
  },
  {
    name: 'it answers the same for the same database, whoever asks',
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('b', (t) => void [t.id(), t.string('x', 40).unique().notNull()])
        m.createTable('a', (t) => void [t.id(), t.references('b')])
      })
      const first = await kit.dialect.introspect(await kit.session(), {})
      const second = await kit.dialect.introspect(await kit.connect(), {})
      assert.deepEqual(JSON.parse(JSON.stringify(second)), JSON.parse(JSON.stringify(first)))
    },
  },
  {
    name: 'it writes nothing',
    async run(kit) {
      await kit.migrate((m) => m.createTable('a', (t) => void t.id()))
      const reader = await kit.connect({ readOnly: true })
      assert.equal((await kit.dialect.introspect(reader, {})).schema.size, 1)
      assert.equal((await kit.dialect.inventory(reader, {})).length, 1)
    },
  },
  {
    name: 'namespaces are told apart and can be chosen',
    needs: ['schemas'],
    async run(kit) {
      for (const name of ['one', 'two']) await kit.query(`create schema ${kit.quote(name)}`)
      const session = await kit.session()
      for (const schema of ['one', 'two']) {
        await kit.apply(
          kit.build((m) => m.createTable({ schema, name: 'same' }, (t) => void [t.id(), t.integer(schema)])),
        )
      }
      const { schema } = await kit.dialect.introspect(session, { schemas: ['two'] })
      const tables = schema.objects().filter(({ kind }) => kind === 'table')
      assert.deepEqual(tables.map(refLabel), ['table two.same'])
      assert.deepEqual(
        schema.table({ schema: 'two', name: 'same' })?.columns.map(({ name }) => name),
        ['id', 'two'],
      )
    },
  },
  {
    name: 'what cannot be represented is named as uncovered, and is in the inventory',
    given: 'uncovered',
    async run(kit) {
      const { sql, name } = kit.options.uncovered as { sql: string; name: string }
      await kit.query(sql)
      const { uncovered } = await kit.introspect()
      const found = uncovered.find(({ ref }) => ref.name === name)
      assert.ok(found !== undefined, `${name} is not among the uncovered`)
      assert.match(found.reason, /\S/)
      assert.match(found.ref.kind, /\S/)
      const listed = await kit.dialect.inventory(await kit.session(), {})
      assert.ok(
        listed.some((ref) => ref.name === name),
        `${name} is not in the inventory`,
      )
    },
  },
]
