import { describe, expect, test } from 'vitest'
import {
  defaultName,
  isMigration,
  migration,
  MigrationBuilder,
  type MigrationDefinition,
  type OpaqueObject,
  type OperationOf,
  type TableBuilder,
} from '../../src/index.ts'
import { testDialect } from '../schema/test-dialect.ts'
import { built, refused } from './support.ts'

function createdTable(define: (t: TableBuilder) => void): OperationOf<'createTable'> {
  return built((m) => m.createTable('invoices', define))[0] as OperationOf<'createTable'>
}

describe('createTable', () => {
  test('the example of the design', () => {
    const operations = built((m) => {
      m.createTable('invoices', (t) => {
        t.id()
        t.decimal('total', 12, 2).notNull()
        t.references('customers')
      })
      m.createIndex('invoices', ['customer_id'])
    })
    expect(operations).toEqual([
      {
        kind: 'createTable',
        table: {
          kind: 'table',
          name: 'invoices',
          columns: [
            { name: 'id', type: 'bigint', nullable: false, options: { identity: true } },
            { name: 'total', type: 'decimal(12,2)', nullable: false },
            { name: 'customer_id', type: 'bigint', nullable: true },
          ],
          primaryKey: { keys: [{ column: 'id' }] },
          uniques: [],
          checks: [],
        },
        foreignKeys: [
          {
            kind: 'foreignKey',
            table: 'invoices',
            name: 'invoices_customer_id_foreign',
            columns: ['customer_id'],
            references: { table: 'customers', columns: ['id'] },
          },
        ],
      },
      {
        kind: 'createIndex',
        index: {
          kind: 'index',
          table: 'invoices',
          name: 'invoices_customer_id_index',
          unique: false,
          keys: [{ column: 'customer_id' }],
        },
      },
    ])
    expect(JSON.parse(JSON.stringify(operations))).toEqual(operations)
  })

  test('every type', () => {
    const { table } = createdTable((t) => {
      t.string('a')
      t.string('b', 20)
      t.text('c')
      t.integer('d')
      t.bigInteger('e')
      t.smallInteger('f')
      t.boolean('g')
      t.float('h')
      t.double('i')
      t.date('j')
      t.time('k')
      t.timestamp('l', { precision: 3, timeZone: true })
      t.json('m')
      t.uuid('n')
      t.binary('o')
      t.column('p', 'geometry(point, 4326)')
    })
    expect(table.columns.map(({ type }) => type)).toEqual([
      'varchar(255)',
      'varchar(20)',
      'text',
      'integer',
      'biginteger',
      'smallinteger',
      'boolean',
      'float',
      'double',
      'date',
      'time',
      'timestamp',
      'json',
      'uuid',
      'binary',
      'geometry(point, 4326)',
    ])
    expect(table.columns.every(({ nullable }) => nullable)).toBe(true)
  })

  test('what can be said of a column', () => {
    const { table, foreignKeys } = createdTable((t) => {
      t.string('code').primary().collate('nocase').comment('a code').options({ hidden: true })
      t.integer('n').default(3).check('n > 0').check('n < 9').check('n <> 5', 'not_five')
      t.string('text').default("it's").unique()
      t.boolean('flag').notNull().nullable().default(null).unique('only_flag')
      t.timestamp('at').defaultNow()
      t.integer('twice').generatedAs('n * 2', { stored: false })
      t.integer('double').generatedAs('n + n')
      t.string('x').defaultSql('lower(code)')
      t.uuid('owner')
        .references('people', 'uuid')
        .onDelete('setNull')
        .onUpdate('cascade')
        .deferrable('initiallyDeferred')
    })
    expect(table.columns).toEqual([
      {
        name: 'code',
        type: 'varchar(255)',
        nullable: false,
        collation: 'nocase',
        comment: 'a code',
        options: { hidden: true },
      },
      { name: 'n', type: 'integer', nullable: true, default: '3' },
      { name: 'text', type: 'varchar(255)', nullable: true, default: "'it''s'" },
      { name: 'flag', type: 'boolean', nullable: true, default: 'null' },
      { name: 'at', type: 'timestamp', nullable: true, default: 'now()' },
      { name: 'twice', type: 'integer', nullable: true, generated: { expression: 'n * 2', stored: false } },
      { name: 'double', type: 'integer', nullable: true, generated: { expression: 'n + n', stored: true } },
      { name: 'x', type: 'varchar(255)', nullable: true, default: 'lower(code)' },
      { name: 'owner', type: 'uuid', nullable: true },
    ])
    expect(table.checks).toEqual([
      { name: 'invoices_n_check', expression: 'n > 0' },
      { name: 'invoices_n_2_check', expression: 'n < 9' },
      { name: 'not_five', expression: 'n <> 5' },
    ])
    expect(table.uniques).toEqual([
      { name: 'invoices_text_unique', keys: [{ column: 'text' }] },
      { name: 'only_flag', keys: [{ column: 'flag' }] },
    ])
    expect(foreignKeys).toEqual([
      {
        kind: 'foreignKey',
        table: 'invoices',
        name: 'invoices_owner_foreign',
        columns: ['owner'],
        references: { table: 'people', columns: ['uuid'] },
        onDelete: 'setNull',
        onUpdate: 'cascade',
        deferrable: 'initiallyDeferred',
      },
    ])
  })

  test('what can be said of a table', () => {
    const operations = built((m) =>
      m.createTable(
        { schema: 'app', name: 'lines' },
        (t) => {
          t.integer('a')
          t.integer('b')
          t.timestamps()
          t.primaryKey(['a', 'b'], { name: 'lines_key' })
          t.unique(['b', 'a'])
          t.check('a_is_small', 'a < 10')
          t.foreignKey(
            ['a', 'b'],
            { table: { schema: 'other', name: 'pairs' }, columns: [] },
            { name: 'pair', match: 'full' },
          )
          t.foreignKey(['b'], { table: 'near', columns: ['id'] })
          t.comment('lines').options({ strict: true })
        },
        { withoutRowid: true },
      ),
    )
    expect(operations).toMatchObject([
      {
        table: {
          schema: 'app',
          name: 'lines',
          columns: [
            { nullable: false },
            { nullable: false },
            { name: 'created_at', nullable: false, default: 'now()' },
            { name: 'updated_at' },
          ],
          primaryKey: { name: 'lines_key', keys: [{ column: 'a' }, { column: 'b' }] },
          uniques: [{ name: 'lines_b_a_unique', keys: [{ column: 'b' }, { column: 'a' }] }],
          checks: [{ name: 'a_is_small', expression: 'a < 10' }],
          comment: 'lines',
          options: { withoutRowid: true, strict: true },
        },
        foreignKeys: [
          { schema: 'app', name: 'pair', match: 'full', references: { schema: 'other', table: 'pairs', columns: [] } },
          { schema: 'app', references: { schema: 'app', table: 'near' } },
        ],
      },
    ])
  })

  test('a reference takes the singular of the table, unless told otherwise', () => {
    const { table, foreignKeys } = createdTable((t) => {
      t.references('categories', { nullable: false })
      t.references('people', { column: 'boss', to: 'uuid', onDelete: 'cascade', name: 'the_boss' })
    })
    expect(table.columns.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['category_id', false],
      ['boss', true],
    ])
    expect(foreignKeys[1]).toMatchObject({ name: 'the_boss', onDelete: 'cascade', references: { columns: ['uuid'] } })
  })
})

