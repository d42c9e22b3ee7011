import type { Connection, LockStrategy } from '../config/config.ts'
import type { Session } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { takeAdvisory } from './advisory.ts'
import type { HeldLock } from './held-lock.ts'
import { takeLease } from './lease.ts'
import type { WaitOptions } from './wait.ts'

/**
 * Takes the migration lock, by the strategy that the config names or that the session can be trusted with.
 *
 * Why there is never more than one holder, also where runners disagree about the strategy, or guess wrongly:
 *
 * 1. The advisory lock belongs to one session of the server at a time. A session that has it and is not `pinned` for certain verifies at the
 *    end of each transaction that it is the same session still, before the commit.
 * 2. The row of the lease holds one token. It changes only when the lease has ended by the database's clock, in a statement that names what it
 *    expects to find there; and every transaction locks the row and compares the token as its last act, so that the token cannot change
 *    between that and the commit.
 * 3. Where there are both, a lease is taken, and one that has ended is cleared, under the advisory lock only. Who has the advisory lock
 *    therefore sees every lease that was taken before, waits while one lasts, and no lease is taken after.
 *
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_UNSUPPORTED`
 */
export async function takeLock(connection: Connection, session: Session, options: WaitOptions): Promise<HeldLock> {
  const key = lockKey(connection)
  const take = (await strategy(connection, session)) === 'advisory' ? takeAdvisory : takeLease
  return take(connection, session, key, options)
}

async function strategy({ lock, dialect }: Connection, session: Session): Promise<LockStrategy> {
  const { advisoryLocks } = dialect.capabilities
  if (lock === 'advisory' && !advisoryLocks) {
    throw new LithifyError('LITHIFY_E_UNSUPPORTED', `${dialect.title} has no advisory locks.`, {
      data: { dialect: dialect.name },
      hint: 'Leave `lock` out of the config of the connection, or write:  lock: "lease"',
    })
  }
  if (lock !== undefined) return lock
  return advisoryLocks && (await session.pinned?.()) !== false ? 'advisory' : 'lease'
}

/** Connections whose histories have different names do not wait for each other. */
function lockKey({ history }: Pick<Connection, 'history'>): string {
  return `lithify:${history.migrations.name}`
}
