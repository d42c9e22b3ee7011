import type { ProvidedContext } from 'vitest'
import { mysqlServerNames, mysqlServers, type MysqlServerName } from './names.ts'
import { startMysql, type MysqlServer } from './server.ts'

/** What a test may know of a server. */
export type MysqlAccess = Pick<MysqlServer, 'url' | 'socket' | 'client' | 'dump'>

/** What tests ask for with `inject('lithifyMysql')`: each server that could be had. */
export type MysqlAccesses = Partial<Record<MysqlServerName, MysqlAccess>>

declare module 'vitest' {
  interface ProvidedContext {
    lithifyMysql: MysqlAccesses
  }
}

interface Project {
  provide(key: 'lithifyMysql', servers: ProvidedContext['lithifyMysql']): void
}

/** A `globalSetup` of vitest: one server of each line for the whole run, stopped at its end. */
export async function mysqlSetup(project: Project): Promise<() => Promise<void>> {
  const starting = await Promise.allSettled(mysqlServerNames.map((name) => startMysql({ name })))
  const servers = starting.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  )
  const stop = async (): Promise<void> => void (await Promise.all(servers.map((server) => server.stop())))
  const failed = starting.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  project.provide('lithifyMysql', Object.fromEntries(servers.map(accessTo)))
  for (const name of mysqlServerNames) {
    if (!servers.some((server) => server.name === name))
      console.warn(`${mysqlServers[name].title} cannot be had here: its tests are skipped`)
  }
  return stop
}

function accessTo({ name, url, socket, client, dump }: MysqlServer): [string, MysqlAccess] {
  return [name, { url, socket, client, dump }]
}
