import assert from 'node:assert/strict'
import { fingerprint, Schema, type DeclaredType, type ReferentialAction, type TableBuilder } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { failsWith, isUnsupported } from '../errors.ts'
import type { Kit } from '../kit.ts'

const declared: readonly DeclaredType[] = [
  ...(
    [
      'smallInteger',
      'integer',
      'bigInteger',
      'boolean',
      'text',
      'float',
      'double',
      'date',
      'time',
      'json',
      'uuid',
      'binary',
    ] as const
  ).map((name) => ({ name })),
  { name: 'string' },
  { name: 'string', length: 20 },
  { name: 'decimal' },
  { name: 'decimal', precision: 12, scale: 2 },
  { name: 'timestamp' },
  { name: 'timestamp', timeZone: true },
  { name: 'timestamp', precision: 3 },
]

/** Makes the table in the database and in memory, and proves that it is read back as what it was. */
function reads(name: string, define: (t: TableBuilder, kit: Kit) => void, needs?: Behaviour['needs']): Behaviour {
  return {
    name,
    needs,
    async run(kit) {
      await kit.migrate((m) => m.createTable('things', (t) => define(t, kit)))
    },
  }
}

/** The table of a check, generated column or index: a whole number and a text. */
const base = (t: TableBuilder): void => void [t.id(), t.integer('n'), t.string('s', 40)]

