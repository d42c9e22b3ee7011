import {
  compareSchemas,
  describeDifferences,
  isForeignKey,
  isIndex,
  isTable,
  MigrationBuilder,
  applyOperation,
  Schema,
} from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import type { MysqlSession } from '../src/driver.ts'
import { admin, corpus, database, onAll, session, statements } from './helpers.ts'
import { split } from './split.ts'

/** Everything that a table can have here, as both servers take it. */
const everything = [
  'CREATE TABLE parents (a int, b varchar(20) CHARACTER SET latin1, PRIMARY KEY (a, b))',
  `CREATE TABLE t (
    id bigint unsigned NOT NULL AUTO_INCREMENT, a int DEFAULT -5, b varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT 'it''s \\\\ "x"', c varchar(10) COLLATE utf8mb4_bin,
    d decimal(12,3) DEFAULT 1.5, e enum('x','y,)','it''s') DEFAULT 'x', s set('p','q'), z int(5) unsigned zerofill, f float, g double NOT NULL DEFAULT 0.25, y year, bt bit(5) DEFAULT b'101',
    ts timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), dt datetime DEFAULT '2026-11-23 00:00:00', doc json, txt mediumtext COMMENT 'a 😀; ) COMMENT',
    ex int DEFAULT (1 + 2), k int, ref bigint unsigned, gs int GENERATED ALWAYS AS (k * 2) STORED, gv varchar(9) GENERATED ALWAYS AS (concat(c, ')')) VIRTUAL COMMENT 'v', hidden int INVISIBLE, p point NOT NULL,
    PRIMARY KEY (id), UNIQUE KEY u (a, b(5)), KEY i (c DESC, a) COMMENT 'an index', FULLTEXT KEY ft (txt), SPATIAL KEY sp (p), KEY fk_other (a),
    CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parents (a, b) ON DELETE CASCADE, CONSTRAINT self FOREIGN KEY (ref) REFERENCES t (id),
    CONSTRAINT positive CHECK (k > 0 and c <> ')')
  ) ROW_FORMAT=DYNAMIC COMMENT='the "table"'`,
  'CREATE TABLE parted (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) DEFAULT CHARSET=latin1 PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)',
  'CREATE TABLE `a``b c` (`select` int, `ü` int, `x)` int, KEY `k``1` (`x)`)) ENGINE=MyISAM',
]

async function shown(opened: MysqlSession): Promise<Record<string, string>> {
  const tables = (await dialect.inventory(opened, {})).filter(({ kind }) => kind === 'table').map(({ name }) => name)
  await opened.execute(statements('SET SESSION character_set_results = binary'))
  const answers = await opened.queries(tables.map((name) => `SHOW CREATE TABLE ${dialect.quote(name)}`))
  await opened.execute(statements('SET SESSION character_set_results = utf8mb4'))
  const texts = answers.map(([row]) => String(row?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, ''))
  return Object.fromEntries(tables.map((name, at) => [name, texts[at] ?? '']))
}

/** Makes in an empty database what was read from another, from the model alone. */
async function rebuild(schema: Schema, opened: MysqlSession): Promise<void> {
  await opened.execute(statements('SET foreign_key_checks = 0'))
  for (const table of schema.objects().filter(isTable)) {
    await opened.execute(dialect.emit({ kind: 'createTable', table, foreignKeys: schema.foreignKeysOn(table) }, schema))
    for (const index of schema.on(table).filter(isIndex))
      await opened.execute(dialect.emit({ kind: 'createIndex', index }, schema))
  }
}

/** The order of indexes and constraints is the server's own, and so is whether MariaDB shows what is its default. */
const lines = (texts: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text
        .split('\n')
        .map((line) => line.replace(/,$/, '').replaceAll(/ ON (?:DELETE|UPDATE) NO ACTION/g, ''))
        .toSorted(),
    ]),
  )

