import { execFileSync } from 'node:child_process'
import { inject } from 'vitest'
import type { MysqlServerName } from '@lithify/test-servers'

const servers = inject('lithifyMysql')

/** Whether the native programs are there beside the server. */
export const hasClients = (name: MysqlServerName): boolean => (servers[name]?.dump.length ?? 0) > 0

function run(command: readonly string[], url: string, args: readonly string[], input?: string | Buffer): string {
  const [program = '', ...first] = command
  const { hostname, port, username, password, pathname } = new URL(url)
  const connection = [`--host=${hostname}`, `--port=${port}`, `--user=${username}`, `--password=${password}`, '--protocol=TCP'] // prettier-ignore
  return execFileSync(program, [...first, '--no-defaults', ...connection, ...args, pathname.slice(1)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  })
}

/** What mysqldump says of a database, without what it says of itself and of counters. The journal is no part of a dump. */
export function mysqldump(name: MysqlServerName, url: string): string {
  const own = new URL(url).pathname.slice(1)
  const flags = ['--no-data', '--routines', '--triggers', '--events', '--skip-comments', '--no-tablespaces', `--ignore-table=${own}.lithify_journal`] // prettier-ignore
  return (
    run(servers[name]?.dump ?? [], url, flags)
      .replaceAll(/ AUTO_INCREMENT=\d+/g, '')
      .replaceAll(/^DO SETVAL\(.*$|^SELECT SETVAL\(.*$/gm, '')
      // The semicolon that some clients leave in a body.
      .replaceAll(/\s*;?\s*\n;;$/gm, '\n;;')
      .replaceAll(own, 'the_database')
  )
}

/** Loads a script as people do who have no lithify. MariaDB's client takes comments out of bodies unless it is told not to. */
export function load(name: MysqlServerName, url: string, script: Buffer, ...flags: readonly string[]): void {
  run(servers[name]?.client ?? [], url, ['--default-character-set=utf8mb4', '--comments', ...flags], script)
}
