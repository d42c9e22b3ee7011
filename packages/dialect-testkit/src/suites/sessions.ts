import assert from 'node:assert/strict'
import { Schema, type Session } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { split } from '../tools/scripts.ts'

const nonsense = 'lithify_no_such_statement at all'

/** A table of one whole number, and statements that put numbers in. */
async function numbers(
  kit: Kit,
): Promise<{ session: Session; put: (n: number) => { text: string }; all: () => Promise<number[]> }> {
  await kit.migrate((m) => m.createTable('numbers', (t) => void t.integer('n')))
  const name = kit.quote('numbers')
  return {
    session: await kit.session(),
    put: (n) => ({ text: `insert into ${name} (n) values (${n})` }),
    all: async () => (await kit.query<{ n: unknown }>(`select n from ${name} order by n`)).map(({ n }) => Number(n)),
  }
}

export const sessions: readonly Behaviour[] = [
  {
    name: 'parameters of every type come back as they went',
    async run(kit) {
      await kit.migrate((m) =>
        m.createTable('params', (t) => {
          t.integer('id')
          t.text('word')
          t.bigInteger('big')
          t.double('real')
          t.boolean('yes')
          t.binary('bytes')
        }),
      )
      const bytes = new Uint8Array([0, 1, 39, 92, 127, 128, 255])
      const words = ["it's", 'back\\slash', 'new\nline\r\n', '日本\u{1f600}', '', '$1 ? :x @y %s']
      for (const [at, word] of words.entries()) {
        await kit.insert('params', { id: at, word, big: 9_007_199_254_740_993n, real: 0.1, yes: at % 2 === 0, bytes })
      }
      const rows = await kit.query(`select * from ${kit.quote('params')} order by id`)
      assert.deepEqual(
        rows.map((row) => row['word']),
        words,
      )
      for (const [at, row] of rows.entries()) {
        assert.equal(row['real'], 0.1)
        assert.equal(Number(row['yes']), at % 2 === 0 ? 1 : 0)
        assert.deepEqual(new Uint8Array(row['bytes'] as Uint8Array), bytes)
      }
      const text = await kit.query(
        `select count(*) as n from ${kit.quote('params')} where big = ${kit.dialect.placeholder(1)}`,
        [9_007_199_254_740_993n],
      )
      assert.equal(Number(text[0]?.['n']), words.length, 'a whole number beyond 2^53 is not rounded')
    },
  },
  {
    name: 'null is a parameter too',
    async run(kit) {
      await kit.migrate((m) =>
        m.createTable('params', (t) => void [t.integer('id'), t.text('word'), t.binary('bytes')]),
      )
      await kit.insert('params', { id: 1, word: null, bytes: null })
      assert.deepEqual(
        { ...(await kit.query(`select word, bytes from ${kit.quote('params')}`))[0] },
        { word: null, bytes: null },
      )
    },
  },
  {
    name: 'a query without rows answers an empty list',
    async run(kit) {
      const { put } = await numbers(kit)
      assert.deepEqual(await kit.query(`select n from ${kit.quote('numbers')}`), [])
      assert.deepEqual(await kit.query(put(1).text), [])
    },
  },
  {
    name: 'a query that is refused fails with LITHIFY_E_STATEMENT',
    async run(kit) {
      const error = await failsWith('LITHIFY_E_STATEMENT', () => kit.query(nonsense))
      assert.ok(error.cause instanceof Error, "the driver's own error is its cause")
      assert.deepEqual(
        await kit.query('select 1 as one').then((rows) => rows.length),
        1,
        'the session is usable afterwards',
      )
    },
  },
  {
    name: 'execute() runs statements in order, many of them too',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      await session.execute([])
      const inserts = Array.from({ length: 1200 }, (_, n) => put(n))
      await session.transaction(() => session.execute(inserts))
      assert.deepEqual(
        await all(),
        Array.from({ length: 1200 }, (_, n) => n),
      )
    },
  },
  {
    name: 'execute() stops at the first failure and says which it was',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      const statements = [put(1), put(2), { text: nonsense }, put(3)]
      const error = await failsWith('LITHIFY_E_STATEMENT', () => session.execute(statements))
      assert.equal(error.data['index'], 2)
      assert.equal(error.data['text'], nonsense)
      const { offset } = error.data
      if (offset !== undefined) assert.ok(Number(offset) >= 0 && Number(offset) <= nonsense.length)
      assert.ok(!(await all()).includes(3), 'nothing after the failure was run')
    },
  },
  {
    name: 'a transaction commits what it did and answers what its work answers',
    async run(kit) {
      const { session, put } = await numbers(kit)
      assert.equal(await session.transaction(async () => session.execute([put(1)]).then(() => 'done')), 'done')
      const other = await kit.connect()
      assert.equal((await other.query(`select n from ${kit.quote('numbers')}`)).length, 1, 'another session sees it')
    },
  },
  {
    name: 'a transaction that fails is rolled back and fails with the same error',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      const reason = new Error('no')
      const failing = session.transaction(async () => {
        await session.execute([put(1)])
        throw reason
      })
      await assert.rejects(failing, (error) => error === reason)
      assert.deepEqual(await all(), [])
      await session.transaction(async () => session.execute([put(2)]))
      assert.deepEqual(await all(), [2], 'the session can begin another')
    },
  },
  {
    name: 'a transaction in which a statement was refused is rolled back',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      await failsWith('LITHIFY_E_STATEMENT', () =>
        session.transaction(async () => session.execute([put(1), { text: nonsense }])),
      )
      assert.deepEqual(await all(), [])
    },
  },
  {
    name: 'what a transaction has not committed, another session does not see',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      await session.execute([put(1)])
      const other = await kit.connect()
      await session.transaction(async () => {
        await session.execute([put(2)])
        const seen = await other.query(`select n from ${kit.quote('numbers')}`).catch(() => [{}])
        assert.equal(seen.length, 1)
      })
      assert.deepEqual(await all(), [1, 2])
    },
  },
  {
    name: 'DDL is rolled back',
    needs: ['transactionalDdl'],
    async run(kit) {
      await kit.migrate((m) => m.createTable('kept', (t) => void [t.id(), t.integer('n')]))
      const before = await kit.print()
      const session = await kit.session()
      const schema = await kit.live()
      const statements = kit
        .build((m) => {
          m.createTable('gone', (t) => void t.id())
          m.createIndex('kept', ['n'])
          m.addColumn('kept', (t) => t.integer('more'))
        })
        .flatMap((operation) => kit.dialect.emit(operation, schema))
      const reason = new Error('no')
      const failing = session.transaction(async () => {
        await session.execute(statements)
        throw reason
      })
      await assert.rejects(failing, (error) => error === reason)
      assert.equal(await kit.print(), before)
    },
  },
  {
    name: 'reset() rolls back a transaction that a script has left open, and says so',
    needs: ['transactionalDdl'],
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      if (session.reset === undefined) return
      assert.deepEqual(await session.reset(), { rolledBack: false })
      const opening = kit.dialect.frame(new Schema()).before.flatMap((text) => split(kit.dialect, text))
      const begin = opening.find(({ control }) => control === 'begin')
      assert.ok(begin !== undefined, 'the frame of a dump begins a transaction')
      await session.execute([put(1), begin, put(2)])
      assert.deepEqual(await session.reset(), { rolledBack: true })
      assert.deepEqual(await all(), [1], 'what came before the transaction stays')
      await session.execute([begin, put(3)])
      await failsWith('LITHIFY_E_STATEMENT', () => session.execute([{ text: nonsense }]))
      assert.deepEqual(await session.reset(), { rolledBack: true })
      await session.transaction(() => session.execute([put(4)]))
      assert.deepEqual(await all(), [1, 4], 'the session can be used again')
    },
  },
  {
    name: 'reset() inside a transaction leaves it as it is',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      if (session.reset === undefined) return
      const reason = new Error('no')
      const failing = session.transaction(async () => {
        await session.execute([put(1)])
        assert.deepEqual(await session.reset?.(), { rolledBack: false })
        await session.execute([put(2)])
        throw reason
      })
      await assert.rejects(failing, (error) => error === reason)
      await session.transaction(async () => {
        await session.execute([put(3)])
        await session.reset?.()
      })
      assert.deepEqual(await all(), [3])
    },
  },
  {
    name: 'defer() is done before what comes next, with the commit at the latest, and the commit only with it',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      if (session.defer === undefined) return
      const defer = async (n: number): Promise<void> => session.defer?.(put(n).text)
      await session.transaction(async () => {
        await defer(1)
        assert.deepEqual(await all(), [1])
        await defer(2)
      })
      assert.deepEqual(await all(), [1, 2])
      const reason = new Error('no')
      const failing = session.transaction(async () => {
        await defer(3)
        throw reason
      })
      await assert.rejects(failing, (error) => error === reason)
      const refused = await failsWith('LITHIFY_E_STATEMENT', () =>
        session.transaction(async () => {
          await session.execute([put(4)])
          await session.defer?.(nonsense)
        }),
      )
      assert.equal(refused.data['deferred'], true)
      await session.transaction(async () => session.execute([put(5)]))
      assert.deepEqual(await all(), [1, 2, 5], 'nothing is left over from a transaction that was rolled back')
      await defer(6)
      assert.deepEqual(await all(), [1, 2, 5, 6], 'outside of a transaction it is a query')
    },
  },
  {
    name: 'a read-only transaction reads and does not write',
    async run(kit) {
      const { session, put, all } = await numbers(kit)
      await session.execute([put(1)])
      const rows = await session.transaction(() => session.query(`select n from ${kit.quote('numbers')}`), {
        readOnly: true,
      })
      assert.equal(rows.length, 1)
      await failsWith(['LITHIFY_E_READ_ONLY', 'LITHIFY_E_STATEMENT'], () =>
        session.transaction(() => session.execute([put(2)]), { readOnly: true }),
      )
      await session.execute([put(3)])
      assert.deepEqual(await all(), [1, 3], 'and the session writes again afterwards')
    },
  },
  {
    name: 'introspection works inside a read-only transaction',
    async run(kit) {
      await numbers(kit)
      const session = await kit.session()
      const { schema } = await session.transaction(() => kit.dialect.introspect(session, {}), { readOnly: true })
      assert.equal(schema.size, 1)
    },
  },
  {
    name: 'a read-only connection refuses every write',
    async run(kit) {
      const { put, all } = await numbers(kit)
      const reader = await kit.connect({ readOnly: true })
      assert.deepEqual(await reader.query(`select n from ${kit.quote('numbers')}`), [])
      const codes = ['LITHIFY_E_READ_ONLY', 'LITHIFY_E_STATEMENT'] as const
      await failsWith(codes, () => reader.execute([put(1)]))
      await failsWith(codes, () => reader.query(put(1).text))
      assert.deepEqual(await all(), [])
    },
  },
  {
    name: 'a closed session refuses to work, and closing it again does no harm',
    async run(kit) {
      const session = await kit.connect()
      await session.close()
      await session.close()
      await assert.rejects(() => session.query('select 1 as one'))
    },
  },
]