export const features: readonly Behaviour[] = [
  {
    name: 'columns of every declared type are read back as they were made',
    async run(kit) {
      for (const type of declared) {
        let resolved
        try {
          resolved = kit.dialect.types.resolve(type)
        } catch (error) {
          if (isUnsupported(error)) continue
          throw error
        }
        const name = `t${declared.indexOf(type)}`
        await kit.migrate((m) =>
          m.createTable(
            name,
            (t) => void [t.id(), t.column('c', resolved.type), t.column('d', resolved.type).notNull()],
          ),
        )
      }
    },
  },
  {
    name: 'a column that refers to an id has its type',
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('parents', (t) => void t.id())
        m.createTable('children', (t) => void [t.id(), t.references('parents', { nullable: false })])
      })
    },
  },
  {
    name: 'an id is given out by the database',
    async run(kit) {
      await kit.migrate((m) => m.createTable('things', (t) => void [t.id(), t.integer('n')]))
      for (const n of [1, 2, 3]) await kit.insert('things', { n })
      const rows = await kit.query(`select ${kit.quote('id')} as id from ${kit.quote('things')} order by 1`)
      assert.equal(new Set(rows.map(({ id }) => String(id))).size, 3)
    },
  },
  reads(
    'nullable columns, and ones that are not',
    (t) => void [t.id(), t.integer('a'), t.integer('b').notNull(), t.text('c').notNull()],
  ),
  reads('defaults of every kind', (t) => {
    t.id()
    t.integer('a').default(0)
    t.integer('b').default(-42)
    t.bigInteger('c').default(9_007_199_254_740_993n)
    t.decimal('d', 10, 2).default(1.5)
    t.string('e', 60).default('it\'s; a -- "text" /* with */ \\ backslash and %s ?')
    t.string('f', 40).default('')
    t.boolean('g').default(true).notNull()
    t.boolean('h').default(false)
    t.timestamp('i').defaultNow()
    t.string('j', 40).default('null')
  }),
  {
    name: 'a default is what a row gets',
    async run(kit) {
      const text = 'it\'s; a \\ "text"\u{1f600}'
      await kit.migrate((m) =>
        m.createTable(
          'things',
          (t) =>
            void [
              t.integer('n'),
              t.string('s', 60).default(text),
              t.integer('i').default(-3),
              t.timestamp('at').defaultNow(),
            ],
        ),
      )
      await kit.insert('things', { n: 1 })
      const [row] = await kit.query(`select s, i, at from ${kit.quote('things')}`)
      assert.equal(row?.['s'], text)
      assert.equal(Number(row['i']), -3)
      assert.ok(row['at'] !== null)
    },
  },
  reads('created_at and updated_at', (t) => void [t.id(), t.timestamps()]),
  reads(
    'a primary key of one column that the database does not give out',
    (t) => void [t.string('code', 20).primary(), t.integer('n')],
  ),
  reads(
    'a primary key of several columns, not in their order',
    (t) => void [t.integer('a'), t.integer('b'), t.integer('c'), t.primaryKey(['c', 'a'])],
  ),
  reads('a primary key with a name', (t) => void [t.integer('a'), t.primaryKey(['a'], { name: 'the_key' })]),
  reads('a table without a primary key', (t) => void [t.integer('a'), t.integer('b')]),
  reads('unique constraints, named and not, of one column and of several', (t) => {
    t.id()
    t.integer('a').unique()
    t.integer('b').unique('b_is_unique')
    t.integer('c')
    t.unique(['c', 'a'])
    t.unique(['a', 'b', 'c'], { name: 'all_of_them' })
  }),
  reads('a table of a hundred columns', (t) => {
    for (let n = 0; n < 100; n++) t.integer(`c${n}`).default(n)
  }),
  reads(
    'checks',
    (t, kit) => {
      const { check } = kit.settings.expressions
      base(t)
      t.integer('x')
        .check(check(kit.quote('x')))
        .check(check(kit.quote('n')))
      t.check('a_name', check(kit.quote('n')))
    },
    ['checks'],
  ),
  {
    name: 'checks are enforced',
    needs: ['checks'],
    async run(kit) {
      await kit.migrate((m) =>
        m.createTable('things', (t) => void t.integer('n').check(kit.settings.expressions.check(kit.quote('n')))),
      )
      await kit.insert('things', { n: 1 })
      await failsWith('LITHIFY_E_STATEMENT', () => kit.insert('things', { n: -1 }))
    },
  },
  {
    name: 'foreign keys with every action',
    async run(kit) {
      await kit.migrate((m) => m.createTable('parents', (t) => void t.id()))
      for (const action of kit.settings.limits.actions) {
        for (const part of ['onDelete', 'onUpdate'] as const)
          await referring(kit, `${action}_${part}`, { [part]: action })
      }
    },
  },
  {
    name: 'foreign keys of several columns, to another key, to the own table, and nameless to the primary key',
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('parents', (t) => {
          t.integer('a')
          t.integer('b')
          t.integer('c').unique().notNull()
          t.primaryKey(['a', 'b'])
        })
        m.createTable('children', (t) => {
          t.id()
          for (const name of ['x', 'y', 'z']) t.integer(name)
          t.foreignKey(['x', 'y'], { table: 'parents', columns: ['a', 'b'] })
          t.foreignKey(['y', 'x'], { table: 'parents', columns: [] }, { name: 'by_key' })
          t.foreignKey(['z'], { table: 'parents', columns: ['c'] })
          t.references('children', { column: 'next' })
        })
      })
    },
  },
  {
    name: 'deferrable foreign keys',
    needs: ['deferrableForeignKeys'],
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('parents', (t) => void t.id())
        m.createTable('children', (t) => {
          t.id()
          t.references('parents', { column: 'a', deferrable: 'initiallyDeferred' })
          t.references('parents', { column: 'b', deferrable: 'initiallyImmediate' })
          t.references('parents', { column: 'c' })
        })
      })
    },
  },
  indexed('indexes, unique and not, of one column and of several', (m) => {
    m.createIndex('things', ['n'])
    m.createIndex('things', ['s', 'n'], { unique: true })
    m.createIndex('things', ['n', 's'], { name: 'the_index' })
  }),
  indexed(
    'descending indexes',
    (m) => m.createIndex('things', [{ column: 'n', order: 'desc' }, 's', { column: 'id', order: 'desc' }]),
    ['descendingIndexes'],
  ),
  indexed(
    'indexes on expressions',
    (m, { settings, quote }) =>
      m.createIndex('things', ['n', { expression: settings.expressions.indexKey(quote('s')) }], { name: 'lower_s' }),
    ['expressionIndexes'],
  ),
  indexed(
    'partial indexes',
    (m, { settings, quote }) =>
      m.createIndex('things', ['n'], { unique: true, where: settings.expressions.predicate(quote('s')) }),
    ['partialIndexes'],
  ),
  {
    name: 'a partial unique index leaves the other rows alone',
    needs: ['partialIndexes'],
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('things', (t) => void [t.integer('n'), t.string('s', 40)])
        m.createIndex('things', ['n'], { unique: true, where: kit.settings.expressions.predicate(kit.quote('s')) })
      })
      await kit.insert('things', { n: 1, s: null })
      await kit.insert('things', { n: 1, s: null })
      await kit.insert('things', { n: 1, s: 'x' })
      await failsWith('LITHIFY_E_STATEMENT', () => kit.insert('things', { n: 1, s: 'y' }))
    },
  },
  generated('generated columns that are stored', true, 'storedGeneratedColumns'),
  generated('generated columns that are computed when read', false, 'virtualGeneratedColumns'),
  {
    name: 'comments on tables and columns',
    needs: ['comments'],
    async run(kit) {
      const said = 'it\'s a "comment"; with \\ and \u{1f600}\nin two lines'
      const text = kit.settings.limits.holdsComment(said) ? said : said.replace('\u{1f600}', '\u20ac')
      await kit.migrate((m) =>
        m.createTable('things', (t) => {
          t.id().comment(text)
          t.integer('n').comment('short')
          t.comment(text)
        }),
      )
      const table = (await kit.live()).table({ name: 'things' })
      assert.equal(table?.comment, text)
      assert.deepEqual(
        table.columns.map(({ comment }) => comment),
        [text, 'short'],
      )
    },
  },
  {
    name: 'views, on views too, with column names of their own',
    async run(kit) {
      const { query } = kit.settings.expressions
      await kit.migrate((m) => {
        m.createTable('things', base)
        m.createView('zz_below', query(kit.quote('things'), [kit.quote('id'), kit.quote('n')]))
        m.createView('aa_above', query(kit.quote('zz_below'), [kit.quote('n')]))
        m.createView('named', query(kit.quote('things'), [kit.quote('id'), kit.quote('n')]), {
          columns: ['first', 'second one'],
        })
      })
      const schema = await kit.live()
      assert.deepEqual(
        schema.get({ kind: 'view', name: 'aa_above' })?.dependsOn?.map(({ name }) => name),
        ['zz_below'],
        'a view depends on the view that it reads',
      )
      const named = schema.objects().find(({ kind, name }) => kind === 'view' && name === 'named')
      assert.ok(named !== undefined)
      await kit.migrate((m) => m.dropView('named'))
      await kit.migrate((m) => m.createView('named', query(kit.quote('things'), [kit.quote('id'), kit.quote('n')])))
      const plainly = (await kit.live()).objects().find(({ kind, name }) => kind === 'view' && name === 'named')
      assert.ok(plainly !== undefined)
      assert.notEqual(
        fingerprint(new Schema([named]), kit.dialect),
        fingerprint(new Schema([plainly]), kit.dialect),
        "a view's own names for its columns are compared",
      )
    },
  },
]

