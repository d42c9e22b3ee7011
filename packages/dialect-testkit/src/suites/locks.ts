import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import { lockProcesses } from './lock-processes.ts'

const key = 'lithify testkit'
const now = { timeoutMs: 0 }

export const locks: readonly Behaviour[] = [
  ...lockProcesses,
  {
    name: 'one session has it, another does not get it',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.connect()).lock(key, now)
      const other = await kit.connect()
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => other.lock(key, now))
      await lock.release()
      await (await other.lock(key, now)).release()
    },
  },
  {
    name: 'another key is another lock',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.connect()).lock(key, now)
      const other = await (await kit.connect()).lock(`${key} 2`, now)
      await lock.release()
      await other.release()
    },
  },
  {
    name: 'it is waited for as long as was said, and no longer',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.connect()).lock(key, now)
      const other = await kit.connect()
      const start = performance.now()
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => other.lock(key, { timeoutMs: 300 }))
      const waited = performance.now() - start
      assert.ok(waited >= 250 && waited < 5_000, `it waited ${Math.round(waited)} ms instead of 300`)
      await lock.release()
    },
  },
  {
    name: 'who waits gets it when it is released, and is told once that it has to wait',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.connect()).lock(key, now)
      const other = await kit.connect()
      let told = 0
      const waiting = other.lock(key, { timeoutMs: 10_000, onWait: () => void told++ })
      await sleep(200)
      await lock.release()
      await (await waiting).release()
      assert.equal(told, 1)
    },
  },
  {
    name: 'who gets it at once is not told to wait',
    needs: ['advisoryLocks'],
    async run(kit) {
      let told = 0
      const lock = await (await kit.connect()).lock(key, { timeoutMs: 1_000, onWait: () => void told++ })
      await lock.release()
      assert.equal(told, 0)
    },
  },
  {
    name: 'it is gone when its session is closed',
    needs: ['advisoryLocks'],
    async run(kit) {
      const holder = await kit.connect()
      await holder.lock(key, now)
      await holder.close()
      await (await (await kit.connect()).lock(key, { timeoutMs: 5_000 })).release()
    },
  },
  {
    name: 'waiting can be given up',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.connect()).lock(key, now)
      const other = await kit.connect()
      const controller = new AbortController()
      const start = performance.now()
      const waiting = failsWith('LITHIFY_E_INTERRUPTED', () =>
        other.lock(key, { timeoutMs: 20_000, signal: controller.signal }),
      )
      await sleep(100)
      controller.abort()
      await waiting
      assert.ok(performance.now() - start < 10_000)
      await lock.release()
      await (await other.lock(key, { timeoutMs: 5_000 })).release()
    },
  },
  {
    name: 'it outlives the transactions of its session',
    needs: ['advisoryLocks'],
    async run(kit) {
      const holder = await kit.connect()
      const lock = await holder.lock(key, now)
      await holder.transaction(() => holder.query('select 1 as one'))
      await holder.transaction(() => Promise.reject(new Error('no'))).catch(() => {})
      const other = await kit.connect()
      await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => other.lock(key, now))
      await lock.release()
    },
  },
  {
    name: 'the database can be written by its holder, and read by others',
    needs: ['advisoryLocks'],
    async run(kit) {
      const lock = await (await kit.session()).lock(key, now)
      await kit.migrate((m) => m.createTable('written', (t) => void t.id()))
      const other = await kit.connect()
      assert.equal((await kit.dialect.introspect(other, {})).schema.size, 1)
      await lock.release()
    },
  },
]
