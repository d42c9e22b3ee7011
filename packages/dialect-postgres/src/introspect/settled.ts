import type { Session } from '@lithify/core'

/**
 * Reads with settings under which the server prints every name with its schema, times in one zone and money in one way, and refuses a table of which
 * the role sees only some rows instead of leaving out the others. They are put back
 * afterwards, so that nobody else notices: in a transaction they are the transaction's, outside of one the session's.
 */
export async function settled<T>(session: Session, read: () => Promise<T>): Promise<T> {
  const settings = await settle(session)
  let failed = true
  try {
    const result = await read()
    failed = false
    return result
  } finally {
    await settings.restore(failed)
  }
}

/** The same for what is read piece by piece. */
export async function* settledStream<T>(session: Session, read: () => AsyncIterable<T>): AsyncIterable<T> {
  const settings = await settle(session)
  let failed = false
  try {
    yield* read()
  } catch (error) {
    failed = true
    throw error
  } finally {
    await settings.restore(failed)
  }
}

async function settle(session: Session): Promise<{ restore(failed: boolean): Promise<void> }> {
  const before = await currentSettings(session)
  await set(session, quiet, true)
  // Outside a transaction that is gone with the statement that said it.
  const after = await currentSettings(session)
  const inTransaction =
    after.path === quiet.path && after.zone === quiet.zone && after.money === quiet.money && after.rows === quiet.rows
  // What is set in one transaction may be gone, or somebody else's, in the next.
  if (!inTransaction && (await session.pinned?.()) === false) return settleInTransaction(session)
  if (!inTransaction) await set(session, quiet, false)
  return {
    async restore(failed) {
      // A failure ends the transaction, and the settings with it.
      if (!(failed && inTransaction)) await set(session, before, inTransaction)
    },
  }
}

async function settleInTransaction(session: Session): Promise<{ restore(): Promise<void> }> {
  await session.execute([{ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', control: 'begin' }])
  await set(session, quiet, true)
  return { restore: () => session.execute([{ text: 'ROLLBACK', control: 'rollback' }]) }
}

interface Settings {
  readonly path: string
  readonly zone: string
  readonly money: string
  readonly rows: string
}

const quiet: Settings = { path: '', zone: 'UTC', money: 'C', rows: 'off' }

async function currentSettings(session: Session): Promise<Settings> {
  const [row] = await session.query<{ path: string; zone: string; money: string; rows: string }>(
    "SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone, current_setting('lc_monetary') AS money, current_setting('row_security') AS rows",
  )
  return { path: row?.path ?? '', zone: row?.zone ?? '', money: row?.money ?? '', rows: row?.rows ?? 'on' }
}

async function set(session: Session, { path, zone, money, rows }: Settings, local: boolean): Promise<void> {
  await session.query(
    "SELECT set_config('search_path', $1, $4), set_config('TimeZone', $2, $4), set_config('lc_monetary', $3, $4), set_config('row_security', $5, $4)",
    [path, zone, money, local, rows],
  )
}
