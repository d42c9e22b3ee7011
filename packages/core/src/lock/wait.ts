import { setTimeout as sleep } from 'node:timers/promises'
import { LithifyError } from '../errors.ts'

/** The shortest and longest pause between two attempts, in milliseconds. */
const pauses = { first: 20, longest: 500 }

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Told once, when it is not free at once. */
  readonly onWait?: ((owner: string | undefined) => void) | undefined
}

/** Who is in the way. A question is only asked when it has to be told. */
type Owner = string | undefined | (() => Promise<string | undefined>)

/** How an attempt ended: with what was wanted, or with who is in the way and how long that lasts at most without being renewed. */
export type Attempt<T> = { readonly taken: T } | { readonly owner: Owner; readonly leftMs?: number | undefined }

/** What was not got in time. */
export interface Missed {
  readonly timeoutMs: number
  readonly owner: string | undefined
  readonly leftMs?: number | undefined
}

/**
 * Tries again and again. It asks rather than waits, so that it can be given up, and holds nothing on the server meanwhile.
 * @param refusal What is thrown when the time is over.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`
 */
export async function waitFor<T>(
  attempt: () => Promise<Attempt<T>>,
  options: WaitOptions,
  refusal: (missed: Missed) => LithifyError = lockTimeout,
): Promise<T> {
  const { timeoutMs, signal, onWait } = options
  const deadline = performance.now() + timeoutMs
  let waiting = false
  for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.longest)) {
    interruptedBy(signal)
    const found = await attempt()
    if ('taken' in found) return found.taken
    const left = deadline - performance.now()
    if (left <= 0) throw refusal({ timeoutMs, owner: await ownerOf(found.owner), leftMs: found.leftMs })
    if (!waiting) onWait?.(await ownerOf(found.owner))
    waiting = true
    // A little chance keeps waiters from knocking all at once.
    await sleep(Math.min(left, pause * (0.5 + Math.random())), undefined, { signal }).catch(() => undefined)
  }
}

const ownerOf = async (owner: Owner): Promise<string | undefined> => (typeof owner === 'function' ? owner() : owner)

/** @param hint What to do, where the dialect knows it. */
export function lockTimeout({ timeoutMs, owner, leftMs }: Missed, hint = hintOf(leftMs)): LithifyError {
  const message = `Another runner holds the migration lock: ${owner ?? 'it has just let go of it'}.`
  return new LithifyError('LITHIFY_E_LOCK_TIMEOUT', message, { data: { timeoutMs, owner, leftMs }, hint })
}

function hintOf(leftMs: number | undefined): string {
  if (leftMs === undefined) return 'Wait until it is done and run again.'
  const seconds = Math.max(1, Math.ceil(leftMs / 1000))
  return `Wait until it is done and run again. If it is dead, its lease ends by itself in ${seconds} s; the next to ask takes it over:  --lock-timeout ${seconds + 5}`
}

function interruptedBy(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Waiting for the migration lock was interrupted.', {
    cause: signal.reason,
  })
}
