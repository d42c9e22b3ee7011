import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Dialect, Session } from '@lithify/core'

class Dead extends Error {}

type Methods = Record<string, (...args: unknown[]) => unknown>
const fs = createRequire(import.meta.url)('node:fs/promises') as Methods & {
  open: (...args: unknown[]) => Promise<Methods>
}
const writing = ['mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'link', 'writeFile', 'copyFile']
/** What a file that is open is written by. */
const handle = await fs.open(process.execPath, 'r')
const handles = Object.getPrototypeOf(handle) as Methods
await handle['close']?.()

/**
 * Which of the steps are walked: all of them take minutes, so that CI takes every so many. An odd number, so that ways on which take turns are both
 * walked.
 */
export const stride = Number(process.env['LITHIFY_KILL_STRIDE'] ?? 9)

/** A death at the n-th step, from 1. What is tried afterwards has no effect. */
export function dying(at: number): {
  watch(dialect: Dialect): Dialect
  during(work: () => Promise<unknown>): Promise<{ readonly steps: number; readonly dead: boolean }>
} {
  let steps = 0
  const here = (): void => {
    steps += 1
    if (steps >= at) throw new Dead()
  }
  const watched = (session: Session): Session =>
    new Proxy(session, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target)
        if (typeof member !== 'function') return member
        if (!['execute', 'query', 'transaction'].includes(String(key))) return member.bind(target) as unknown
        return async (...args: unknown[]): Promise<unknown> => {
          here()
          const result: unknown = await Reflect.apply(member, target, args)
          here()
          return result
        }
      },
    })
  return {
    watch: (dialect) => ({ ...dialect, connect: async (options) => watched(await dialect.connect(options)) }),
    during: async (work) => {
      const undo = patch(here)
      try {
        await work()
        return { steps, dead: false }
      } catch (error) {
        if (at === Infinity) throw error
        return { steps: Math.max(steps, at), dead: true }
      } finally {
        undo()
      }
    },
  }
}

/** Every call that writes is a step. Reading a file that is there stays possible, which leads nowhere. */
function patch(here: () => void): () => void {
  const places: [Methods, string][] = [
    ...writing.map((name): [Methods, string] => [fs, name]),
    [handles, 'writeFile'],
    [handles, 'sync'],
  ]
  const undo = places.map(([owner, name]) => {
    const original = owner[name] as Methods[string]
    owner[name] = async function (this: unknown, ...args: unknown[]) {
      here()
      const answer: unknown = Reflect.apply(original, this, args)
      return answer
    }
    return () => void (owner[name] = original)
  })
  syncBuiltinESMExports()
  return () => {
    for (const each of undo) each()
    syncBuiltinESMExports()
  }
}
