import { setTimeout as sleep } from 'node:timers/promises'

export interface LockRetries {
  readonly times: number
  /** Before the next attempt; they are counted from 0. */
  pause(attempt: number): Promise<void>
}

/** Pauses that grow, in milliseconds, so that those who wait behind us get through. */
const pauses = { first: 100, longest: 5_000 }

/** How often what the server gave up for others is tried again, and after how long. */
export function lockRetries(times = 0): LockRetries {
  return {
    times,
    pause: async (attempt) => {
      const longest = Math.min(pauses.first * 2 ** attempt, pauses.longest)
      await sleep(longest * (0.5 + Math.random() / 2))
    },
  }
}