describe('alterTable and what is short for it', () => {
  test('steps come in the order in which they are written, chains complete', () => {
    const operations = built((m) =>
      m.alterTable('customers', (t) => {
        t.string('phone').notNull().unique().check("phone <> ''")
        t.dropColumn('fax', 'telex')
        t.alterColumn('name').string(200).notNull().dropDefault().collate(null).comment(null)
        t.renameColumn('mail', 'email')
        t.references('countries')
        t.addPrimaryKey(['email'])
          .dropPrimaryKey()
          .addUnique(['email'])
          .dropUnique('u')
          .addCheck('c', '1')
          .dropCheck('c')
        t.addForeignKey(['email'], { table: 'mails', columns: ['address'] }).dropForeignKey('f')
        t.comment(null).options({ x: 1 })
      }),
    )
    expect(operations.map(({ kind }) => kind)).toEqual([
      'addColumn',
      'addUnique',
      'addCheck',
      'dropColumn',
      'dropColumn',
      'alterColumn',
      'renameColumn',
      'addColumn',
      'addForeignKey',
      'addPrimaryKey',
      'dropPrimaryKey',
      'addUnique',
      'dropUnique',
      'addCheck',
      'dropCheck',
      'addForeignKey',
      'dropForeignKey',
      'alterTable',
      'alterTable',
    ])
    expect(operations[0]).toMatchObject({ column: { name: 'phone', nullable: false } })
    expect(operations[5]).toEqual({
      kind: 'alterColumn',
      table: { name: 'customers' },
      column: 'name',
      change: { type: 'varchar(200)', nullable: false, default: null, collation: null, comment: null },
    })
  })

  test('each short form is the same operation', () => {
    const short = built((m) => {
      m.addColumn('a', (t) => t.id())
      m.dropColumn('a', 'x', 'y')
      m.renameColumn('a', 'x', 'y')
      m.alterColumn('a', 'x', (c) => c.native('money').nullable().default(1).generatedAs('1').options({ k: 1 }))
      m.addPrimaryKey('a', ['x'], { name: 'k' })
      m.dropPrimaryKey('a')
      m.addUnique('a', ['x'])
      m.dropUnique('a', ['x'])
      m.addCheck('a', 'c', 'x > 1')
      m.dropCheck('a', 'c')
      m.addForeignKey('a', ['x'], { table: 'b', columns: ['y'] })
      m.dropForeignKey('a', ['x'])
      m.dropTable('a')
      m.renameTable('a', 'b')
    })
    expect(short.map(({ kind }) => kind)).toEqual([
      'addColumn',
      'addPrimaryKey',
      'dropColumn',
      'dropColumn',
      'renameColumn',
      'alterColumn',
      'addPrimaryKey',
      'dropPrimaryKey',
      'addUnique',
      'dropUnique',
      'addCheck',
      'dropCheck',
      'addForeignKey',
      'dropForeignKey',
      'dropTable',
      'renameTable',
    ])
    expect(short).toContainEqual({ kind: 'dropUnique', table: { name: 'a' }, name: 'a_x_unique' })
    expect(short).toContainEqual({ kind: 'dropForeignKey', table: { name: 'a' }, name: 'a_x_foreign' })
  })

  test('what a type needs beyond its name goes with it', () => {
    expect(built((m) => m.alterColumn('a', 'x', (c) => c.type({ name: 'id' })))[0]).toMatchObject({
      change: { type: 'bigint', options: { identity: true } },
    })
  })
})

