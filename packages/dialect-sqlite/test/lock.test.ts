import { readdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { session, temporaryDirectory } from './helpers.ts'

const now = { timeoutMs: 0 }
const timedOut = expect.objectContaining({ code: 'LITHIFY_E_LOCK_TIMEOUT', hint: expect.any(String) })

function database(): string {
  return join(temporaryDirectory(), 'a.db')
}

describe('the migration lock', () => {
  test('keeps a second session out until it is released', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    const lock = await first.lock('k', now)
    await expect(second.lock('k', now)).rejects.toEqual(timedOut)
    await expect(second.lock('k', { timeoutMs: 60 })).rejects.toEqual(timedOut)
    await lock.release()
    await lock.release()
    await (await second.lock('k', now)).release()
  })

  test('does not keep others from reading and writing', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    await first.lock('k', now)
    await second.execute([{ text: 'CREATE TABLE t(a)' }])
    expect(await first.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0 }])
  })

  test('of another key is another lock, and can be taken again by who has it', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    const [one, again] = [await first.lock('k', now), await first.lock('k', now)]
    await second.lock('other', now)
    await one.release()
    await expect(second.lock('k', now)).rejects.toEqual(timedOut)
    await again.release()
    await second.lock('k', now)
  })

  test('goes with its session', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    await first.lock('k', now)
    await first.close()
    await (await second.lock('k', now)).release()
  })

  test('is taken by who waits, who says once that it waits', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    const lock = await first.lock('k', now)
    let waits = 0
    const waiting = second.lock('k', { timeoutMs: 5000, onWait: () => void waits++ })
    setTimeout(() => void lock.release(), 60)
    await (await waiting).release()
    expect(waits).toBe(1)
    await (await second.lock('k', { timeoutMs: 10, onWait: () => void waits++ })).release()
    expect(waits).toBe(1)
  })

  test('waiting can be interrupted', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    await first.lock('k', now)
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 30)
    const started = performance.now()
    await expect(second.lock('k', { timeoutMs: 60_000, signal: controller.signal })).rejects.toMatchObject({
      code: 'LITHIFY_E_INTERRUPTED',
    })
    expect(performance.now() - started).toBeLessThan(5000)
    await expect(second.lock('k', { timeoutMs: 0, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'LITHIFY_E_INTERRUPTED',
    })
  })

  test('of a database in memory is free', async () => {
    const [first, second] = [await session(), await session()]
    await first.lock('k', now)
    await second.lock('k', now)
  })

  test('is one lock, by whatever path the file is reached', async () => {
    const filename = database()
    const first = await session({ filename })
    symlinkSync(filename, `${filename}.link`)
    const second = await session({ filename: `${filename}.link` })
    await first.lock('k', now)
    await expect(second.lock('k', now)).rejects.toEqual(timedOut)
  })

  test('has one file, which stays empty', async () => {
    const filename = database()
    const [first, second] = [await session({ filename }), await session({ filename })]
    for (const each of [first, second]) await (await each.lock('k', now)).release()
    const [file, ...others] = readdirSync(dirname(filename)).filter((name) => name.includes('-lithify-lock-'))
    expect(others).toEqual([])
    expect(statSync(join(dirname(filename), file as string)).size).toBe(0)
  })
})
