import { describe, expect, test } from 'vitest'
import { database, failure, onEnds, onNewest, session, statements } from './helpers.ts'
import { numberOf as lockNumber } from '../src/lock.ts'

const now = { timeoutMs: 0 }

describe('the migration lock', () => {
  onEnds((version) => {
    test('says who has it, and for how long it was waited', async () => {
      const url = await database(version)
      const first = await session({ url, applicationName: 'nightly deploy' })
      const second = await session({ url })
      const lock = await first.lock('k', now)
      const [backend] = await first.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const waits: (string | undefined)[] = []
      const error = await failure(() => second.lock('k', { timeoutMs: 150, onWait: (owner) => waits.push(owner) }))
      expect(error.code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      expect(error.message).toContain(`nightly deploy (pid ${backend?.pid}, user postgres, from `)
      expect(error.data['owner']).toMatch(/connected since \d{4}-\d\d-\d\d /)
      expect(waits).toEqual([error.data['owner']])
      await lock.release()
      await lock.release()
      await (await second.lock('k', now)).release()
    })

    test('can be taken again by who has it, and is another one in another database', async () => {
      const [url, elsewhere] = [await database(version), await database(version)]
      const [first, second, third] = [await session({ url }), await session({ url }), await session({ url: elsewhere })]
      const [one, again] = [await first.lock('k', now), await first.lock('k', now)]
      await third.lock('k', now)
      await second.lock('other', now)
      await one.release()
      expect((await failure(() => second.lock('k', now))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      await again.release()
      await second.lock('k', now)
    })
  })

  onNewest(() => {
    test('is gone when the connection of its holder is cut, who is told so', async () => {
      const url = await database()
      const [first, second] = [await session({ url }), await session({ url })]
      const lock = await first.lock('k', now)
      const [backend] = await first.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await second.query('SELECT pg_terminate_backend($1)', [backend?.pid as number])
      await (await second.lock('k', { timeoutMs: 5_000 })).release()
      expect(await failure(() => first.query('SELECT 1'))).toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        data: { lost: true },
      })
      await lock.release()
    })

    test('that was lost on the way, as behind a pooler, is told before a commit, and when it is released', async () => {
      const opened = await session({ url: await database() })
      const lock = await opened.lock('k', now)
      await lock.verify?.()
      await opened.transaction(async () => lock.verify?.())
      await opened.query('SELECT pg_advisory_unlock_all()')
      expect((await failure(() => lock.verify?.())).code).toBe('LITHIFY_E_LOCK_LOST')
      // Taken by somebody else on what is the same session to the server.
      await opened.query('SELECT pg_advisory_lock($1)', [lockNumber('k')])
      expect((await failure(() => lock.verify?.())).code).toBe('LITHIFY_E_LOCK_LOST')
      await opened.query('SELECT pg_advisory_unlock_all()')
      expect((await failure(() => lock.release())).code).toBe('LITHIFY_E_LOCK_LOST')
      await opened.query('SELECT pg_advisory_lock($1)', [lockNumber('k')])
      expect((await failure(() => opened.lock('k', now))).code).toBe('LITHIFY_E_UNSUPPORTED')
    })

    test('can be held by a transaction, and keeps others out until its end', async () => {
      const url = await database()
      const [first, second] = [await session({ url }), await session({ url })]
      await first.transaction(async () => {
        await (await first.lock('k', { ...now, heldBy: 'transaction' })).release()
        expect((await failure(() => second.lock('k', now))).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      })
      const lock = await second.lock('k', now)
      await first.transaction(async () => {
        const taking = first.lock('k', { ...now, heldBy: 'transaction' })
        expect((await failure(() => taking)).code).toBe('LITHIFY_E_LOCK_TIMEOUT')
      })
      await lock.release()
    })

    test('of a role without privileges tells what the server lets it', async () => {
      const url = await database()
      const admin = await session({ url })
      const role = `r_${url.slice(-8)}`
      await admin.execute(statements(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`))
      const weak = await session({ url: url.replace(/\/\/[^@]*@/, `//${role}:x@`) })
      const lock = await admin.lock('k', now)
      expect((await failure(() => weak.lock('k', now))).message).toMatch(/lithify \(pid \d+/)
      await lock.release()
      await (await weak.lock('k', now)).release()
      await weak.close()
      await admin.execute(statements(`DROP ROLE ${role}`))
    })
  })
})
