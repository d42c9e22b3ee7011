import { randomBytes } from 'node:crypto'
import type { Session, Statement } from '@lithify/core'
import { splitPieces, type TestDatabase } from '@lithify/dialect-testkit'
import { corpus as corpusOf, listen, postgresVersions, type PostgresVersion } from '@lithify/test-servers'
import { describe, inject, onTestFinished } from 'vitest'
import { dialect, postgres, type PostgresOptions } from '../src/index.ts'
import { connect } from '../src/driver.ts'

const urls = inject('lithifyPostgres')

const available = postgresVersions.filter((version) => urls[version] !== undefined)

/** The newest version that can be had here. */
const newest = available.at(-1)

/** The server of a version. Not called where it cannot be had. */
export const serverUrl = (version: PostgresVersion | undefined = newest): string =>
  urls[version as PostgresVersion] as string

/** The same suite on some versions of the server; those that cannot be had are skipped by name. */
function onVersions(versions: readonly PostgresVersion[], suite: (version: PostgresVersion) => void): void {
  for (const version of versions)
    describe.skipIf(urls[version] === undefined)(`PostgreSQL ${version}`, () => suite(version))
}

export const onAll = (suite: (version: PostgresVersion) => void): void => onVersions(postgresVersions, suite)
export const onNewest = (suite: () => void): void => onVersions([18], suite)
export const onEnds = (suite: (version: PostgresVersion) => void): void => onVersions([14, 18], suite)

/** Copied as files, which is five times faster than through the log where little has been written. */
const createDatabase = (name: string, version: PostgresVersion | undefined): string =>
  `CREATE DATABASE ${name}${version === 14 ? '' : ' STRATEGY file_copy'}`

export interface MadeDatabase {
  readonly url: string
  /** Gone, whoever is connected to it. */
  drop(): Promise<void>
}

/** A new, empty database, until it is dropped. */
export async function makeDatabase(version: PostgresVersion | undefined = newest): Promise<MadeDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = await connect({ url: serverUrl(version) })
  await admin.execute(statements(createDatabase(name, version)))
  return {
    url: serverUrl(version).replace(/\/[^/]*$/, `/${name}`),
    async drop() {
      await admin.execute(statements(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
      await admin.close()
    },
  }
}

/** What the kits ask for. */
export async function testDatabase(): Promise<TestDatabase> {
  const { url, drop } = await makeDatabase(18)
  return { configured: postgres({ url }), cleanup: drop }
}

/** The URL of a new, empty database. */
export async function database(version: PostgresVersion | undefined = newest): Promise<string> {
  const { url, drop } = await makeDatabase(version)
  onTestFinished(drop)
  return url
}

/** A session that is closed when the test ends, before its database goes. */
export async function session(options: PostgresOptions): Promise<Session> {
  const opened = await dialect.connect(options)
  onTestFinished(() => opened.close())
  return opened
}

export const split = (script: string): Statement[] => splitPieces(dialect, [script])

export const withUser = (url: string, user: string): string => url.replace(/\/\/[^@]*@/, `//${user}@`)

export const statements = (...texts: readonly string[]): Statement[] => texts.map((text) => ({ text }))

/** A schema from the wild, where those are at hand. */
export const corpus = (name: string): string | undefined => corpusOf('postgres', name)

/** The port of something that listens until the test ends. */
export async function listener(serve: Parameters<typeof listen>[0]): Promise<number> {
  const { port, close } = await listen(serve)
  onTestFinished(close)
  return port
}

export { failure } from '@lithify/dialect-testkit'
