import { randomBytes } from 'node:crypto'
import type { Statement } from '@lithify/core'
import {
  corpus as corpusOf,
  listen,
  mysqlServerNames,
  mysqlServers,
  type MysqlAccess,
  type MysqlServerName,
} from '@lithify/test-servers'
import { describe, inject, onTestFinished } from 'vitest'
import { connect, openSession, type MysqlSession } from '../src/driver.ts'
import type { MysqlOptions } from '../src/options.ts'
import { locate } from '../src/session/target.ts'

const servers = inject('lithifyMysql')

/** Not called where the server cannot be had. */
const serverOf = (name: MysqlServerName): MysqlAccess => servers[name] as MysqlAccess

/** Its Unix socket, unless somebody else runs it. */
export const socketOf = (name: MysqlServerName): string | undefined => servers[name]?.socket

/** The same suite on every server; those that cannot be had are skipped by name. */
export function onAll(suite: (name: MysqlServerName) => void): void {
  for (const name of mysqlServerNames)
    describe.skipIf(servers[name] === undefined)(mysqlServers[name].title, () => suite(name))
}

/** The newest of either flavour that can be had here. */
export function onBoth(suite: (name: MysqlServerName) => void): void {
  for (const flavour of ['mysql', 'mariadb'] as const) {
    const names = mysqlServerNames.filter((name) => mysqlServers[name].flavour === flavour)
    const name = names.findLast((each) => servers[each] !== undefined) ?? names[0]
    if (name === undefined) continue
    describe.skipIf(servers[name] === undefined)(mysqlServers[name].title, () => suite(name))
  }
}

export const urlOf = (name: MysqlServerName): string => serverOf(name).url

/** A session in no database, of a user who may do everything. */
export function rootOf(name: MysqlServerName): Promise<MysqlSession> {
  const options = { url: urlOf(name) }
  return openSession(locate(options), options)
}

/** The same, closed when the test ends. */
export async function admin(name: MysqlServerName): Promise<MysqlSession> {
  const opened = await rootOf(name)
  onTestFinished(() => opened.close())
  return opened
}

/** The URL of a new, empty database. */
export async function database(name: MysqlServerName): Promise<string> {
  const made = `test_${randomBytes(6).toString('hex')}`
  const opened = await admin(name)
  await opened.execute(statements(`CREATE DATABASE ${made} CHARACTER SET utf8mb4`))
  onTestFinished(() => opened.execute(statements(`DROP DATABASE IF EXISTS ${made}`)))
  return `${serverOf(name).url}${made}`
}

/** A session that is closed when the test ends, before its database goes. */
export async function session(options: MysqlOptions): Promise<MysqlSession> {
  const opened = await connect(options)
  onTestFinished(() => opened.close())
  return opened
}

export const statements = (...texts: readonly string[]): Statement[] => texts.map((text) => ({ text }))

export const withUser = (url: string, user: string): string => url.replace(/\/\/[^@]*@/, `//${user}@`)

/** A schema from the wild, where those are at hand. */
export const corpus = (name: string): string | undefined => corpusOf('mysql', name)

/** The port of something that listens until the test ends. */
export async function listener(serve: Parameters<typeof listen>[0]): Promise<number> {
  const { port, close } = await listen(serve)
  onTestFinished(close)
  return port
}

export { failure } from '@lithify/dialect-testkit'