onAll((name) => {
  test('a table that is made from what was read is the same table, to the letter', async () => {
    const [one, two] = [await session({ url: await database(name) }), await session({ url: await database(name) })]
    for (const text of everything) await one.execute(statements(text))
    const { schema, uncovered } = await dialect.introspect(one, {})
    expect(uncovered).toEqual([])
    expect(schema.objects().filter(isForeignKey)).toHaveLength(2)
    await rebuild(schema, two)
    expect(lines(await shown(two))).toEqual(lines(await shown(one)))
    const again = await dialect.introspect(two, {})
    expect(describeDifferences(compareSchemas(schema, again.schema, dialect))).toBe('')
  })

  test.each(['sakila.sql', 'chinook.sql'].filter((file) => corpus(file) !== undefined))(
    'every table of %s too',
    { timeout: 120_000 },
    async (file) => {
      const script = (corpus(file) as string).replaceAll(/\b(sakila|chinook)\b/gi, `$1_i${process.pid}`)
      const root = await admin(name)
      await root.execute(split(script).filter(({ text }) => !/^insert/i.test(text)))
      const [row] = await root.query('SELECT DATABASE() AS db')
      const [one, two] = [
        await session({ url: (await database(name)).replace(/[^/]*$/, String(row?.['db'])) }),
        await session({ url: await database(name) }),
      ]
      const [charset] = await one.query('SELECT @@character_set_database AS cs, @@collation_database AS co')
      await two.execute(
        statements(`ALTER DATABASE CHARACTER SET ${String(charset?.['cs'])} COLLATE ${String(charset?.['co'])}`),
      )
      const { schema, uncovered } = await dialect.introspect(one, {})
      expect(uncovered.filter(({ ref }) => ref.kind === 'table')).toEqual([])
      expect(schema.objects().filter(isTable).length).toBeGreaterThan(10)
      await rebuild(schema, two)
      expect(lines(await shown(two))).toEqual(lines(await shown(one)))
      await root.execute(statements(`DROP DATABASE ${dialect.quote(String(row?.['db']))}`))
    },
  )

  test('what an author writes is what is read back', async () => {
    const opened = await session({ url: await database(name) })
    const m = new MigrationBuilder(dialect)
    m.createTable('t', (t) => {
      t.id()
      t.integer('n').notNull().default(0).check('n >= 0 and (n < 10 or n is null)', 'range')
      t.string('s', 20).default("it's").unique()
      t.text('long').default('a 😀')
      t.decimal('money', 12, 3).default('1.5')
      t.timestamp('at', { precision: 3 }).notNull().defaultNow()
      t.boolean('yes').default(true)
      t.json('doc')
      t.integer('twice').generatedAs('n * 2 + 1', { stored: true })
      t.references('t', { name: 'fk' })
    })
    m.createIndex('t', ['n', 's'])
    // What the database has is no matter of tables.
    const expected = new Schema([], (await dialect.introspect(opened, {})).schema.options)
    for (const operation of m.take()) {
      await opened.execute(dialect.emit(operation, expected))
      applyOperation(expected, operation, dialect)
    }
    expect(describeDifferences(compareSchemas(expected, (await dialect.introspect(opened, {})).schema, dialect))).toBe(
      '',
    )
  })

  test('what cannot be copied is named: a password, and a view of what is not there', async () => {
    const opened = await session({ url: await database(name) })
    await opened.execute(
      statements(
        'CREATE TABLE t (x int)',
        'CREATE VIEW v AS SELECT x FROM t',
        "CREATE TABLE far (x int) CONNECTION='mysql://u:secret@h/db/t'",
        'DROP TABLE t',
      ),
    )
    const { schema, uncovered } = await dialect.introspect(opened, {})
    expect(schema.objects()).toEqual([])
    expect(uncovered.map(({ ref, reason }) => `${ref.kind} ${ref.name}: ${reason}`).toSorted()).toEqual([
      expect.stringMatching(/^table far: .*password/),
      'view v: it reads t, which is not there',
    ])
  })
})

describe('expressions', () => {
  const { expression } = dialect.compare
  test.each([
    ['n > 0', '(`n` > 0)'],
    ['n > 0 AND n < 10 or m = 1', '(((`n` > 0) and (`n` < 10)) or (`m` = 1))'],
    ['a + b * c - d', '((`a` + (`b` * `c`)) - `d`)'],
    ["s != 'x'", "(`s` <> _utf8mb4'x')"],
    ['lower(s)', 'lower(`s`)'],
    ['s is not null', '(`s` is not null)'],
    ['n between 1 and 5', '(`n` between 1 and 5)'],
    ["s in ('a', 'b')", "(`s` in (_utf8mb4'a',_utf8mb4'b'))"],
    ['-1', '(-1)'],
    ["s like 'a\\%'", "(`s` like _utf8mb4'a\\\\%')"],
  ])('%s', (author, server) => expect(expression(author)).toBe(expression(server)))

  test.each([
    ['(a + b) * c', 'a + b * c'],
    ['a - (b - c)', 'a - b - c'],
    ['a or b and c', '(a or b) and c'],
    ["'a'", "'A'"],
    ["s like 'a\\%'", "s like 'a%'"],
    ["s not like 'a%'", "s like 'a%'"],
    ['- (a + b)', '- a + b'],
    ['not a = b', '(not a) = b'],
    ['case when (a + b) * c then 1 end', 'case when a + b * c then 1 end'],
  ])('%s is not %s', (one, other) => expect(expression(one)).not.toBe(expression(other)))
})

onAll((name) => {
  test('a table with the usual collation of its charset is told from its database, which has another', async () => {
    const url = await database(name)
    const opened = await session({ url })
    const made = url.slice(url.lastIndexOf('/') + 1)
    await opened.execute(
      statements(
        `ALTER DATABASE \`${made}\` CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci`,
        'CREATE TABLE usual (a varchar(9)) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci',
        'CREATE TABLE own (a varchar(9))',
      ),
    )
    const { schema } = await dialect.introspect(opened, {})
    expect(schema.table({ name: 'usual' })?.options).toMatchObject({ charset: 'utf8mb3' })
    expect(schema.table({ name: 'own' })?.options).toBeUndefined()
  })
})
