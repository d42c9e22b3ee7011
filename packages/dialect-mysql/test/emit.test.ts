import { Schema, type ForeignKey, type Index, type MigrationBuilder, type Operation, type Table } from '@lithify/core'
import { emittedBy } from '@lithify/dialect-testkit'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { database, onAll, session } from './helpers.ts'

const { operations: built, sql, needsSchema: asks } = emittedBy(dialect)

const table: Table = {
  kind: 'table',
  name: 't',
  columns: [
    { name: 'id', type: 'bigint', nullable: false, options: { autoIncrement: true } },
    { name: 'a', type: 'varchar(9)', nullable: true, default: "'x'", comment: "it's", options: { charset: 'latin1' } },
    { name: 'b', type: 'bigint', nullable: true },
  ],
  primaryKey: { keys: [{ column: 'id' }] },
  uniques: [],
  checks: [],
}
const key: ForeignKey = {
  kind: 'foreignKey',
  name: 'fk',
  table: 't',
  columns: ['b'],
  references: { table: 't', columns: ['id'] },
}
const index: Index = { kind: 'index', name: 'i', table: 't', unique: false, keys: [{ column: 'b' }, { column: 'a' }] }

describe('emit', () => {
  test('quotes every name, and says that DDL cannot be in a transaction', () => {
    const [operation] = built((m) => m.createTable('a`b', (t) => void t.id()))
    expect(dialect.emit(operation as Operation, new Schema())).toEqual([
      {
        text: 'CREATE TABLE `a``b` (\n  `id` bigint NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`id`)\n)',
        transactional: false,
      },
    ])
  })

  test('a changed column keeps all that it has', () => {
    expect(sql((m) => m.alterColumn('t', 'a', (c) => c.notNull()), new Schema([table]))).toEqual([
      "ALTER TABLE `t` MODIFY COLUMN `a` varchar(9) CHARACTER SET latin1 NOT NULL DEFAULT 'x' COMMENT 'it''s'",
    ])
    expect(sql((m) => m.alterColumn('t', 'a', (c) => c.default('y')), new Schema([table]))).toEqual([
      "ALTER TABLE `t` ALTER COLUMN `a` SET DEFAULT 'y'",
    ])
    expect(sql((m) => m.alterColumn('t', 'a', (c) => c.dropDefault()))).toEqual([
      'ALTER TABLE `t` ALTER COLUMN `a` DROP DEFAULT',
    ])
    expect(() => sql((m) => m.alterColumn('t', 'a', (c) => c.notNull()))).toThrow(/no table t/)
  })

  test('a foreign key goes with the index that the server made for it, and no other', () => {
    expect(sql((m) => m.dropForeignKey('t', 'fk'), new Schema([table, key]))).toEqual([
      'ALTER TABLE `t` DROP FOREIGN KEY `fk`, DROP INDEX `fk`',
    ])
    expect(sql((m) => m.dropForeignKey('t', 'fk'), new Schema([table, key, index]))).toEqual([
      'ALTER TABLE `t` DROP FOREIGN KEY `fk`',
    ])
  })

  test('a column that something uses is not dropped with it', () => {
    expect(() => sql((m) => m.dropColumn('t', 'id'), new Schema([table]))).toThrow(/primary key/)
  })

  test('the schema is asked for only where it is looked at', () => {
    expect(asks((m) => m.createTable('t', (t) => void t.id()))).toEqual([false])
    expect(asks((m) => m.alterColumn('t', 'a', (c) => c.dropDefault()))).toEqual([false])
    expect(asks((m) => m.alterColumn('t', 'a', (c) => c.text()))).toEqual([true])
  })
})

