import { createHash, randomBytes } from 'node:crypto'
import { LithifyError, type LockOptions, type MigrationLock, type Param, type Row } from '@lithify/core'
import { lockTimeout, waitFor, type Attempt } from '@lithify/core/dialect-kit'
import { sqlState } from './failure.ts'

/** The session that holds the lock. */
export interface LockSession {
  query(sql: string, params: readonly Param[]): Promise<Row[]>
  /**
   * Leaves a statement to the commit of the transaction that is open, with what its failure means; `undefined` where that is the statement's own fault.
   * Answers whether there is a transaction that does so.
   */
  defer(sql: string, params: readonly Param[], failure: (error: unknown) => LithifyError | undefined): boolean
  alive(): boolean
  /** How often the session has each lock, by its number. */
  readonly held: Map<bigint, number>
}

/**
 * Takes an advisory lock of the server. It belongs to the session and is gone with it, however it ends; it belongs to the database, so that
 * others on the same server do not meet. A session can take it again while it has it.
 *
 * It is asked for again and again rather than waited for: a statement that waits cannot be given up by an AbortSignal, holds a snapshot that
 * keeps CREATE INDEX CONCURRENTLY waiting, and falls to `statement_timeout`.
 *
 * A pooler that hands the server's session on after each transaction hands on the lock with it. So that this comes out in time, a second lock is
 * taken with the first, under a number that nobody else knows: where both are, the session is the one that took them.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_UNSUPPORTED`
 */
export async function acquire(session: LockSession, key: string, options: LockOptions): Promise<MigrationLock> {
  const number = numberOf(key)
  const take = options.heldBy === 'transaction' ? attemptInTransaction : attempt
  const tried = async (): Promise<Attempt<MigrationLock>> => {
    const taken = await take(session, number)
    return taken === undefined ? { owner: () => owner(session, number) } : { taken }
  }
  return waitFor(tried, options, (missed) => lockTimeout(missed, hint))
}

const hint =
  'Wait until it is done and run again. The lock is gone as soon as its session ends; on the server:  SELECT pg_terminate_backend(pid)'

/** @internal The server knows locks by a whole number of 64 bits. */
export function numberOf(key: string): bigint {
  return createHash('sha256').update(`lithify migration lock\0${key}`).digest().readBigInt64BE()
}

/** Where these locks of this database are shown. The server shows the halves of a number. */
const shown = `pg_catalog.pg_locks l
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`

const isNumber = (marker: string): string => `(l.classid::int8 << 32 | l.objid::int8) = ${marker}::int8`

/**
 * Each is taken twice, so that giving it back once tells whether it is there and lets go of nothing: see `verifyQuery`. CASE is evaluated in order: a session that somebody else has locked already is not locked once more. */
const attemptQuery = `
  SELECT CASE
    WHEN $3::bool AND EXISTS (SELECT FROM ${shown} AND l.pid = pg_catalog.pg_backend_pid() AND ${isNumber('$1')}) THEN 'shared'
    WHEN pg_catalog.pg_try_advisory_lock($1) AND pg_catalog.pg_try_advisory_lock($2)
      AND pg_catalog.pg_try_advisory_lock($1) AND pg_catalog.pg_try_advisory_lock($2) THEN 'taken'
    ELSE 'held' END AS outcome`

async function attempt(session: LockSession, number: bigint): Promise<MigrationLock | undefined> {
  const marker = randomBytes(8).readBigInt64BE()
  const times = session.held.get(number) ?? 0
  const [row] = await session.query(attemptQuery, [number, marker, times === 0])
  if (row?.['outcome'] === 'shared') throw shared()
  if (row?.['outcome'] !== 'taken') return undefined
  session.held.set(number, times + 1)
  return handle(session, number, marker)
}

/** The transaction gives it back by itself. */
async function attemptInTransaction(session: LockSession, number: bigint): Promise<MigrationLock | undefined> {
  const [row] = await session.query('SELECT pg_catalog.pg_try_advisory_xact_lock($1) AS taken', [number])
  return row?.['taken'] === true ? { release: async () => undefined } : undefined
}

/**
 * Fails where the session has not got both. The view of all locks would tell too, and looks through the locks of the whole server for it, which takes
 * longer than many a migration. What nobody else can know comes first: where that is not there, the other one is somebody else's.
 */
const verifyQuery = `
  SELECT 1 / CASE
    WHEN NOT pg_catalog.pg_advisory_unlock($2) OR NOT pg_catalog.pg_try_advisory_lock($2) THEN 0
    WHEN NOT pg_catalog.pg_advisory_unlock($1) OR NOT pg_catalog.pg_try_advisory_lock($1) THEN 0
    ELSE 1 END`

const releaseQuery = `
  SELECT pg_catalog.pg_advisory_unlock($1) AND pg_catalog.pg_advisory_unlock($1) AS released,
    pg_catalog.pg_advisory_unlock($2) AND pg_catalog.pg_advisory_unlock($2)`

/** The proof of the lock divides by zero where it is gone. */
const lockFailure = (error: unknown): LithifyError | undefined =>
  sqlState(error) === '22012' ? lost('What was in progress was rolled back.') : undefined

function handle(session: LockSession, number: bigint, marker: bigint): MigrationLock {
  let released = false
  return {
    verify: async () => {
      if (session.defer(verifyQuery, [number, marker], lockFailure)) return
      try {
        await session.query(verifyQuery, [number, marker])
      } catch (error) {
        throw lockFailure((error as LithifyError).cause) ?? error
      }
    },
    release: async () => {
      if (released) return
      released = true
      session.held.set(number, (session.held.get(number) ?? 1) - 1)
      // With the session, the lock is gone too.
      if (!session.alive()) return
      const [row] = await session.query(releaseQuery, [number, marker])
      if (row?.['released'] !== true) throw lost('Another runner may have run meanwhile.')
    },
  }
}

/** The server's own words for others' sessions need no privilege but for their addresses. */
const ownerQuery = `
  SELECT a.pid, a.application_name AS name, a.usename AS "user", a.client_addr::text AS address, a.backend_start AS since
  FROM pg_catalog.pg_stat_activity a
  WHERE a.pid IN (SELECT l.pid FROM ${shown} AND ${isNumber('$1')})`

interface Owner {
  readonly pid: number
  readonly name: string
  readonly user: string | null
  readonly address: string | null
  readonly since: string | null
}

async function owner(session: LockSession, number: bigint): Promise<string | undefined> {
  const rows = await session.query(ownerQuery, [number])
  const holder = rows[0] as Owner | undefined
  if (holder === undefined) return undefined
  const { pid, name, user, address, since } = holder
  const parts = [`pid ${pid}`]
  if (user !== null) parts.push(`user ${user}`)
  if (address !== null) parts.push(`from ${address}`)
  if (since !== null) parts.push(`connected since ${since}`)
  return `${name || 'a session without a name'} (${parts.join(', ')})`
}

function lost(consequence: string): LithifyError {
  return new LithifyError(
    'LITHIFY_E_LOCK_LOST',
    `The migration lock is not held by this session any more: a pooler gave it another one, or a statement let go of the lock. ${consequence}`,
    {
      hint: `Leave DISCARD ALL and pg_advisory_unlock_all() out of migrations. Behind a pooler, write into the config of the connection:  lock: 'lease'`,
    },
  )
}

function shared(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    'Another client has the migration lock on the same session of the server, so a pooler shares that out: such a lock keeps nobody out.',
    {
      hint: `Write into the config of the connection:  lock: 'lease'`,
    },
  )
}
