import type { CommandOptions } from './options.ts'
import type { Context } from './context.ts'

/**
 * Does work while holding the migration lock, on the session that the work uses. Whatever the work decides, it decides under the
 * lock.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`
 */
export async function withLock<T>(context: Context, options: CommandOptions, work: () => Promise<T>): Promise<T> {
  const { connection, session, report, signal } = context
  const lock = await session.lock(`lithify:${connection.history.migrations.name}`, {
    timeoutMs: options.lockTimeoutMs ?? connection.lockTimeoutMs,
    signal,
    onWait: (owner) => report({ type: 'lockWaiting', connection: connection.name, owner }),
  })
  report({ type: 'lockAcquired', connection: connection.name })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
