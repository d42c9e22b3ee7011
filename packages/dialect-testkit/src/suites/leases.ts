import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { resolveConnection, takeLock, type Connection, type Dialect, type HeldLock, type Session } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'

/** Short, but long enough for a connection to be opened on a busy machine. */
const leaseMs = 2_000

const leased: Pick<Behaviour, 'unless'> = {
  unless: ({ types }) => (types.clock === undefined ? 'the dialect does not tell the time' : undefined),
}

const refuse = (): Promise<never> => Promise.reject(new Error('There is no other.'))

async function connectionOf(kit: Kit, change: Partial<Connection> = {}): Promise<Connection> {
  const { dialect, connectOptions: options } = kit
  const config = { connections: { primary: { dialect: { dialect, options }, lock: 'lease' as const, leaseMs } } }
  return { ...(await resolveConnection(config, undefined, { root: process.cwd(), resolveDialect: refuse })), ...change }
}

async function take(kit: Kit, connection: Connection, timeoutMs = 0, session?: Session): Promise<HeldLock> {
  const on = session ?? (await kit.connect())
  return takeLock(connection, on, { timeoutMs, signal: undefined, onWait: () => undefined })
}

/** A holder whose lease is not renewed between its transactions: it cannot open another connection for that. */
async function tired(kit: Kit): Promise<Connection> {
  const dialect: Dialect = Object.freeze({ ...kit.dialect, connect: refuse })
  return connectionOf(kit, { dialect })
}

async function table(kit: Kit): Promise<void> {
  await kit.apply(kit.build((m) => m.createTable('numbers', (t) => void t.integer('n'))))
}

const insert = (kit: Kit, n: number): string => `insert into ${kit.quote('numbers')} values (${n})`

async function tookOver(kit: Kit): Promise<HeldLock> {
  return take(kit, await connectionOf(kit), 10 * leaseMs)
}