async function referring(
  kit: Kit,
  name: string,
  actions: { onDelete?: ReferentialAction; onUpdate?: ReferentialAction },
): Promise<void> {
  try {
    await kit.migrate((m) => m.createTable(name, (t) => void [t.id(), t.references('parents', actions)]))
  } catch (error) {
    if (!isUnsupported(error)) throw error
  }
}

function indexed(
  name: string,
  write: (
    m: Parameters<Parameters<Kit['build']>[0]>[0],
    tools: { settings: Kit['settings']; quote: (name: string) => string },
  ) => void,
  needs?: Behaviour['needs'],
): Behaviour {
  return {
    name,
    needs,
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('things', base)
        write(m, { settings: kit.settings, quote: (column) => kit.quote(column) })
      })
    },
  }
}

function generated(
  name: string,
  stored: boolean,
  capability: 'storedGeneratedColumns' | 'virtualGeneratedColumns',
): Behaviour {
  return {
    name,
    needs: [capability],
    async run(kit) {
      const { expressions } = kit.settings
      await kit.migrate((m) =>
        m.createTable(
          'things',
          (t) => void [t.integer('n'), t.integer('g').generatedAs(expressions.generated(kit.quote('n')), { stored })],
        ),
      )
      await kit.insert('things', { n: 41 })
      const [row] = await kit.query(`select g from ${kit.quote('things')}`)
      assert.equal(typeof Number(row?.['g']), 'number')
      assert.ok(row?.['g'] !== null && row?.['g'] !== undefined, 'it is computed')
    },
  }
}
