import type { Session } from '@lithify/core'

/**
 * Reads with settings under which the server prints every name with its schema, and times in one zone. They are put back afterwards, so
 * that nobody else notices: in a transaction they are the transaction's, outside of one the session's.
 */
export async function settled<T>(session: Session, read: () => Promise<T>): Promise<T> {
  const before = await currentSettings(session)
  await set(session, quiet, true)
  // Outside a transaction that is gone with the statement that said it.
  const after = await currentSettings(session)
  const inTransaction = after.path === quiet.path && after.zone === quiet.zone
  if (inTransaction) {
    // A failure ends the transaction, and the settings with it.
    const result = await read()
    await set(session, before, true)
    return result
  }
  await set(session, quiet, false)
  try {
    return await read()
  } finally {
    await set(session, before, false)
  }
}

interface Settings {
  readonly path: string
  readonly zone: string
}

const quiet: Settings = { path: '', zone: 'UTC' }

async function currentSettings(session: Session): Promise<Settings> {
  const [row] = await session.query<{ path: string; zone: string }>(
    "SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone",
  )
  return { path: row?.path ?? '', zone: row?.zone ?? '' }
}

async function set(session: Session, { path, zone }: Settings, local: boolean): Promise<void> {
  await session.query("SELECT set_config('search_path', $1, $3), set_config('TimeZone', $2, $3)", [path, zone, local])
}
