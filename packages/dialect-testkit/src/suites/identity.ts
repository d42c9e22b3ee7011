import assert from 'node:assert/strict'
import { defineCapabilities } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'

export const identity: readonly Behaviour[] = [
  {
    name: 'it has a name, a title and URL schemes',
    async run({ dialect }) {
      assert.match(dialect.name, /^[a-z][a-z0-9]*$/)
      assert.match(dialect.title, /\S/)
      assert.ok(dialect.protocols.length > 0)
      for (const protocol of dialect.protocols)
        assert.match(protocol, /^[a-z][a-z0-9+.-]*$/, 'a URL scheme, without the colon')
    },
  },
  {
    name: 'its capabilities are complete and frozen',
    async run({ dialect }) {
      const known = defineCapabilities()
      assert.ok(Object.isFrozen(dialect.capabilities))
      assert.deepEqual(Object.keys(dialect.capabilities).toSorted(), Object.keys(known).toSorted())
      for (const [name, value] of Object.entries(dialect.capabilities)) {
        assert.equal(typeof value, typeof known[name as keyof typeof known], name)
      }
    },
  },
  {
    name: 'its kinds are distinct and hold the four that core knows',
    async run({ dialect }) {
      const kinds = dialect.kinds.map(({ kind }) => kind)
      assert.equal(new Set(kinds).size, kinds.length)
      for (const kind of ['table', 'index', 'foreignKey', 'view']) assert.ok(kinds.includes(kind), `${kind} is missing`)
      assert.ok(dialect.kinds.find(({ kind }) => kind === 'table')?.afterData !== true, 'tables come before their rows')
    },
  },
  {
    name: 'placeholders are counted from 1',
    async run({ dialect }) {
      const [first, second] = [dialect.placeholder(1), dialect.placeholder(2)]
      assert.ok(first === second || (first.includes('1') && second.includes('2')))
    },
  },
  {
    name: 'shadow() is there exactly when it is claimed',
    async run({ dialect }) {
      assert.equal(dialect.shadow !== undefined, dialect.capabilities.shadow)
    },
  },
  {
    name: 'a shadow is an empty database of its own, gone when it is closed',
    needs: ['shadow'],
    async run(kit) {
      const { dialect } = kit
      await kit.migrate((m) => m.createTable('real', (t) => void t.id()))
      for (let round = 0; round < 2; round++) {
        const shadow = await dialect.shadow?.(kit.connectOptions)
        assert.ok(shadow !== undefined)
        try {
          const { schema } = await dialect.introspect(shadow, {})
          assert.equal(schema.size, 0, 'a shadow starts empty')
          const [operation] = kit.build((m) => m.createTable('scratch', (t) => void t.id()))
          assert.ok(operation !== undefined)
          await shadow.execute(dialect.emit(operation, schema))
          assert.equal((await dialect.introspect(shadow, {})).schema.size, 1)
        } finally {
          await shadow.close()
        }
      }
      assert.deepEqual(
        (await kit.live()).objects().map(({ name }) => name),
        ['real'],
        'the real database was not touched',
      )
    },
  },
  {
    name: 'serverInfo() says what is on the other side',
    async run(kit) {
      const info = await (await kit.session()).serverInfo()
      assert.match(info.name, /\S/)
      assert.match(info.version, /\d/)
      assert.ok(info.version.startsWith(info.major), `${info.version} begins with the major version ${info.major}`)
      assert.equal(typeof info.database, 'string')
    },
  },
]
