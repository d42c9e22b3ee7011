import type { PostgresOptions } from '../options.ts'

/**
 * Settings on which depends how the server reads statements or writes values, whatever the server, the role or the database would have
 * them be. `search_path`, `TimeZone` and the order of days and months belong to the migrations, so they stay as they are.
 */
const fixed: Readonly<Record<string, string>> = {
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  // Only the style of the output. The order of input stays.
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  // Every digit that a number needs to come back as it was.
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmloption: 'content',
  // A runner that waits, for a person or for another database, holds its transaction and its lock meanwhile.
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
}

function settingsOf(options: PostgresOptions): [name: string, value: string][] {
  const all: Record<string, string> = { ...fixed }
  if (options.tableLockTimeoutMs !== undefined) all['lock_timeout'] = milliseconds(options.tableLockTimeoutMs)
  if (options.statementTimeoutMs !== undefined) all['statement_timeout'] = milliseconds(options.statementTimeoutMs)
  return Object.entries(all)
}

/**
 * What is sent first on every connection. It asks whether the session of the server is the one that the connection was opened with, and makes
 * its settings if so: those of a session that others will use too are none of our business.
 * @param backend The process that the server, or a pooler in its place, named when the connection was opened. Absent: it is the one.
 */
export function firstQuery(options: PostgresOptions, backend: number | undefined): string {
  const own = backend === undefined ? 'true' : `b.pid = ${backend}`
  return `SELECT ${own} AS own, CASE WHEN ${own} THEN pg_catalog.concat(${settingCalls(options).join(', ')}) END FROM (SELECT pg_catalog.pg_backend_pid() AS pid) AS b`
}

function settingCalls(options: PostgresOptions): string[] {
  const set = [...settingsOf(options), ...(options.readOnly === true ? [['default_transaction_read_only', 'on']] : [])]
  return set.map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', false)`)
}

/** Settings that end with the transaction. Not as a query, which would have to come after SET TRANSACTION. */
export function transactionSettings(options: PostgresOptions): string[] {
  return [
    ...settingsOf(options).map(([name, value]) => `SET LOCAL ${name} = '${value}'`),
    ...(options.readOnly === true ? ['SET TRANSACTION READ ONLY'] : []),
  ]
}

/** A statement that sets something, or calls what may do so. Once too often costs a round trip; once too few, a wrong setting. */
const setting = /\b(?:set|set_config|reset|discard|do|call|select|execute)\b/i

export const mayChangeSettings = (text: string): boolean => setting.test(text)

/** Brings a session back into the state that it began with. Not DISCARD ALL: the migration lock would be gone with it. */
export const pristine = ['SET SESSION AUTHORIZATION DEFAULT', 'RESET ALL'] as const

/** The same, and makes our settings anew. */
export function resetStatements(options: PostgresOptions): string[] {
  return [...pristine, `SELECT pg_catalog.concat(${settingCalls(options).join(', ')})`]
}

/** The server has whole milliseconds, and takes 0 for no limit. */
function milliseconds(value: number): string {
  return String(Math.min(Math.max(0, Math.ceil(value)), 2_147_483_647) || 0)
}
