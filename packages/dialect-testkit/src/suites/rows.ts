import assert from 'node:assert/strict'
import type { Table } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import type { Kit } from '../kit.ts'
import { split } from '../tools/scripts.ts'

const texts = [
  "it's",
  'a;b',
  'back\\slash',
  'new\nline',
  'cr\r\n',
  '',
  ' ',
  '\u{1f600}',
  '--',
  '/*',
  "''",
  '"',
  '%s ? $1',
  'NULL',
  '\u0001',
]

async function valuable(kit: Kit): Promise<Table> {
  await kit.migrate((m) =>
    m.createTable('values', (t) => {
      t.integer('id').primary()
      t.text('word')
      t.bigInteger('big')
      t.double('real')
      t.boolean('yes')
      t.binary('bytes')
      t.decimal('exact', 12, 3)
    }),
  )
  return (await kit.live()).table({ name: 'values' }) as Table
}

/** In an order that is not that of the key. */
async function fill(kit: Kit, reversed: boolean): Promise<void> {
  const ids = texts.map((_, at) => at)
  for (const id of reversed ? ids.toReversed() : ids) {
    const some = id % 3 !== 0
    await kit.insert('values', {
      id,
      word: texts[id] as string,
      big: some ? -9_223_372_036_854_775_807n : null,
      real: some ? 0.1 + id : null,
      yes: some ? id % 2 === 0 : null,
      bytes: some ? new Uint8Array([id, 0, 39, 255]) : null,
      exact: some ? 1.125 : null,
    })
  }
}

async function dumped(kit: Kit, table: Table): Promise<{ sql: string[]; count: number }> {
  const sql: string[] = []
  let count = 0
  for await (const insert of kit.dialect.rows(await kit.session(), table)) {
    sql.push(insert.sql)
    count += insert.count
  }
  return { sql, count }
}

export const rows: readonly Behaviour[] = [
  {
    name: 'the same rows give the same text, whatever order they were written in',
    async run(kit) {
      const table = await valuable(kit)
      await fill(kit, false)
      const first = await dumped(kit, table)
      assert.deepEqual(await dumped(kit, table), first)
      const other = await kit.another()
      const same = await valuable(other)
      await fill(other, true)
      assert.deepEqual(await dumped(other, same), first)
      assert.equal(first.count, texts.length)
      for (const sql of first.sql) assert.doesNotMatch(sql, /;\s*$/)
    },
  },
  {
    name: 'loading the text gives the same rows',
    async run(kit) {
      const table = await valuable(kit)
      await fill(kit, false)
      const { sql } = await dumped(kit, table)
      const other = await kit.another()
      const same = await valuable(other)
      const script = sql.map((text) => `${text}${kit.settings.limits.delimiter}\n`).join('')
      await (await other.session()).execute(split(kit.dialect, script))
      assert.deepEqual((await dumped(other, same)).sql, sql)
      const all = `select * from ${kit.quote('values')} order by id`
      assert.deepEqual(await other.query(all), await kit.query(all))
    },
  },
  {
    name: 'a table without rows gives none; generated columns are left out',
    async run(kit) {
      const { expressions } = kit.settings
      const { storedGeneratedColumns } = kit.dialect.capabilities
      await kit.migrate((m) =>
        m.createTable('things', (t) => {
          t.integer('n').primary()
          if (storedGeneratedColumns) t.integer('g').generatedAs(expressions.generated(kit.quote('n')))
        }),
      )
      const table = (await kit.live()).table({ name: 'things' }) as Table
      assert.deepEqual(await dumped(kit, table), { sql: [], count: 0 })
      await kit.insert('things', { n: 5 })
      const { sql } = await dumped(kit, table)
      await kit.query(`delete from ${kit.quote('things')}`)
      await (await kit.session()).execute(sql.map((text) => ({ text })))
      assert.equal(await kit.count('things'), 1)
    },
  },
  {
    name: 'many rows come in several statements of bounded size',
    async run(kit) {
      await kit.migrate((m) => m.createTable('many', (t) => void [t.integer('n').primary(), t.text('pad')]))
      const session = await kit.session()
      const pad = 'x'.repeat(500)
      const inserts = Array.from({ length: 4_000 }, (_, n) => ({
        text: `insert into ${kit.quote('many')} (n, pad) values (${n}, '${pad}')`,
      }))
      await session.transaction(() => session.execute(inserts))
      const { sql, count } = await dumped(kit, (await kit.live()).table({ name: 'many' }) as Table)
      assert.equal(count, 4_000)
      assert.ok(sql.length > 1, 'two megabytes in one statement')
    },
  },
  {
    name: 'literals are read back as the values they stand for',
    async run(kit) {
      const { literal } = kit.dialect.types
      await kit.migrate((m) =>
        m.createTable(
          'literals',
          (t) => void [t.integer('id'), t.text('word'), t.bigInteger('big'), t.double('ratio'), t.boolean('yes')],
        ),
      )
      const session = await kit.session()
      const name = kit.quote('literals')
      for (const [id, word] of texts.entries()) {
        const values = [id, word, 9_007_199_254_740_993n - BigInt(id), -0.5 * id, id % 2 === 0].map((value) =>
          literal(value),
        )
        await session.execute([
          { text: `insert into ${name} (id, word, big, ratio, yes) values (${values.join(', ')})` },
        ])
      }
      const found = await kit.query(`select word, ratio, yes from ${name} order by id`)
      assert.deepEqual(
        found.map((row) => row['word']),
        texts,
      )
      assert.deepEqual(
        found.map((row) => Number(row['ratio'])),
        texts.map((_, id) => -0.5 * id || 0),
      )
      assert.deepEqual(
        found.map((row) => Number(row['yes']) === 1),
        texts.map((_, id) => id % 2 === 0),
      )
      const exact = await kit.query(`select id from ${name} where big = ${literal(9_007_199_254_740_993n)}`)
      assert.deepEqual(
        exact.map(({ id }) => Number(id)),
        [0],
      )
      assert.equal(literal(null).toLowerCase(), 'null')
    },
  },
]
