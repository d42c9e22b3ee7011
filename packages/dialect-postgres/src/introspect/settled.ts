import type { Session } from '@lithify/core'

/**
 * Reads with settings under which the server prints every name with its schema, and times in one zone. They hold for one transaction
 * and are put back before its end, so that nobody else notices.
 */
export async function settled<T>(session: Session, read: () => Promise<T>): Promise<T> {
  const before = await currentSettings(session)
  await set(session, { path: '', zone: 'UTC' })
  // Outside a transaction that setting is gone with the statement that made it.
  const after = await currentSettings(session)
  if (after.path !== '' || after.zone !== 'UTC') {
    return session.transaction(
      async () => {
        await set(session, { path: '', zone: 'UTC' })
        return read()
      },
      { readOnly: true },
    )
  }
  const result = await read()
  await set(session, before)
  return result
}

interface Settings {
  readonly path: string
  readonly zone: string
}

async function currentSettings(session: Session): Promise<Settings> {
  const [row] = await session.query<{ path: string; zone: string }>(
    "SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone",
  )
  return { path: row?.path ?? '', zone: row?.zone ?? '' }
}

async function set(session: Session, { path, zone }: Settings): Promise<void> {
  await session.query("SELECT set_config('search_path', $1, true), set_config('TimeZone', $2, true)", [path, zone])
}
