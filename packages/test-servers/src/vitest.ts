import type { ProvidedContext } from 'vitest'
import { startPostgres, type PostgresServer } from './postgres.ts'
import { postgresVersions, type PostgresVersion } from './versions.ts'

/** What tests ask for with `inject('lithifyPostgres')`: the URL of each version that could be had. */
export type PostgresUrls = Partial<Record<PostgresVersion, string>>

declare module 'vitest' {
  interface ProvidedContext {
    lithifyPostgres: PostgresUrls
  }
}

interface Project {
  provide(key: 'lithifyPostgres', urls: ProvidedContext['lithifyPostgres']): void
}

/** A `globalSetup` of vitest: one server of each version for the whole run, stopped at its end. */
export async function postgresSetup(project: Project): Promise<() => Promise<void>> {
  const starting = await Promise.allSettled(postgresVersions.map((version) => startPostgres({ version })))
  const servers = starting.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  )
  const stop = async (): Promise<void> =>
    void (await Promise.all(servers.map((server: PostgresServer) => server.stop())))
  const failed = starting.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  project.provide('lithifyPostgres', Object.fromEntries(servers.map(({ version, url }) => [version, url])))
  for (const version of postgresVersions) {
    if (!servers.some((server) => server.version === version))
      console.warn(`PostgreSQL ${version} cannot be had here: its tests are skipped`)
  }
  return stop
}