onAll((name) => {
  test('every operation runs, and does what it says', async () => {
    const opened = await session({ url: await database(name) })
    const run = async (write: (m: MigrationBuilder) => void, schema = new Schema()): Promise<void> => {
      for (const operation of built(write)) await opened.execute(dialect.emit(operation, schema))
    }
    const shown = async (what: string): Promise<string> =>
      String(Object.values((await opened.query(`SHOW CREATE ${what}`))[0] ?? {})[1])

    await run((m) => {
      m.createTable('parents', (t) => void [t.id(), t.string('select', 20).unique('u')])
      m.createTable('t', (t) => {
        t.id()
        t.smallInteger('small').default(-1)
        t.integer('n').notNull().default(0).check('`n` >= 0', 'positive')
        t.boolean('yes').default(true)
        t.string('a b`c', 30).default("it's \\ 😀")
        t.text('long').default('long text')
        t.float('f')
        t.double('d').default(0.1)
        t.decimal('money', 12, 3).default('1.5')
        t.date('day')
        t.time('clock')
        t.timestamp('stamp').notNull().defaultNow()
        t.timestamp('exact', { precision: 3, timeZone: true }).defaultNow()
        t.json('doc').comment("o'clock")
        t.uuid('uuid')
        t.binary('bytes')
        t.integer('twice').generatedAs('`n` * 2', { stored: true })
        t.integer('thrice').generatedAs('`n` * 3')
        t.references('parents', { name: 'fk' })
      })
      m.createIndex('t', ['n', 'small'], { name: 'i' })
      m.createView('v', 'SELECT `id`, `n` FROM `t`')
    })
    await opened.query('INSERT INTO parents (`select`) VALUES (?)', ['x'])
    await opened.query('INSERT INTO t (n, parent_id, bytes) VALUES (?, ?, ?)', [2, 1, new Uint8Array([0, 255])])
    const [row] = await opened.query('SELECT * FROM t')
    expect(row).toMatchObject({
      id: 1,
      small: -1,
      n: 2,
      yes: 1,
      'a b`c': "it's \\ 😀",
      long: 'long text',
      d: 0.1,
      money: '1.500',
      twice: 4,
      thrice: 6,
      bytes: Buffer.from([0, 255]),
    })
    expect(row?.['stamp']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(row?.['exact']).toMatch(/\.\d{3}$/)
    await expect(opened.query('INSERT INTO t (n, parent_id) VALUES (-1, 1)')).rejects.toThrow(/positive/)
    await expect(opened.query('INSERT INTO t (n, parent_id) VALUES (1, 7)')).rejects.toThrow(/fk/)
    expect(await opened.query('SELECT * FROM v')).toEqual([{ id: 1, n: 2 }])

    await run((m) => {
      m.dropView('v')
      m.renameIndex('t', 'i', 'j')
      m.dropIndex('t', 'j')
      m.dropCheck('t', 'positive')
      m.addCheck('t', 'more', '`n` > -5')
      m.addColumn('t', (t) => void t.string('extra').notNull().default('e'))
      m.renameColumn('t', 'extra', 'more words')
      m.addUnique('t', ['more words'], { name: 'uq' })
      m.dropUnique('t', 'uq')
      m.renameTable('t', 'T 2')
    })
    const after = await shown('TABLE `T 2`')
    expect(after).toMatch(/`more words` varchar\(255\) .*NOT NULL DEFAULT 'e'/)
    expect(after).not.toMatch(/`j`|`uq`|positive/)
    expect(after).toContain('more')
    const live: Table = { ...table, name: 'T 2', columns: [{ name: 'n', type: 'int', nullable: false, default: '0' }, { name: 'parent_id', type: 'bigint', nullable: false }] } // prettier-ignore
    const foreign: ForeignKey = {
      ...key,
      table: 'T 2',
      columns: ['parent_id'],
      references: { table: 'parents', columns: ['id'] },
    }
    await run((m) => m.alterColumn('T 2', 'n', (c) => c.bigInteger().comment('big')), new Schema([live]))
    await run((m) => m.dropForeignKey('T 2', 'fk'), new Schema([live, foreign]))
    const last = await shown('TABLE `T 2`')
    expect(last).toMatch(/`n` bigint(?:\(20\))? NOT NULL DEFAULT '?0'? COMMENT 'big'/)
    expect(last).not.toContain('fk')
    await run((m) => m.dropTable('T 2'))
    expect(await opened.query("SHOW TABLES LIKE 'T 2'")).toEqual([])
  })
})

describe('characters of four bytes', () => {
  test.each<[string, (m: MigrationBuilder) => void]>([
    ['a table', (m) => m.createTable('t😀', (t) => void t.id())],
    ['a column', (m) => m.addColumn('t', (t) => void t.integer('c😀'))],
    ['an index', (m) => m.createIndex('t', ['a'], { name: 'i😀' })],
    ['a comment', (m) => m.alterTable('t', (t) => t.comment('😀'))],
    ['an enum', (m) => m.addColumn('t', (t) => void t.column('e', "enum('😀')"))],
  ])('are refused in %s, where the server would put question marks', (_, write) =>
    expect(() => sql(write)).toThrow(/four bytes/),
  )

  test('stand in defaults as they are', () =>
    expect(sql((m) => m.addColumn('t', (t) => void t.string('s').default('😀')))).toEqual([
      "ALTER TABLE `t` ADD COLUMN `s` varchar(255) DEFAULT '😀'",
    ]))
})
