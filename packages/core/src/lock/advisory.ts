import type { Connection } from '../config/config.ts'
import type { MigrationLock, Session } from '../dialect.ts'
import { isLithifyError } from '../errors.ts'
import { guarded } from './guard.ts'
import type { HeldLock } from './held-lock.ts'
import { describeHolder } from './holder.ts'
import { isBusy, isEnded, isFree, LeaseTable } from './lease-table.ts'
import { waitFor, type Attempt, type WaitOptions } from './wait.ts'

/**
 * Takes the database's own lock. Whoever has it, and finds no lease that lasts, is alone: a lease is only taken under this lock.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, and what the dialect's lock throws
 */
export async function takeAdvisory(
  connection: Connection,
  session: Session,
  key: string,
  options: WaitOptions,
): Promise<HeldLock> {
  const lock = await acquire(connection, session, key, options)
  const verify = lock.verify?.bind(lock)
  if (verify === undefined) return { session, release: () => lock.release() }
  return {
    session: guarded(session, { beforeStatement: verify, beforeCommit: verify }, connection.dialect.capabilities),
    release: () => lock.release(),
  }
}

async function acquire(
  connection: Connection,
  session: Session,
  key: string,
  { timeoutMs, signal, onWait }: WaitOptions,
): Promise<MigrationLock> {
  const deadline = performance.now() + timeoutMs
  let told = false
  const tell = (owner: string | undefined): void => {
    if (!told) onWait?.(owner)
    told = true
  }
  const left = (): number => Math.max(0, deadline - performance.now())
  return waitFor(
    async (): Promise<Attempt<MigrationLock>> => {
      const lock = await session.lock(key, { timeoutMs: left(), signal, onWait: tell })
      try {
        const holder = await lessee(connection, session, key)
        if (holder === undefined) return { taken: lock }
        await lock.release()
        return holder
      } catch (error) {
        await lock.release().catch(() => undefined)
        throw error
      }
    },
    { timeoutMs, signal, onWait: tell },
  )
}

/** Who has a lease that lasts. One that has ended is given to nobody, so that who had it cannot commit any more. */
async function lessee(connection: Connection, session: Session, key: string): Promise<Attempt<never> | undefined> {
  if (connection.dialect.types.clock === undefined) return undefined
  const table = new LeaseTable(connection, key)
  if (!(await table.exists(session))) return undefined
  const row = await table.read(session)
  if (row === undefined || isFree(row)) return undefined
  try {
    if (isEnded(row) && (await table.clear(session, row))) return undefined
  } catch (error) {
    if (!isLithifyError(error) || !isBusy(error)) throw error
  }
  return { owner: describeHolder(row), leftMs: Math.max(0, row.expiresAt - row.now) }
}
