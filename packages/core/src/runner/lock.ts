import { takeLock } from '../lock/take.ts'
import type { CommandOptions } from './options.ts'
import type { Context } from './context.ts'

/**
 * Does work while holding the migration lock. Whatever the work decides, it decides under the lock; on the session that it is given, it commits
 * nothing without it.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_LOCK_LOST`
 */
export async function withLock<T>(
  context: Context,
  options: CommandOptions,
  work: (held: Context) => Promise<T>,
): Promise<T> {
  const { connection, session, report, signal } = context
  const lock = await takeLock(connection, session, {
    timeoutMs: options.lockTimeoutMs ?? connection.lockTimeoutMs,
    signal,
    onWait: (owner) => report({ type: 'lockWaiting', connection: connection.name, owner }),
  })
  report({ type: 'lockAcquired', connection: connection.name })
  let done: T
  try {
    done = await work({ ...context, session: lock.session })
  } catch (error) {
    // Why the work failed is what has to be told.
    await lock.release().catch(() => undefined)
    throw error
  }
  await lock.release()
  return done
}
