import assert from 'node:assert/strict'
import {
  applyOperation,
  reverseAll,
  Schema,
  type MigrationBuilder,
  type Operation,
  type OpaqueObject,
  type Options,
  type Table,
} from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { expectSame, type Kit } from '../kit.ts'
import { failsWith, isRefusal, isStatementError } from '../errors.ts'

/** Two tables that refer to each other's rows, with everything that has to survive a change. */
async function prepare(kit: Kit): Promise<void> {
  const { capabilities } = kit.dialect
  const { expressions } = kit.settings
  const q = (name: string): string => kit.quote(name)
  await kit.migrate((m) => {
    m.createTable(
      'parents',
      (t) => void [t.integer('id').primary(), t.string('name', 40).notNull().default('none'), t.integer('spare')],
    )
    m.createTable('children', (t) => {
      t.integer('id').primary()
      t.integer('parent_id').notNull().references('parents').onDelete('cascade')
      t.integer('n').default(7)
      t.string('s', 40)
      t.integer('last')
      t.unique(['s', 'n'])
      if (capabilities.checks) t.check('n_is_fine', expressions.check(q('n')))
      if (capabilities.storedGeneratedColumns) t.integer('g').generatedAs(expressions.generated(q('n')))
      else t.integer('g')
      t.integer('tail')
    })
    m.createTable('bare', (t) => void [t.integer('a'), t.integer('b')])
    m.createIndex('children', ['n'])
    m.createIndex('parents', ['name'], { unique: true, name: 'by_name' })
    m.createView('few', expressions.query(q('bare'), [q('a')]))
  })
  for (const id of [1, 2]) await kit.insert('parents', { id, name: `p${id}` })
  for (const id of [1, 2, 3])
    await kit.insert('children', { id, parent_id: 1 + (id % 2), n: id, s: `it's ${id}`, last: id * 10 })
  await kit.insert('bare', { a: 1, b: 2 })
}

const counts = { parents: 2, children: 3, bare: 1 }

/** An operation does on the server what it does in memory, no rows are lost, and its reversal takes it back. */
function changes(
  name: string,
  write: (m: MigrationBuilder, kit: Kit) => void,
  more: Partial<Behaviour> & { rows?: Partial<typeof counts> } = {},
): Behaviour {
  return {
    name: `${name}, and back`,
    needs: more.needs,
    async run(kit) {
      await prepare(kit)
      const before = await kit.live()
      const operations = kit.build((m) => write(m, kit))
      const reversal = reverseAll(operations, { schema: before, dialect: kit.dialect })
      await kit.migrate(operations)
      const rows = { ...counts, ...more.rows }
      for (const [table, expected] of Object.entries(rows)) {
        if ((await kit.live()).table({ name: table }) !== undefined)
          assert.equal(await kit.count(table), expected, `rows of ${table}`)
      }
      assert.ok('operations' in reversal, 'it can be undone')
      await kit.apply(reversal.operations)
      expectSame(before, await kit.live(), kit.dialect, 'the reversal does not restore what was there')
    },
  }
}

