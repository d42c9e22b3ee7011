import { execFileSync } from 'node:child_process'
import { postgresClients, type PostgresClients } from '@lithify/test-servers'

/** The oldest and the newest judge. A server is read by those that are not older than it. */
const found = (await Promise.all([postgresClients(15), postgresClients(18)])).filter((each) => each !== undefined)

/** Those that can be had here and can read a server of that version. */
export const judges = (version: number): readonly PostgresClients[] => found.filter((each) => each.version >= version)

export const isAtHand = (version: PostgresClients['version']): boolean => found.some((each) => each.version === version)

const run = ([program = '', ...first]: readonly string[], args: readonly string[]): string =>
  execFileSync(program, [...first, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PGOPTIONS: '', PGCLIENTENCODING: '' },
  })

/** What pg_dump says of a database, without what it says of itself and of owners. */
export function pgDump({ pgDump: command }: PostgresClients, url: string): string {
  const text = run(command, ['--schema-only', '--no-owner', '--no-privileges', '--dbname', url])
  return text.replaceAll(/^(--.*|\\(un)?restrict .*)?\n/gm, '')
}

/** Loads a script as people do who have no lithify. */
export function psql({ psql: command }: PostgresClients, url: string, file: string): void {
  run(command, ['-X', '--quiet', '--dbname', url, '-v', 'ON_ERROR_STOP=1', '--single-transaction', '--file', file])
}

/** The rows of a table or a query in the server's own text, in order, under settings of the reader's. */
export function psqlRows({ psql: command }: PostgresClients, url: string, table: string): readonly string[] {
  const settings =
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1"
  const copy = `COPY (SELECT * FROM ${table}) TO STDOUT`
  return run(command, ['-X', '--quiet', '--dbname', url, '-c', settings, '-c', copy]).split('\n').toSorted()
}
