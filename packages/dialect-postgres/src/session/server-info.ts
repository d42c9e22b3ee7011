import type { ServerInfo } from '@lithify/core'
import type { Target } from './target.ts'

/** From what the server said when the connection was opened: nothing is asked. */
export function readServerInfo(parameters: ReadonlyMap<string, string>, target: Target): ServerInfo {
  // `16.4 (Debian 16.4-1.pgdg120+1)`, `18beta1`
  const version = /^\S+/.exec(parameters.get('server_version') ?? '')?.[0] ?? ''
  return {
    name: parameters.has('crdb_version') ? 'CockroachDB' : 'PostgreSQL',
    version,
    major: /^\d+/.exec(version)?.[0] ?? version,
    database: target.database,
    host: target.host,
  }
}
