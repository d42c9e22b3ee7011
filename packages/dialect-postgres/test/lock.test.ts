import { describe, expect, test } from 'vitest'
import { database, failure, onEnds, onNewest, session, statements } from './helpers.ts'
import { killed, program, said } from './processes.ts'

const now = { timeoutMs: 0 }

// Other processes cannot read TypeScript, so they use what `build` makes, as tests always run after it.
const built = new URL('../dist/index.js', import.meta.url).href

const holder = `
  import(args[0]).then(async ({ dialect }) => {
    const session = await dialect.connect({ url: args[1], applicationName: 'lithify holder' })
    await session.lock('k', { timeoutMs: 0 })
    console.log('held')
    setInterval(() => session, 1000)
  })`

/** Takes the lock five times, and writes down when it comes in and goes out. */
const contender = `
  import(args[0]).then(async ({ dialect }) => {
    const session = await dialect.connect({ url: args[1] })
    for (let turn = 0; turn < 5; turn++) {
      const lock = await session.lock('k', { timeoutMs: 60000 })
      await session.query('INSERT INTO log (who, what) VALUES ($1, $2)', [args[2], 'in'])
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      await session.query('INSERT INTO log (who, what) VALUES ($1, $2)', [args[2], 'out'])
      await lock.release()
    }
    await session.close()
    console.log('done')
  })`

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
    test('is gone when its holder is killed', async () => {
      const url = await database()
      const opened = await session({ url })
      const child = program(holder, built, url)
      await said(child, 'held')
      expect((await failure(() => opened.lock('k', now))).message).toContain('lithify holder')
      const waiting = opened.lock('k', { timeoutMs: 10_000 })
      await killed(child)
      await (await waiting).release()
    })

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

    test('that was lost on the way, as behind a pooler, is told when it is released', async () => {
      const opened = await session({ url: await database() })
      const lock = await opened.lock('k', now)
      await opened.query('SELECT pg_advisory_unlock_all()')
      expect((await failure(() => lock.release())).code).toBe('LITHIFY_E_UNSUPPORTED')
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

    test('8 processes hold it one at a time', async () => {
      const url = await database()
      const opened = await session({ url })
      await opened.execute(statements('CREATE TABLE log (at serial, who text, what text)'))
      const children = Array.from({ length: 8 }, (_, index) => program(contender, built, url, String(index)))
      await Promise.all(children.map((child) => said(child, 'done')))
      const log = await opened.query('SELECT who, what FROM log ORDER BY at')
      expect(log.length).toBe(80)
      for (let at = 0; at < log.length; at += 2) {
        expect([log[at], log[at + 1]]).toEqual([
          { who: log[at]?.['who'], what: 'in' },
          { who: log[at]?.['who'], what: 'out' },
        ])
      }
    })

    test('cannot be a lease yet', async () => {
      expect((await failure(async () => session({ url: await database(), lock: 'lease' }))).code).toBe(
        'LITHIFY_E_UNSUPPORTED',
      )
    })
  })
})
