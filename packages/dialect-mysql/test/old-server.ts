import { readServer, tooOld } from '../src/session/server.ts'
import type { Wire } from '../src/session/wire.ts'

/** What a server is taken for that says this of itself, and whether it is refused. */
export async function isOld(version: string, comment: string, mariadb: number): Promise<[string, string | undefined]> {
  const row = { version, comment, mariadb, sql_mode: '', packet: 1 << 20, db: null }
  const server = await readServer({ run: async () => ({ rows: [row], sets: [[row]] }) } as unknown as Wire)
  return [`${server.name} ${server.version}`, tooOld(server)]
}
