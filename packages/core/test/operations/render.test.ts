import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MigrationBuilder, renderOperations, type Operation } from '../../src/index.ts'
import { testDialect } from '../schema/test-dialect.ts'
import { built } from './support.ts'

const dialect = testDialect()
const render = (...operations: Operation[]): string => renderOperations(operations, dialect)

/** What the printed lines make when they are run. */
function evaluate(text: string): Operation[] {
  const m = new MigrationBuilder(dialect)
  // oxlint-disable-next-line typescript/no-implied-eval -- that it can be evaluated is what is tested
  new Function('m', text)(m)
  return m.take()
}

function expectSame(...operations: Operation[]): string {
  const text = render(...operations)
  expect(JSON.parse(JSON.stringify(evaluate(text)))).toEqual(JSON.parse(JSON.stringify(operations)))
  expect(render(...operations)).toBe(text)
  return text
}

describe('renderOperations', () => {
  it('says a new table as its author did', () => {
    const operations = built((m) => {
      m.createTable('invoices', (t) => {
        t.id()
        t.string('number', 20).notNull().unique()
        t.references('customers', { nullable: false }).onDelete('cascade')
        t.decimal('total', 12, 2).notNull().default(0).check('total >= 0')
        t.boolean('paid').notNull().default(false)
        t.text('note').default("it's").comment('Whatever; "it" is')
        t.column('span', 'int4range').defaultSql("'[1,2)'")
        t.timestamps()
        t.unique(['number', 'total'], { name: 'both' })
        t.foreignKey(['number', 'total'], { table: 'others', columns: ['a', 'b'] }, { onUpdate: 'setNull' })
        t.options({ engine: 'x' })
      })
      m.createIndex('invoices', ['customer_id', { column: 'total', order: 'desc' }], { unique: true })
      m.createIndex('invoices', [{ expression: 'lower(note)' }], { name: 'by_note', where: 'note is not null' })
    })
    expect(expectSame(...operations)).toBe(
      `m.createTable('invoices', (t) => {
  t.id()
  t.string('number', 20).notNull().unique()
  t.references('customers', { nullable: false }).onDelete('cascade')
  t.decimal('total', 12, 2).notNull().default(0).check('total >= 0')
  t.boolean('paid').notNull().default(false)
  t.text('note').default("it's").comment('Whatever; "it" is')
  t.column('span', 'int4range').default('[1,2)')
  t.timestamps()
  t.unique(['number', 'total'], { name: 'both' })
  t.foreignKey(['number', 'total'], { table: 'others', columns: ['a', 'b'] }, { onUpdate: 'setNull' })
  t.options({ engine: 'x' })
})
m.createIndex('invoices', ['customer_id', { column: 'total', order: 'desc' }], { unique: true })
m.createIndex('invoices', [{ expression: 'lower(note)' }], { name: 'by_note', where: 'note is not null' })
`,
    )
  })

  it('says every kind of change with the builder', () => {
    const operations = built((m) => {
      m.dropTable({ schema: 'old', name: 'things' })
      m.renameTable('people', 'customers')
      m.alterTable('customers', (t) => void t.comment(null))
      m.alterTable('customers', (t) => void t.options({ fillfactor: 70 }))
      m.addColumn('customers', (t) => t.string('phone', 20).notNull().default(''))
      m.dropColumn('customers', 'fax')
      m.renameColumn('customers', 'mail', 'email')
      m.alterColumn('customers', 'name', (c) => c.string(200).notNull().dropDefault().comment(null))
      m.alterColumn('customers', 'rank', (c) => c.native('rank').default(9007199254740993n).options(null))
      m.alterColumn('customers', 'at', (c) => c.defaultNow().from({ name: 'at', type: 'timestamp', nullable: true }))
      m.addPrimaryKey('customers', ['a', 'b'], { name: 'pk' })
      m.dropPrimaryKey('customers')
      m.addUnique('customers', ['email'])
      m.dropUnique('customers', 'customers_email_unique')
      m.addCheck('customers', 'positive', 'rank > 0')
      m.dropCheck('customers', 'positive')
      m.addForeignKey({ schema: 'a', name: 'x' }, ['y'], { table: { schema: 'b', name: 'z' }, columns: [] })
      m.dropForeignKey('x', 'x_y_foreign')
      m.dropIndex('x', 'i')
      m.renameIndex('x', 'i', 'j')
      m.createView('v', 'select 1 as one', { columns: ['one'], dependsOn: [{ kind: 'table', name: 'x' }] })
      m.dropView('v')
      m.createObject({ kind: 'trigger', table: 'x', name: 't', create: 'create trigger\n  t', drop: 'drop trigger t' })
      m.dropObject({ kind: 'trigger', table: 'x', name: 't' })
      m.setDatabaseOptions({ user_version: 7, encoding: null })
      m.sql('insert into x values (1)', { down: 'delete from x' })
    })
    const text = expectSame(...operations)
    expect(text).not.toContain('m.operation(')
    expect(text).toContain(
      `m.alterColumn('customers', 'name', (c) => c.string(200).notNull().dropDefault().comment(null))`,
    )
    expect(text).toContain('.default(9007199254740993n)')
    expect(text).toContain(`  create: \`create trigger
  t\`,
`)
  })

  it('gives what the builder has no word for as plain data', () => {
    const table = built((m) => m.createTable('t', (t) => void t.integer('a')))[0] as Operation & { kind: 'createTable' }
    const cases: Operation[] = [
      { ...table, table: { ...table.table, source: 'create table t(a)' } },
      { ...table, table: { ...table.table, primaryKey: { keys: [{ column: 'a', order: 'desc' }] } } },
      { ...table, table: { ...table.table, uniques: [{ name: 'u', keys: [{ column: 'a' }], options: { x: 1 } }] } },
      { ...table, table: { ...table.table, columns: [] } },
      { kind: 'alterTable', table: { name: 't' }, comment: 'x', options: { y: 1 } },
      { kind: 'createIndex', index: { kind: 'index', table: 't', name: 'i', unique: false, keys: [] } },
      { kind: 'sql', up: ' ' },
      { kind: 'dropTable', table: { name: 'a'.repeat(100) } },
    ]
    for (const operation of cases) expect(expectSame(operation)).toMatch(/^m\.operation\(\{/)
  })

  it('finds the column that an author meant, or says the constraint after the columns', () => {
    const operations = built((m) =>
      m.createTable({ schema: 'shop', name: 'orders' }, (t) => {
        t.integer('a')
        t.bigInteger('customer_id').references({ schema: 'shop', name: 'customers' }, 'number', { match: 'full' })
        t.integer('c').references({ name: 'elsewhere' }, 'id', { name: 'to' })
        t.check('orders_c_check', 'c > 0')
        t.check('orders_a_check', 'a > 0')
        t.unique(['c'])
        t.unique(['a'])
        t.primaryKey(['c', 'a'])
      }),
    )
    const text = expectSame(...operations)
    expect(text).toContain(`t.bigInteger('customer_id').references('customers', 'number', { match: 'full' })`)
    expect(text).toContain(`t.integer('c').references({ name: 'elsewhere' }, 'id', { name: 'to' }).unique()`)
    expect(text).not.toContain('m.operation(')
  })

  it('says keys that may hold NULL', () => {
    const operations = built((m) => {
      m.createTable('a', (t) => void t.integer('id').primary({ nullable: true }))
      m.createTable(
        'b',
        (t) => void [t.integer('x'), t.integer('y').notNull(), t.primaryKey(['x', 'y'], { nullable: true })],
      )
    })
    const [a, b] = operations.map((operation) => (operation.kind === 'createTable' ? operation.table : undefined))
    expect(a).toMatchObject({ columns: [{ nullable: true }], primaryKey: { keys: [{ column: 'id' }] } })
    expect(b).toMatchObject({ columns: [{ nullable: true }, { nullable: false }] })
    expect(expectSame(...operations)).not.toContain('m.operation(')
  })

  const nasty = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom(
      'a\u0060b',
      '${x}',
      '\\${x}\n',
      '\\',
      "'",
      '"',
      '\r\n',
      '\u2028',
      '\ud800',
      '\u202e',
      '👨‍👩‍👧',
      '__proto__',
      '\u00001',
      '*/',
      '</script>',
      ' \t ',
      'NaN',
    ),
  )
  const plain = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      nasty,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(nasty, tie('node'), { maxKeys: 3 }),
    ),
  })).node

  it('prints whatever a text or an option holds', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, plain, (name, create, type, value) => {
        const column = { name, type, nullable: false, default: create, collation: name, comment: create }
        const key = { column: name, options: { [name]: value } }
        const operations = [
          { kind: 'createObject', object: { kind: 'trigger', name, create, drop: type, options: { [type]: value } } },
          {
            kind: 'createTable',
            table: { kind: 'table', name, columns: [column], uniques: [], checks: [] },
            foreignKeys: [],
          },
          {
            kind: 'createIndex',
            index: { kind: 'index', table: name, name: type, unique: true, keys: [key], where: create },
          },
          { kind: 'alterColumn', table: { schema: name, name }, column: name, change: { default: create, type } },
          { kind: 'sql', up: create, down: type },
          { kind: 'setDatabaseOptions', options: { [name]: value } },
        ] as unknown as Operation[]
        expectSame(...operations)
        const text = render(...operations)
        expect(text).not.toMatch(/[\r\u2028\u2029\u202a-\u202e]/)
        expect(Buffer.from(text).toString()).toBe(text)
      }),
      { numRuns: 40 },
    )
  })
})