export const leases: readonly Behaviour[] = [
  {
    ...leased,
    name: 'the clock tells milliseconds, the same to all, and moves on during a transaction',
    async run(kit) {
      const clock = kit.dialect.types.clock?.() ?? ''
      const ask = async (session: Session): Promise<number> => {
        const [row] = await session.query<{ now: unknown }>(`select ${clock} as ${kit.quote('now')}`)
        return Number(row?.now)
      }
      const [one, other] = [await kit.connect(), await kit.connect()]
      await one.transaction(async () => {
        const first = await ask(one)
        assert.ok(Number.isSafeInteger(first) && first > Date.UTC(2020, 0), `the clock says ${first}`)
        await sleep(50)
        const second = await ask(other)
        const third = await ask(one)
        assert.ok(second >= first + 25 && third >= second && third < first + 10_000, `${first} ${second} ${third}`)
      })
    },
  },
  {
    ...leased,
    name: 'one has it; another is told who, since when and until when, and gets it when it is released',
    async run(kit) {
      const connection = await connectionOf(kit)
      const held = await take(kit, connection)
      const other = await kit.connect()
      const waits: (string | undefined)[] = []
      const options = { timeoutMs: 200, signal: undefined, onWait: (owner?: string) => void waits.push(owner) }
      const error = await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => takeLock(connection, other, options))
      const instant = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d'
      assert.match(error.message, new RegExp(`\\(pid ${process.pid}\\), since ${instant}.* until ${instant}`))
      assert.equal(waits.length, 1)
      assert.ok(error.message.includes(waits[0]?.split(',')[0] ?? 'nobody'))
      await held.release()
      await (await take(kit, connection, 0, other)).release()
    },
  },
  {
    ...leased,
    name: 'eight who want it have it one at a time',
    async run(kit) {
      const connection = await connectionOf(kit)
      let inside = 0
      let most = 0
      const turns = Array.from({ length: 8 }, async () => {
        const held = await take(kit, connection, 60_000)
        most = Math.max(most, ++inside)
        await sleep(5)
        inside--
        await held.release()
      })
      await Promise.all(turns)
      assert.equal(most, 1)
    },
  },
  {
    ...leased,
    name: 'it is renewed as long as its holder lives',
    async run(kit) {
      const connection = await connectionOf(kit)
      const held = await take(kit, connection)
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => take(kit, connection, 2.5 * leaseMs))
      await held.session.transaction(async () => undefined)
      await held.release()
    },
  },
  {
    ...leased,
    name: 'it is renewed during a transaction that takes longer',
    needs: ['concurrentWriters'],
    async run(kit) {
      await table(kit)
      const connection = await connectionOf(kit)
      const held = await take(kit, connection)
      await held.session.transaction(async () => {
        await held.session.execute([{ text: insert(kit, 1) }])
        await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => take(kit, connection, 2.5 * leaseMs))
      })
      await held.release()
      assert.equal(await kit.count('numbers'), 1)
    },
  },
  {
    ...leased,
    name: 'that of a holder who is gone is taken over when it has ended, and not before',
    async run(kit) {
      await take(kit, await tired(kit))
      const start = performance.now()
      await (await tookOver(kit)).release()
      const waited = performance.now() - start
      assert.ok(waited > 0.7 * leaseMs && waited < 4 * leaseMs, `it waited ${Math.round(waited)} ms`)
    },
  },
  {
    ...leased,
    name: 'a holder whose lease was taken over commits nothing',
    async run(kit) {
      await table(kit)
      const held = await take(kit, await tired(kit))
      const next = await tookOver(kit)
      const error = await failsWith('LITHIFY_E_LOCK_LOST', () =>
        held.session.transaction(() => held.session.execute([{ text: insert(kit, 1) }])),
      )
      assert.match(error.message, /taken over by .*pid/)
      await failsWith('LITHIFY_E_LOCK_LOST', () => held.session.execute([{ text: insert(kit, 2) }]))
      await failsWith('LITHIFY_E_LOCK_LOST', () => held.session.query(insert(kit, 3)))
      // What it never had, it does not give back.
      await held.release()
      await next.session.transaction(() => next.session.execute([{ text: insert(kit, 4) }]))
      await next.release()
      assert.deepEqual(await kit.query(`select n from ${kit.quote('numbers')}`), [{ n: 4 }])
    },
  },
  {
    ...leased,
    name: 'a holder whose lease is taken over during its transaction cannot commit it',
    needs: ['concurrentWriters', 'transactionalDdl'],
    async run(kit) {
      await table(kit)
      const held = await take(kit, await tired(kit))
      let next: HeldLock | undefined
      await failsWith('LITHIFY_E_LOCK_LOST', () =>
        held.session.transaction(async () => {
          await held.session.execute([{ text: insert(kit, 1) }])
          next = await tookOver(kit)
        }),
      )
      await next?.release()
      assert.equal(await kit.count('numbers'), 0)
    },
  },
  {
    ...leased,
    name: 'a holder whose lease has ended, but was not taken over, goes on and has it anew',
    async run(kit) {
      await table(kit)
      const held = await take(kit, await tired(kit))
      await sleep(1.2 * leaseMs)
      await held.session.transaction(() => held.session.execute([{ text: insert(kit, 1) }]))
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', async () => take(kit, await connectionOf(kit)))
      await held.release()
      assert.equal(await kit.count('numbers'), 1)
    },
  },
  {
    ...leased,
    name: 'who has the advisory lock keeps out who wants a lease, and the other way round',
    needs: ['advisoryLocks'],
    async run(kit) {
      const [lease, advisory] = [await connectionOf(kit), await connectionOf(kit, { lock: 'advisory' })]
      for (const [first, second] of [
        [lease, advisory],
        [advisory, lease],
      ] as const) {
        const held = await take(kit, first)
        await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => take(kit, second, 200))
        await held.release()
        await (await take(kit, second)).release()
      }
    },
  },
  {
    ...leased,
    name: 'who gets the advisory lock ends a lease that was not renewed, and only such a one',
    needs: ['advisoryLocks'],
    async run(kit) {
      await table(kit)
      const held = await take(kit, await tired(kit))
      const advisory = await connectionOf(kit, { lock: 'advisory' })
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => take(kit, advisory, 0.3 * leaseMs))
      const next = await take(kit, advisory, 10 * leaseMs)
      await failsWith('LITHIFY_E_LOCK_LOST', () =>
        held.session.transaction(() => held.session.execute([{ text: insert(kit, 1) }])),
      )
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', async () => take(kit, await connectionOf(kit), 200))
      await next.release()
      await (await tookOver(kit)).release()
      assert.equal(await kit.count('numbers'), 0)
    },
  },
]
