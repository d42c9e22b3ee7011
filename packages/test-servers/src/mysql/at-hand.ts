import { createConnection } from 'mysql2/promise'
import { isOfLine, mysqlServers, type MysqlServerName } from './names.ts'

/**
 * The URL of a server that somebody else runs: `LITHIFY_TEST_MYSQL_URL_8_4`, `LITHIFY_TEST_MARIADB_URL_11`, or `LITHIFY_TEST_MYSQL_URL`
 * and `LITHIFY_TEST_MARIADB_URL` if the server there is of that line.
 */
export async function serverAtHand(name: MysqlServerName): Promise<string | undefined> {
  const { flavour, version } = mysqlServers[name]
  const variable = `LITHIFY_TEST_${flavour.toUpperCase()}_URL`
  const named = process.env[`${variable}_${version.replace('.', '_')}`] ?? ''
  if (named !== '') return named
  const url = process.env[variable] ?? ''
  return url !== '' && isOfLine(name, await versionOf(url)) ? url : undefined
}

/** What the server there says that it is. Fails when there is none: who names one wants it used. */
async function versionOf(url: string): Promise<string> {
  const connection = await createConnection(url.replace(/^mariadb:/, 'mysql:'))
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version')
    return String((rows as { version: unknown }[])[0]?.version)
  } finally {
    await connection.end()
  }
}