export const operations: readonly Behaviour[] = [
  changes('createTable', (m) =>
    m.createTable('new', (t) => void [t.id(), t.integer('parent_id').references('parents')]),
  ),
  changes('dropTable of a table that others do not need', (m) => m.dropTable('children')),
  changes('renameTable, with the foreign keys that point at it', (m) => m.renameTable('parents', 'ancestors')),
  changes('renameTable, with its own indexes and constraints', (m) => m.renameTable('children', 'kids of "ours"')),
  changes('addColumn', (m) => m.addColumn('children', (t) => t.string('new', 40))),
  changes('addColumn that is not null and has a default', (m) =>
    m.addColumn('children', (t) => t.integer('new').notNull().default(5)),
  ),
  changes('addColumn with the present moment as default', (m) =>
    m.addColumn('children', (t) => t.timestamp('at').notNull().defaultNow()),
  ),
  changes('addColumn that refers to a table', (m) =>
    m.addColumn('children', (t) => t.integer('other_id').references('parents')),
  ),
  changes('addColumn that is unique', (m) => m.addColumn('children', (t) => t.integer('new').unique())),
  changes(
    'addColumn that is generated',
    (m, kit) =>
      m.addColumn('bare', (t) => t.integer('c').generatedAs(kit.settings.expressions.generated(kit.quote('b')))),
    {
      needs: ['storedGeneratedColumns'],
    },
  ),
  changes('dropColumn', (m) => m.dropColumn('children', 'tail')),
  changes('renameColumn in keys, indexes and foreign keys', (m) => {
    m.renameColumn('children', 'parent_id', 'Parent "Id"')
    m.renameColumn('children', 'n', 'm')
    m.renameColumn('parents', 'id', 'key')
    m.renameColumn('children', 's', 'text')
  }),
  changes('alterColumn: type', (m) => m.alterColumn('children', 'last', (c) => c.bigInteger())),
  changes('alterColumn: not null', (m) => m.alterColumn('children', 'last', (c) => c.notNull())),
  changes('alterColumn: nullable', (m) => m.alterColumn('parents', 'name', (c) => c.nullable())),
  changes('alterColumn: default given, changed and taken away', (m) => {
    m.alterColumn('children', 'last', (c) => c.default(3))
    m.alterColumn('children', 'n', (c) => c.default(8))
    m.alterColumn('parents', 'name', (c) => c.dropDefault())
  }),
  changes('alterColumn: everything at once', (m) =>
    m.alterColumn('children', 'last', (c) => c.bigInteger().notNull().default(4)),
  ),
  changes('alterColumn: comment', (m) => m.alterColumn('children', 'n', (c) => c.comment("it's new")), {
    needs: ['comments'],
  }),
  changes('alterTable: comment', (m) => m.alterTable('children', (t) => t.comment("it's new")), {
    needs: ['comments'],
  }),
  changes('addPrimaryKey, which makes its columns not null', (m) => m.addPrimaryKey('bare', ['b', 'a'])),
  changes('dropPrimaryKey', (m) => m.dropPrimaryKey('children')),
  changes('addUnique', (m) => m.addUnique('children', ['last'])),
  changes('dropUnique', (m) => m.dropUnique('children', ['s', 'n'])),
  changes('addCheck', (m, kit) => m.addCheck('bare', 'a_is_fine', kit.settings.expressions.check(kit.quote('a'))), {
    needs: ['checks'],
  }),
  changes('dropCheck', (m) => m.dropCheck('children', 'n_is_fine'), { needs: ['checks'] }),
  changes('addForeignKey', (m) =>
    m.addForeignKey('bare', ['a'], { table: 'parents', columns: ['id'] }, { onDelete: 'cascade' }),
  ),
  changes('dropForeignKey', (m) => m.dropForeignKey('children', ['parent_id'])),
  changes('createIndex', (m) => m.createIndex('children', ['last', 's'], { unique: true })),
  changes('dropIndex', (m) => m.dropIndex('parents', 'by_name')),
  changes('renameIndex', (m) => m.renameIndex('parents', 'by_name', 'by "name"')),
  changes('createView', (m, kit) =>
    m.createView('new', kit.settings.expressions.query(kit.quote('parents'), [kit.quote('name')])),
  ),
  changes('dropView', (m) => m.dropView('few')),
  changes(
    'several operations on one table',
    (m) => {
      m.alterTable('children', (t) => {
        t.dropColumn('tail')
        t.string('new', 20).notNull().default('x')
        t.addUnique(['new', 'id'], { name: 'u' })
        t.alterColumn('last').bigInteger()
        t.renameColumn('last', 'later')
        t.dropForeignKey('children_parent_id_foreign')
      })
      m.createIndex('children', ['later'])
      m.renameTable('children', 'kids')
    },
    { rows: {} },
  ),
  {
    name: 'rows keep their values through every change of their table',
    async run(kit) {
      await prepare(kit)
      const values = async (): Promise<string> =>
        JSON.stringify(
          await kit.query(`select id, parent_id, n, s, last from ${kit.quote('children')} order by id`),
          (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
        )
      const before = await values()
      await kit.migrate((m) => {
        m.addColumn('children', (t) => t.integer('new').notNull().default(1))
        m.dropColumn('children', 'tail')
        m.alterColumn('children', 's', (c) => c.string(80))
        m.addUnique('children', ['last'])
        m.dropForeignKey('children', ['parent_id'])
        m.addForeignKey('children', ['parent_id'], { table: 'parents', columns: ['id'] })
        m.alterColumn('parents', 'name', (c) => c.string(80))
      })
      assert.equal(await values(), before)
    },
  },
  {
    name: 'changing a table that others refer to with a cascade loses none of their rows',
    async run(kit) {
      await prepare(kit)
      await kit.migrate((m) => {
        m.alterColumn('parents', 'name', (c) => c.string(80).nullable())
        m.addUnique('parents', ['spare'])
        m.dropUnique('parents', ['spare'])
        m.dropColumn('parents', 'spare')
      })
      assert.equal(await kit.count('children'), counts.children)
      assert.equal(await kit.count('parents'), counts.parents)
    },
  },
  {
    name: 'createObject and dropObject',
    given: 'opaque',
    async run(kit) {
      await prepare(kit)
      const table = (await kit.live()).table({ name: 'bare' }) as Table
      const objects = kit.options.opaque?.(table, kit.dialect) as readonly OpaqueObject[]
      assert.ok(objects.length > 0)
      const before = await kit.live()
      const create = objects.map((object): Operation => ({ kind: 'createObject', object }))
      await kit.migrate(create)
      const there = await kit.live()
      for (const object of objects) assert.ok(there.has(object), `${object.kind} ${object.name} is read back`)
      const reversal = reverseAll(create, { schema: before, dialect: kit.dialect })
      assert.ok('operations' in reversal)
      await kit.migrate(reversal.operations)
      expectSame(before, await kit.live(), kit.dialect, 'they are not gone')
    },
  },
  {
    name: 'objects that live on a table survive its changes and go with it',
    given: 'opaque',
    async run(kit) {
      await prepare(kit)
      const table = (await kit.live()).table({ name: 'bare' }) as Table
      const objects = (kit.options.opaque?.(table, kit.dialect) ?? []).filter((object) => object.table !== undefined)
      await kit.migrate(objects.map((object): Operation => ({ kind: 'createObject', object })))
      await kit.migrate((m) => {
        m.addPrimaryKey('bare', ['a'])
        m.addColumn('bare', (t) => t.integer('c'))
      })
      await kit.migrate((m) => void [m.dropView('few'), m.dropTable('bare')])
    },
  },
  {
    name: 'setDatabaseOptions changes what it names and leaves the rest, and back',
    given: 'databaseOptions',
    async run(kit) {
      const [one, other] = kit.options.databaseOptions as readonly [Options, Options]
      const start = await kit.live()
      const settings = [one, other].map((options): Operation => ({ kind: 'setDatabaseOptions', options }))
      const schema = await kit.migrate(settings)
      assert.deepEqual(schema.options, { ...start.options, ...one, ...other })
      const reversal = reverseAll(settings, { schema: start, dialect: kit.dialect })
      assert.ok('operations' in reversal)
      await kit.migrate(reversal.operations)
      await kit.expectSchema(start, 'the reversal does not restore what was there')
    },
  },
  {
    name: 'sql is sent as it stands, several statements of it too',
    async run(kit) {
      await prepare(kit)
      const statement = (n: number): string => `insert into ${kit.quote('bare')} (a, b) values (${n}, ${n})`
      const up = [2, 3].map(statement).join(`${kit.settings.limits.delimiter}\n`)
      await kit.apply([{ kind: 'sql', up }])
      assert.equal(await kit.count('bare'), 3)
    },
  },
  {
    name: 'dropPrimaryKey of a column that the database gives out is refused, or does the same in memory',
    async run(kit) {
      await kit.migrate((m) => m.createTable('things', (t) => void [t.id(), t.integer('n')]))
      const schema = await kit.live()
      const [operation] = kit.build((m) => m.dropPrimaryKey('things'))
      assert.ok(operation !== undefined)
      try {
        await kit.apply([operation])
      } catch (error) {
        assert.ok(isRefusal(error) || isStatementError(error), 'it is refused with a code for that')
        return kit.expectSchema(schema, 'what was refused has changed something')
      }
      applyOperation(schema, operation, kit.dialect)
      await kit.expectSchema(schema, 'the database did something else than memory')
    },
  },
  {
    name: 'an operation that does not fit the schema is refused, by emit or by the server',
    async run(kit) {
      await prepare(kit)
      const before = await kit.print()
      const wrong: ((m: MigrationBuilder) => void)[] = [
        (m) => m.dropTable('gone'),
        (m) => m.dropColumn('children', 'gone'),
        (m) => m.alterColumn('children', 'gone', (c) => c.notNull()),
        (m) => m.addColumn('children', (t) => t.integer('n')),
        (m) => m.createTable('children', (t) => void t.id()),
        (m) => m.addPrimaryKey('children', ['n']),
        (m) => m.dropUnique('children', 'gone'),
        (m) => m.dropIndex('children', 'gone'),
        (m) => m.dropForeignKey('children', 'gone'),
        (m) => m.renameColumn('children', 'gone', 'there'),
        (m) => m.dropView('gone'),
      ]
      for (const write of wrong) {
        await failsWith(['LITHIFY_E_OPERATION', 'LITHIFY_E_STATEMENT'], () => kit.apply(kit.build(write)))
      }
      assert.equal(await kit.print(), before)
    },
  },
  {
    name: 'a column that something uses is not dropped, on the server or in memory',
    async run(kit) {
      await prepare(kit)
      const schema = await kit.live()
      const { capabilities } = kit.dialect
      const used = [
        'id',
        'parent_id',
        's',
        'n',
        ...(capabilities.storedGeneratedColumns || capabilities.checks ? ['n'] : []),
      ]
      for (const column of used) {
        const operation: Operation = { kind: 'dropColumn', table: { name: 'children' }, column }
        await failsWith('LITHIFY_E_OPERATION', () => applyOperation(schema.clone(), operation, kit.dialect))
        await failsWith(['LITHIFY_E_OPERATION', 'LITHIFY_E_STATEMENT'], () => kit.apply([operation]))
      }
    },
  },
  {
    name: 'emit needs the schema where it says so, and only there',
    async run(kit) {
      const { needsSchema } = kit.dialect
      if (needsSchema === undefined) return
      await prepare(kit)
      const writes: ((m: MigrationBuilder) => void)[] = [
        (m) => m.createTable('new', (t) => void t.id()),
        (m) => m.addColumn('bare', (t) => t.integer('c')),
        (m) => m.renameColumn('bare', 'b', 'd'),
        (m) => m.renameTable('bare', 'barer'),
        (m) => m.createIndex('children', ['last']),
        (m) => m.dropIndex('children', ['n']),
        (m) => m.dropTable('children'),
      ]
      for (const operation of writes.flatMap((write) => kit.build(write))) {
        if (needsSchema(operation)) continue
        assert.deepEqual(
          kit.dialect.emit(operation, new Schema()),
          kit.dialect.emit(operation, await kit.live()),
          operation.kind,
        )
      }
    },
  },
]