describe('the rest', () => {
  test('indexes', () => {
    const operations = built((m) => {
      m.createIndex('a', ['x', { column: 'y', order: 'desc' }], { unique: true, where: 'x > 1' })
      m.createIndex('a', [{ expression: 'lower(x)' }], { name: 'lower_x' })
      m.dropIndex('a', ['x', 'y'])
      m.renameIndex('a', 'lower_x', 'low')
    })
    expect(operations).toMatchObject([
      {
        index: {
          name: 'a_x_y_index',
          unique: true,
          where: 'x > 1',
          keys: [{ column: 'x' }, { column: 'y', order: 'desc' }],
        },
      },
      { index: { name: 'lower_x', keys: [{ expression: 'lower(x)' }] } },
      { kind: 'dropIndex', name: 'a_x_y_index' },
      { kind: 'renameIndex', name: 'lower_x', to: 'low' },
    ])
  })

  test('views, objects, database options and SQL', () => {
    const trigger: OpaqueObject = {
      kind: 'trigger',
      table: 'a',
      name: 't',
      create: 'create trigger t',
      drop: 'drop trigger t',
    }
    const operations = built((m) => {
      m.createView('v', 'select 1', { columns: ['one'] })
      m.dropView('v')
      m.createObject(trigger)
      m.dropObject(trigger)
      m.setDatabaseOptions({ user_version: 3 })
      m.sql('update a set x = 1', { down: 'update a set x = 0' })
      m.sql('vacuum')
      m.operation({ kind: 'dropTable', table: { name: 'z' } })
    })
    expect(operations).toEqual([
      { kind: 'createView', view: { kind: 'view', name: 'v', definition: 'select 1', columns: ['one'] } },
      { kind: 'dropView', view: { name: 'v' } },
      { kind: 'createObject', object: trigger },
      { kind: 'dropObject', object: { kind: 'trigger', table: 'a', name: 't' } },
      { kind: 'setDatabaseOptions', options: { user_version: 3 } },
      { kind: 'sql', up: 'update a set x = 1', down: 'update a set x = 0' },
      { kind: 'sql', up: 'vacuum' },
      { kind: 'dropTable', table: { name: 'z' } },
    ])
  })

  test('take hands over and clears', () => {
    const m = new MigrationBuilder(testDialect())
    m.dropTable('a')
    expect(m.take()).toHaveLength(1)
    expect(m.take()).toEqual([])
  })

  test('query asks the hook, and says so when there is none', async () => {
    const asked: unknown[] = []
    const m = new MigrationBuilder(testDialect(), {
      query: async (sql, params) => {
        asked.push(sql, params, m.take().length)
        return [{ n: 1 }]
      },
    })
    m.dropTable('a')
    expect(await m.query<{ n: number }>('select ?', [1])).toEqual([{ n: 1 }])
    expect(asked).toEqual(['select ?', [1], 1])
    await expect(new MigrationBuilder(testDialect()).query('select 1')).rejects.toMatchObject({
      code: 'LITHIFY_E_REPLAY',
    })
  })

  test('migration() marks a definition, and only that', () => {
    const definition: MigrationDefinition = { up: (m) => m.dropTable('a'), down: false, description: 'd' }
    expect(isMigration(migration(definition))).toBe(true)
    expect(migration(definition)).toMatchObject(definition)
    expect(isMigration(definition)).toBe(false)
    expect(isMigration(null)).toBe(false)
    expect(Object.getOwnPropertySymbols(migration(definition))).toEqual([Symbol.for('lithify.migration')])
  })
})

