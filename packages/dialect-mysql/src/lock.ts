import { createHash } from 'node:crypto'
import { LithifyError, type LockOptions, type MigrationLock, type Param, type Row } from '@lithify/core'
import { lockTimeout, waitFor, type Attempt } from '@lithify/core/dialect-kit'

/** The session that holds the lock. */
export interface LockSession {
  /** The server's number of it. */
  readonly id: number
  readonly database: string
  query(sql: string, params: readonly Param[]): Promise<Row[]>
  alive(): boolean
}

/**
 * Takes a named lock of the server. It belongs to the session and is gone with it, however it ends. Names are the whole server's, so the
 * database is in ours. A session can take it again while it has it.
 *
 * It is asked for again and again rather than waited for: a statement that waits cannot be given up by an AbortSignal.
 *
 * It does not hold through a pooler that hands the server's session on, and not on servers in a cluster that all take writes. Releasing finds the
 * first one out.
 * @throws LithifyError `LITHIFY_E_LOCK_TIMEOUT`, `LITHIFY_E_INTERRUPTED`
 */
export async function acquire(session: LockSession, key: string, options: LockOptions): Promise<MigrationLock> {
  const name = nameOf(session.database, key)
  const tried = async (): Promise<Attempt<MigrationLock>> =>
    (await attempt(session, name)) ? { taken: handle(session, name) } : { owner: () => owner(session, name) }
  return waitFor(tried, options, (missed) => lockTimeout(missed, hint))
}

const hint =
  'Wait until it is done and run again. The lock is gone as soon as its session ends; on the server:  KILL <connection>'

/** Names have 64 characters at most, and no case. */
function nameOf(database: string, key: string): string {
  const hash = createHash('sha256').update(`lithify migration lock\0${database}\0${key}`).digest('hex')
  return `lithify:${hash.slice(0, 48)}`
}

async function attempt(session: LockSession, name: string): Promise<boolean> {
  const [row] = await session.query('SELECT GET_LOCK(?, 0) AS taken', [name])
  return row?.['taken'] === 1
}

function handle(session: LockSession, name: string): MigrationLock {
  let released = false
  return {
    release: async () => {
      if (released) return
      released = true
      // With the session, the lock is gone too.
      if (!session.alive()) return
      const [row] = await session.query('SELECT RELEASE_LOCK(?) AS released', [name])
      if (row?.['released'] !== 1) throw pooled()
    },
  }
}

/** Without the privilege PROCESS, the server shows nobody's sessions but one's own user's. */
async function owner(session: LockSession, name: string): Promise<string | undefined> {
  const [used] = await session.query('SELECT IS_USED_LOCK(?) AS id', [name])
  const id = used?.['id']
  if (typeof id !== 'number') return undefined
  const [found] = await session.query(
    'SELECT USER AS user, HOST AS host FROM information_schema.PROCESSLIST WHERE ID = ?',
    [id],
  )
  const { user, host } = (found ?? {}) as { user?: unknown; host?: unknown }
  const parts = [
    ...(typeof user === 'string' ? [`user ${user}`] : []),
    ...(typeof host === 'string' && host !== '' ? [`from ${host}`] : []),
  ]
  return `connection ${id}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`
}

function pooled(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    'The migration lock was not held by this session any more, so another runner may have run meanwhile.',
    { hint: 'Connect to the server itself: through a pooler nobody has a session for himself.' },
  )
}
