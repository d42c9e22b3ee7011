import { isLithifyError, LithifyError } from '@lithify/core'
import { scratchName, scratchPattern, scratchPrefix, scratchSettled } from '@lithify/core/dialect-kit'
import { openSession, type MysqlSession } from './driver.ts'
import { quote } from './names.ts'
import type { MysqlOptions } from './options.ts'
import { locate, type Target } from './session/target.ts'

/**
 * An empty scratch database on the same server, and a session in it. Closing the session drops it. Where that did not come about, because
 * the process was killed, the next one to make a scratch database drops it: the session of whoever uses one holds a lock of its name.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_UNSUPPORTED`
 */
export async function shadow(options: MysqlOptions): Promise<MysqlSession> {
  const own = { ...options, url: options.shadowUrl ?? options.url, readOnly: false }
  const target = locate(own)
  const name = await maintain(target, own, async (session) => {
    await sweep(session)
    return create(session, target)
  })
  const drop = (): Promise<void> =>
    maintain(target, own, (session) => session.execute([{ text: `DROP DATABASE IF EXISTS ${quote(name)}` }]))
  try {
    const session = await openSession({ ...target, database: name }, own, drop)
    await session.query('SELECT GET_LOCK(?, 0) AS taken', [name])
    return session
  } catch (error) {
    await drop().catch(() => undefined)
    throw error
  }
}

/** Works on a session in no database: the one that the options name need not be there. */
async function maintain<T>(
  target: Target,
  options: MysqlOptions,
  work: (session: MysqlSession) => Promise<T>,
): Promise<T> {
  const session = await openSession({ ...target, database: undefined }, options)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

async function create(session: MysqlSession, target: Target): Promise<string> {
  const [now] = await session.query('SELECT UNIX_TIMESTAMP() AS seconds')
  const name = scratchName(now?.['seconds'])
  const [like] = await session.query(
    'SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [target.database ?? ''],
  )
  // Text is ordered and compared there as it is in the database itself.
  const charset =
    like === undefined ? '' : ` CHARACTER SET ${String(like['charset'])} COLLATE ${String(like['collation'])}`
  try {
    await session.execute([{ text: `CREATE DATABASE ${quote(name)}${charset}` }])
  } catch (error) {
    throw isLithifyError(error) && error.data['serverCode'] === 'ER_DBACCESS_DENIED_ERROR'
      ? notAllowed(target, error)
      : error
  }
  return name
}

/** Drops what was left behind, and is used by nobody. */
async function sweep(session: MysqlSession): Promise<void> {
  const found = await session.query(
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA
     WHERE SCHEMA_NAME REGEXP ? AND SUBSTRING_INDEX(SUBSTRING_INDEX(SCHEMA_NAME, '_', 3), '_', -1) < UNIX_TIMESTAMP() - ?
       AND IS_FREE_LOCK(SCHEMA_NAME)`,
    [scratchPattern, scratchSettled],
  )
  for (const { name } of found) {
    // Another may be dropping it too, or it may belong to another user.
    await session.execute([{ text: `DROP DATABASE IF EXISTS ${quote(String(name))}` }]).catch(() => undefined)
  }
}

function notAllowed({ user }: Target, cause: LithifyError): LithifyError {
  return new LithifyError('LITHIFY_E_UNSUPPORTED', `${user} may not create a scratch database.`, {
    hint: `GRANT ALL ON \`${scratchPrefix.replaceAll('_', '\\_')}%\`.* TO ${user}; or name a server where it is allowed, such as one on this machine, in the option shadowUrl.`,
    data: { user, serverCode: 'ER_DBACCESS_DENIED_ERROR' },
    cause,
  })
}
