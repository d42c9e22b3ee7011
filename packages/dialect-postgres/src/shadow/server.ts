import { isLithifyError, LithifyError } from '@lithify/core'
import { scratchName, scratchPattern, scratchSettled } from '@lithify/core/dialect-kit'
import { openSession, PostgresSession } from '../driver.ts'
import { quote, quoteString } from '../names.ts'
import type { PostgresOptions } from '../options.ts'
import { locate, type Target } from '../session/target.ts'

/**
 * An empty scratch database on the same server, and a session in it. Closing the session drops it. Where that did not come about, because
 * the process was killed, the next one to make a scratch database drops it: a scratch database that nobody is connected to serves nobody.
 * @throws LithifyError `LITHIFY_E_CONNECT`, `LITHIFY_E_UNSUPPORTED`
 */
export async function serverShadow(options: PostgresOptions): Promise<PostgresSession> {
  const own = { ...options, url: options.shadowUrl ?? options.url, readOnly: false }
  const target = locate(own)
  const name = await maintain(target, own, async (session) => {
    await sweep(session)
    return create(session, target)
  })
  const drop = (): Promise<void> =>
    maintain(target, own, (session) => session.execute([dropping(name, 'WITH (FORCE)')]))
  try {
    return await openSession({ ...target, database: name }, own, drop)
  } catch (error) {
    await drop().catch(() => undefined)
    throw error
  }
}

/** Works on a session in another database: the one that the options name, or one that every server has. */
async function maintain<T>(
  target: Target,
  options: PostgresOptions,
  work: (session: PostgresSession) => Promise<T>,
): Promise<T> {
  const session = await connectAnywhere(target, options)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

async function connectAnywhere(target: Target, options: PostgresOptions): Promise<PostgresSession> {
  const databases = [target.database, 'postgres', 'template1']
  for (;;) {
    const database = databases.shift() as string
    try {
      return await refusePooled(await openSession({ ...target, database }, options))
    } catch (error) {
      const missing = isLithifyError(error) && error.data['missing'] === true
      if (!missing || databases.length === 0) throw error
    }
  }
}

/** A pooler keeps connections to databases that are to be dropped, and knows none that it was not told of. */
async function refusePooled(session: PostgresSession): Promise<PostgresSession> {
  if (await session.pinned()) return session
  await session.close()
  throw new LithifyError('LITHIFY_E_UNSUPPORTED', 'A scratch database cannot be made through a pooler.', {
    hint: `Name the server itself in the option shadowUrl; or let one run in this process:  shadow: 'pglite'`,
  })
}

async function create(session: PostgresSession, target: Target): Promise<string> {
  const [now] = await session.query('SELECT pg_catalog.floor(extract(epoch FROM pg_catalog.now()))::int8 AS seconds')
  const name = scratchName(now?.['seconds'])
  const [like] = await session.query(databaseQuery)
  try {
    // template0 has nothing but what the server brings.
    await session.execute([
      {
        text: `CREATE DATABASE ${quote(name)} TEMPLATE template0${localeOf(like?.['database'] as Record<string, string | null>)}`,
        transactional: false,
      },
    ])
  } catch (error) {
    throw isLithifyError(error) && error.data['serverCode'] === '42501' ? notAllowed(target, error) : error
  }
  return name
}

/** As JSON, because the columns' names differ from version to version. */
const databaseQuery = `
  SELECT pg_catalog.to_jsonb(d) || pg_catalog.jsonb_build_object('encoding', pg_catalog.pg_encoding_to_char(d.encoding)) AS database
  FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`

/** Text is ordered and compared there as it is in the database itself. */
function localeOf(database: Readonly<Record<string, string | null>>): string {
  const clauses: [string, string | null | undefined][] = [
    ['ENCODING', database['encoding']],
    ['LC_COLLATE', database['datcollate']],
    ['LC_CTYPE', database['datctype']],
  ]
  const locale = database['datlocale'] ?? database['daticulocale']
  if (database['datlocprovider'] === 'i')
    clauses.push(['LOCALE_PROVIDER', 'icu'], ['ICU_LOCALE', locale], ['ICU_RULES', database['daticurules']])
  if (database['datlocprovider'] === 'b') clauses.push(['LOCALE_PROVIDER', 'builtin'], ['BUILTIN_LOCALE', locale])
  return clauses
    .map(([word, value]) => (value === null || value === undefined ? '' : ` ${word} ${quoteString(value)}`))
    .join('')
}

/** Drops what was left behind. Never by force: who is connected to one of them has use for it. */
async function sweep(session: PostgresSession): Promise<void> {
  const found = await session.query(
    `SELECT d.datname AS name FROM pg_catalog.pg_database d
     WHERE d.datname ~ $1
       AND pg_catalog.split_part(d.datname, '_', 3)::int8 < extract(epoch FROM pg_catalog.now()) - $2::int8
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
    [scratchPattern, scratchSettled],
  )
  for (const { name } of found) {
    // Another may be dropping it too, or it may belong to another role.
    await session.execute([dropping(String(name), '')]).catch(() => undefined)
  }
}

const dropping = (name: string, how: string): { text: string; transactional: false } => ({
  text: `DROP DATABASE IF EXISTS ${quote(name)} ${how}`,
  transactional: false,
})

function notAllowed({ user }: Target, cause: LithifyError): LithifyError {
  return new LithifyError('LITHIFY_E_UNSUPPORTED', `${user} may not create a scratch database.`, {
    hint: `ALTER ROLE ${quote(user)} CREATEDB; or name a server where it is allowed, such as one on this machine, in the option shadowUrl.`,
    data: { user, serverCode: '42501' },
    cause,
  })
}
