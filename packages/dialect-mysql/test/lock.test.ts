import { describe, expect, test } from 'vitest'
import { connect } from '../src/driver.ts'
import { admin, database, failure, onAll, onBoth, session, statements, withUser } from './helpers.ts'

const now = { timeoutMs: 0 }

describe('the migration lock', () => {
  onAll((name) => {
    test('says who has it, and waits as long as it was told', async () => {
      const url = await database(name)
      const [first, second] = [await session({ url }), await session({ url })]
      const lock = await first.lock('k', now)
      const [own] = await first.query<{ id: number }>('SELECT CONNECTION_ID() AS id')
      const waits: (string | undefined)[] = []
      const start = performance.now()
      const error = await failure(() => second.lock('k', { timeoutMs: 1000, onWait: (owner) => waits.push(owner) }))
      expect(performance.now() - start).toBeGreaterThan(990)
      expect(error.code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      expect(error.message).toContain(`connection ${own?.id} (user ${new URL(url).username}, from `)
      expect(waits).toEqual([error.data['owner']])
      await lock.release()
      await lock.release()
      await (await second.lock('k', now)).release()
    })

    test('can be taken again by who has it, and is another one in another database', async () => {
      const [url, elsewhere] = [await database(name), await database(name)]
      const [first, second, third] = [await session({ url }), await session({ url }), await session({ url: elsewhere })]
      const [one, again] = [await first.lock('k', now), await first.lock('k', now)]
      await third.lock('k', now)
      await second.lock(
        'a key that is longer than any name of a lock can be on the server, or would be if it were not hashed',
        now,
      )
      await one.release()
      expect((await failure(() => second.lock('k', now))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      await again.release()
      await second.lock('k', now)
    })
  })

  onBoth((name) => {
    test('is gone when the connection of its holder is cut, who is told so', async () => {
      const url = await database(name)
      const [first, second, root] = [await session({ url }), await session({ url }), await admin(name)]
      const lock = await first.lock('k', now)
      const [own] = await first.query<{ id: number }>('SELECT CONNECTION_ID() AS id')
      await root.execute(statements(`KILL ${own?.id}`))
      await (await second.lock('k', { timeoutMs: 10_000 })).release()
      expect(await failure(() => first.query('SELECT 1'))).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        data: { lost: true },
      })
      await lock.release()
    })

    test('outlives transactions, DDL and what migrations set', async () => {
      const url = await database(name)
      const [first, second] = [await session({ url }), await session({ url })]
      const lock = await first.lock('k', now)
      await first.execute(statements('CREATE TABLE a (x INT)', 'USE mysql', "SET time_zone = '+01:00'"))
      await first.transaction(() => first.execute(statements('DO 1')))
      await first.transaction(() => Promise.reject(new Error('no'))).catch(() => undefined)
      expect((await failure(() => second.lock('k', now))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      await lock.release()
    })

    test('that was lost on the way, as behind a pooler, is told when it is released', async () => {
      const opened = await session({ url: await database(name) })
      const lock = await opened.lock('k', now)
      await opened.query('SELECT RELEASE_ALL_LOCKS() AS n')
      expect((await failure(() => lock.release())).code).toBe('LITHIFY_E_UNSUPPORTED')
    })

    test('of a user without privileges tells what the server lets it', async () => {
      const url = await database(name)
      const [root, own] = [await admin(name), await session({ url })]
      const user = `u_${url.slice(-8)}`
      await root.execute(
        statements(`CREATE USER ${user} IDENTIFIED BY 'x'`, `GRANT SELECT ON ${url.split('/').at(-1)}.* TO ${user}`),
      )
      const weak = await connect({ url: withUser(url, `${user}:x`) })
      const lock = await own.lock('k', now)
      expect((await failure(() => weak.lock('k', now))).message).toMatch(/holds the migration lock: connection \d+/)
      await lock.release()
      await (await weak.lock('k', now)).release()
      await weak.close()
      await root.execute(statements(`DROP USER ${user}`))
    })

    test('that a transaction holds is free again when it has ended', async () => {
      const url = await database(name)
      const [first, second] = [await session({ url }), await session({ url })]
      await first.transaction(async () => {
        const lock = await first.lock('k', { ...now, heldBy: 'transaction' })
        await lock.release()
        expect((await failure(() => second.lock('k', now))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      })
      await (await second.lock('k', now)).release()
    })
  })
})
