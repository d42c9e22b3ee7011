import type { ServerInfo } from '@lithify/core'
import type { Piece } from './printer.ts'

/** `primary · PostgreSQL 16.4 · app on localhost` */
export function header(connection: string, server: ServerInfo | undefined): Piece[] {
  if (server === undefined) return [['bold', connection]]
  const place = server.host === undefined ? server.database : `${server.database} on ${server.host}`
  return [
    ['bold', connection],
    ['dim', ` · ${server.name} ${server.version} · ${place}`],
  ]
}
