import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isLithifyError, type LithifyError, type Session, type Statement } from '@lithify/core'
import { postgresVersions, type PostgresVersion } from '@lithify/test-servers'
import { describe, inject, onTestFinished } from 'vitest'
import { dialect, type PostgresOptions } from '../src/index.ts'
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

/** The URL of a new, empty database. */
export async function database(version: PostgresVersion | undefined = newest): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = await connect({ url: serverUrl(version) })
  await admin.execute([{ text: `CREATE DATABASE ${name}` }])
  onTestFinished(async () => {
    await admin.execute([{ text: `DROP DATABASE IF EXISTS ${name} WITH (FORCE)` }])
    await admin.close()
  })
  return serverUrl(version).replace(/\/[^/]*$/, `/${name}`)
}

/** A session that is closed when the test ends, before its database goes. */
export async function session(options: PostgresOptions): Promise<Session> {
  const opened = await dialect.connect(options)
  onTestFinished(() => opened.close())
  return opened
}

export function split(script: string): Statement[] {
  const parts = dialect.splitter()
  return [...parts.push(script), ...parts.end()]
}

export const statements = (...texts: readonly string[]): Statement[] => texts.map((text) => ({ text }))

/** What it fails with. */
export async function failure(action: () => unknown): Promise<LithifyError> {
  try {
    await action()
  } catch (error) {
    if (isLithifyError(error)) return error
    throw error
  }
  throw new Error('It did not fail.')
}

const corpora = [process.env['LITHIFY_CORPORA'], resolve(import.meta.dirname, '../../../../shared/corpora')]

/** A schema from the wild, where those are at hand. */
export function corpus(name: string): string | undefined {
  const path = corpora.flatMap((root) => (root === undefined ? [] : [join(root, 'postgres', name)])).find(existsSync)
  return path === undefined ? undefined : readFileSync(path, 'utf8')
}
