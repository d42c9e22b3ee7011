import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { LithifyError, type LockOptions, type MigrationLock, type Param, type Row } from '@lithify/core'

/** The session that holds the lock. */
export interface LockSession {
  query(sql: string, params: readonly Param[]): Promise<Row[]>
  alive(): boolean
}

/** The shortest and longest pause between two attempts, in milliseconds. */
const pauses = { first: 20, longest: 500 }

/**
 * Takes an advisory lock of the server. It belongs to the session and is gone with it, however it ends; it belongs to the database, so that
 * others on the same server do not meet. A session can take it again while it has it.
 *
 * It is asked for again and again rather than waited for: a statement that waits cannot be given up by an AbortSignal, holds a snapshot that
 * keeps CREATE INDEX CONCURRENTLY waiting, and falls to `statement_timeout`.
 *
 * It does not hold through a pooler that hands the server's session on after each transaction. Releasing finds that out.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`
 */
export async function acquire(session: LockSession, key: string, options: LockOptions): Promise<MigrationLock> {
  const { timeoutMs, signal, onWait } = options
  const deadline = performance.now() + timeoutMs
  const number = numberOf(key)
  let waiting = false
  for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.longest)) {
    interruptedBy(signal)
    if (await attempt(session, number)) return handle(session, number)
    const left = deadline - performance.now()
    if (left <= 0) throw timeout(timeoutMs, await owner(session, number))
    if (!waiting) onWait?.(await owner(session, number))
    waiting = true
    // A little chance keeps waiters from knocking all at once.
    await sleep(Math.min(left, pause * (0.5 + Math.random())), undefined, { signal }).catch(() => undefined)
  }
}

/** The server knows locks by a whole number of 64 bits. */
function numberOf(key: string): bigint {
  return createHash('sha256').update(`lithify migration lock\0${key}`).digest().readBigInt64BE()
}

async function attempt(session: LockSession, number: bigint): Promise<boolean> {
  const [row] = await session.query('SELECT pg_catalog.pg_try_advisory_lock($1) AS taken', [number])
  return row?.['taken'] === true
}

function handle(session: LockSession, number: bigint): MigrationLock {
  let released = false
  return {
    release: async () => {
      if (released) return
      released = true
      // With the session, the lock is gone too.
      if (!session.alive()) return
      const [row] = await session.query('SELECT pg_catalog.pg_advisory_unlock($1) AS released', [number])
      if (row?.['released'] !== true) throw pooled()
    },
  }
}

/** The server shows the halves of the number. Its own words for others' sessions need no privilege but for their addresses. */
const ownerQuery = `
  SELECT a.pid, a.application_name AS name, a.usename AS "user", a.client_addr::text AS address, a.backend_start AS since
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid`

interface Owner {
  readonly pid: number
  readonly name: string
  readonly user: string | null
  readonly address: string | null
  readonly since: string | null
}

async function owner(session: LockSession, number: bigint): Promise<string | undefined> {
  const halves = BigInt.asUintN(64, number)
  const rows = await session.query(ownerQuery, [halves >> 32n, BigInt.asUintN(32, halves)])
  const holder = rows[0] as Owner | undefined
  if (holder === undefined) return undefined
  const { pid, name, user, address, since } = holder
  const parts = [`pid ${pid}`]
  if (user !== null) parts.push(`user ${user}`)
  if (address !== null) parts.push(`from ${address}`)
  if (since !== null) parts.push(`connected since ${since}`)
  return `${name || 'a session without a name'} (${parts.join(', ')})`
}

function timeout(timeoutMs: number, holder: string | undefined): LithifyError {
  return new LithifyError(
    'LITHIFY_E_LOCK_TIMEOUT',
    `Another runner holds the migration lock: ${holder ?? 'it has just let go of it'}.`,
    {
      hint: 'Wait until it is done and run again. The lock is gone as soon as its session ends; on the server:  SELECT pg_terminate_backend(pid)',
      data: { timeoutMs, owner: holder },
    },
  )
}

function pooled(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    'The migration lock was not held by this session any more, so another runner may have run meanwhile.',
    {
      hint: 'Connect to the server itself, or to a pooler in session mode: in transaction mode nobody has a session for himself.',
    },
  )
}

function interruptedBy(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Waiting for the migration lock was interrupted.', {
    cause: signal.reason,
  })
}
