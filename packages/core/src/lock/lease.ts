import type { Connection } from '../config/config.ts'
import type { Session } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'
import { guarded, type Guard } from './guard.ts'
import { Heartbeat } from './heartbeat.ts'
import { describeHolder, newClaim } from './holder.ts'
import { isBusy, isEnded, LeaseTable, type LeaseClaim, type LeaseRow } from './lease-table.ts'
import type { HeldLock } from './held-lock.ts'
import { waitFor, type Attempt, type WaitOptions } from './wait.ts'

/** How many times a lease is renewed before it would end. */
const beats = 3

/**
 * Takes the lease, and renews it until it is released. A holder that was kept from renewing it, and woke up after somebody else had taken it
 * over, cannot commit: every transaction first makes sure, in the row of the lease itself, that the token there is its own.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_UNSUPPORTED`
 */
export async function takeLease(
  connection: Connection,
  session: Session,
  key: string,
  options: WaitOptions,
): Promise<HeldLock> {
  const table = new LeaseTable(connection, key)
  await table.prepare(session)
  const claim = newClaim(connection.leaseMs)
  await waitFor(() => attempt(table, claim, connection, session, key), options)
  const lease = new Lease(table, claim, connection, session)
  return { session: guarded(session, lease, connection.dialect.capabilities), release: () => lease.release() }
}

async function attempt(
  table: LeaseTable,
  claim: LeaseClaim,
  { dialect }: Connection,
  session: Session,
  key: string,
): Promise<Attempt<true>> {
  const seen = await table.read(session)
  if (seen === undefined || !isEnded(seen)) return heldBy(seen)
  try {
    const take = (): Promise<boolean> => session.transaction(() => table.take(session, seen, claim))
    if (!dialect.capabilities.advisoryLocks) return (await take()) ? { taken: true } : heldBy(await table.read(session))
    return (await withAdvisory(session, key, () => table.take(session, seen, claim)))
      ? { taken: true }
      : heldBy(await table.read(session))
  } catch (error) {
    // A runner that has the advisory lock keeps out those that would have the lease.
    if (isLithifyError(error) && error.code === 'LITHIFY_E_LOCK_TIMEOUT')
      return { owner: error.data['owner'] as string | undefined }
    if (isBusy(error)) return heldBy(seen)
    throw error
  }
}

/**
 * Does it in a transaction under the advisory lock, which is free again afterwards and not before the transaction has ended: runners of the two
 * strategies see each other's lock, whoever comes first.
 */
async function withAdvisory<T>(session: Session, key: string, work: () => Promise<T>): Promise<T> {
  if ((await session.pinned?.()) === false) {
    return session.transaction(async () => {
      await session.lock(key, { timeoutMs: 0, heldBy: 'transaction' })
      return work()
    })
  }
  const lock = await session.lock(key, { timeoutMs: 0 })
  try {
    return await session.transaction(work)
  } finally {
    await lock.release()
  }
}

function heldBy(row: LeaseRow | undefined): Attempt<never> {
  if (row === undefined || row.token === '') return { owner: undefined }
  return { owner: describeHolder(row), leftMs: Math.max(0, row.expiresAt - row.now) }
}

/** A lease that this process has, as long as nobody takes it over. */
class Lease implements Guard {
  readonly #table: LeaseTable
  readonly #claim: LeaseClaim
  readonly #session: Session
  readonly #heartbeat: Heartbeat
  readonly #pauses: boolean
  /** Who has it now, once that is somebody else. */
  #lost: LithifyError | undefined

  constructor(table: LeaseTable, claim: LeaseClaim, connection: Connection, session: Session) {
    const { dialect, options, root, leaseMs } = connection
    this.#table = table
    this.#claim = claim
    this.#session = session
    this.#pauses = !dialect.capabilities.concurrentWriters
    this.#heartbeat = new Heartbeat(
      leaseMs / beats,
      () => dialect.connect({ root, ...options, readOnly: false }),
      async (other) => this.#compare(await table.renew(other, claim)),
    )
  }

  async beforeTransaction(): Promise<void> {
    this.#refuse(await this.#table.read(this.#session))
  }

  beforeStatement(): Promise<void> {
    return this.beforeTransaction()
  }

  async beforeCommit(): Promise<void> {
    const found = await this.#table.prove(this.#session, this.#claim)
    if (found === 'ours') return
    this.#lost ??= lost(found?.token === this.#claim.token ? undefined : found)
    throw this.#lost
  }

  async transactionIsOpen(open: boolean): Promise<void> {
    if (!this.#pauses) return
    if (open) await this.#heartbeat.pause()
    else this.#heartbeat.resume()
  }

  /**
   * Gives it back. Where that cannot be done, because the connection is gone, it ends by itself: not before, since the server may still be
   * at work on what it was last sent.
   */
  async release(): Promise<void> {
    await this.#heartbeat.stop()
    await this.#table.release(this.#session, this.#claim).catch(() => undefined)
  }

  #compare(row: LeaseRow | undefined): void {
    if (row?.token !== this.#claim.token) this.#lost ??= lost(row)
  }

  #refuse(row: LeaseRow | undefined): void {
    this.#compare(row)
    if (this.#lost !== undefined) throw this.#lost
  }
}

function lost(row: LeaseRow | undefined): LithifyError {
  const now = row === undefined || row.token === '' ? undefined : describeHolder(row)
  return new LithifyError(
    'LITHIFY_E_LOCK_LOST',
    `This runner lost the migration lock: its lease ended before it was renewed, and was taken over${now === undefined ? '' : ` by ${now}`}. What was in progress was rolled back.`,
    {
      data: { owner: now },
      hint: 'Wait until the other runner is done. See what is applied:  lithify status',
    },
  )
}