describe('default names', () => {
  test('are cut with a hash, on a whole character, and stay distinct and within the limit', () => {
    const dialect = testDialect({ nameLength: 30 })
    const long = defaultName('\u{1f600}'.repeat(9), ['first'], 'unique', dialect)
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(30)
    expect(long).toMatch(/^(\u{1f600}){3}_[0-9a-f]{8}_unique$/u)
    expect(defaultName('\u{1f600}'.repeat(9), ['second'], 'unique', dialect)).not.toBe(long)
    expect(defaultName('short', ['a'], 'index', dialect)).toBe('short_a_index')
  })
})

describe('wrong input is refused', () => {
  const wrong: Record<string, [(m: MigrationBuilder) => unknown, RegExp]> = {
    'an empty name': [(m) => m.dropTable(''), /name of a table/],
    'a name that is no text': [(m) => m.dropTable(undefined as never), /named by a string or/],
    'a NUL in a name': [(m) => m.dropTable('a\0b'), /NUL/],
    'a name that is too long': [(m) => m.dropTable('ü'.repeat(32)), /64 bytes, the database takes 63/],
    'a table without columns': [(m) => m.createTable('a', () => {}), /no columns/],
    'two columns of one name': [(m) => m.createTable('a', (t) => void [t.text('x'), t.text('x')]), /column x twice/],
    'two primary keys': [
      (m) => m.createTable('a', (t) => void [t.id(), t.text('x'), t.primaryKey(['x'])]),
      /two primary keys/,
    ],
    'a nullable primary column': [(m) => m.createTable('a', (t) => void t.id().nullable()), /cannot be nullable/],
    'a constraint on an unknown column': [
      (m) => m.createTable('a', (t) => void [t.id(), t.unique(['x'])]),
      /no column x/,
    ],
    'a foreign key of an unknown column': [
      (m) => m.createTable('a', (t) => void [t.id(), t.foreignKey(['x'], { table: 'b', columns: ['y'] })]),
      /no column x/,
    ],
    'two constraints of one name': [
      (m) => m.createTable('a', (t) => void [t.id().check('1', 'c'), t.check('c', '2')]),
      /of the name c/,
    ],
    'foreign keys of unequal sides': [
      (m) => m.addForeignKey('a', ['x'], { table: 'b', columns: ['y', 'z'] }),
      /1 columns .* 2/,
    ],
    'an unknown action': [
      (m) => m.addForeignKey('a', ['x'], { table: 'b', columns: [] }, { onDelete: 'SET NULL' as never }),
      /SET NULL/,
    ],
    'onDelete of no reference': [
      (m) => m.createTable('a', (t) => void t.id().onDelete('cascade')),
      /refers to nothing/,
    ],
    'a default that is an object': [
      (m) => m.createTable('a', (t) => void t.json('x').default({} as never)),
      /not object/,
    ],
    'a default of a generated column': [
      (m) => m.createTable('a', (t) => void t.text('x').default(1).generatedAs('2')),
      /generated and have/,
    ],
    'an async description': [(m) => m.createTable('a', async (t) => void t.id()), /must not be async/],
    'no description': [(m) => m.createTable('a', undefined as never), /needs a function/],
    'an alteration of nothing': [(m) => m.alterTable('a', () => {}), /nothing of the table a/],
    'an alteration of nothing in a column': [(m) => m.alterColumn('a', 'x', () => {}), /nothing of the column x/],
    'addColumn without a column': [(m) => m.addColumn('a', (t) => t.dropColumn('x')), /adds no column/],
    'dropColumn of none': [(m) => m.dropColumn('a'), /no column/],
    'an index without columns': [(m) => m.createIndex('a', []), /one column or more/],
    'an index part that is both': [(m) => m.createIndex('a', [{ column: 'x', expression: 'y' }]), /either a column or/],
    'a nameless expression index': [(m) => m.createIndex('a', [{ expression: 'y' }]), /needs a name/],
    'a key that names a column twice': [(m) => m.addUnique('a', ['x', 'x']), /twice/],
    'an empty check': [(m) => m.addCheck('a', 'c', '  '), /check has to be a text/],
    'an empty query of a view': [(m) => m.createView('v', ''), /query of a view/],
    'an object without its statements': [
      (m) => m.createObject({ kind: 'k', name: 'n', create: '', drop: 'd' }),
      /creates an object/,
    ],
    'empty SQL': [(m) => m.sql(''), /SQL given to sql/],
  }
  for (const [what, [write, message]] of Object.entries(wrong)) {
    test(what, () => {
      const m = new MigrationBuilder(testDialect())
      refused(() => write(m), message)
      expect(m.take()).toEqual([])
    })
  }
})
