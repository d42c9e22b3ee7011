import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresOptions } from '../options.ts'

export interface LockRetries {
  readonly times: number
  pause(attempt: number): Promise<void>
}

/** Pauses that grow, in milliseconds, so that those who wait behind us get through. */
const pauses = { first: 100, longest: 5_000 }

export function lockRetries({ tableLockRetries = 0 }: PostgresOptions): LockRetries {
  return {
    times: tableLockRetries,
    pause: async (attempt) => {
      const longest = Math.min(pauses.first * 2 ** attempt, pauses.longest)
      await sleep(longest * (0.5 + Math.random() / 2))
    },
  }
}

/** Put around statements of a transaction, so that they can be tried again. Going back gives up the locks that they have got. */
export const savepoint = {
  before: ['SAVEPOINT lithify_retry'],
  after: ['RELEASE SAVEPOINT lithify_retry'],
  back: 'ROLLBACK TO SAVEPOINT lithify_retry; RELEASE SAVEPOINT lithify_retry',
} as const
