import { Client } from 'pg'
import { postgresVersions, type PostgresVersion } from './versions.ts'

/**
 * The URL of a server that somebody else runs, such as a service of hosted CI: `LITHIFY_TEST_POSTGRES_URL_16`, or
 * `LITHIFY_TEST_POSTGRES_URL` if the server there is of that version.
 */
export async function serverAtHand(version: PostgresVersion): Promise<string | undefined> {
  const named = process.env[`LITHIFY_TEST_POSTGRES_URL_${version}`]
  if (named !== undefined && named !== '') return named
  const url = process.env['LITHIFY_TEST_POSTGRES_URL']
  if (url === undefined || url === '') return undefined
  return (await versionOf(url)) === version ? url : undefined
}

/** What the server there says that it is. Fails when there is none: who names one wants it used. */
async function versionOf(url: string): Promise<PostgresVersion | undefined> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
    return postgresVersions.find((version) => version === major)
  } finally {
    await client.end()
  }
}
