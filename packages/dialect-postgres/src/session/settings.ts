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

/** What is sent first on every connection, in one message. */
export function sessionSettings(options: PostgresOptions): string {
  const all: Record<string, string> = { ...fixed }
  if (options.tableLockTimeoutMs !== undefined) all['lock_timeout'] = milliseconds(options.tableLockTimeoutMs)
  if (options.statementTimeoutMs !== undefined) all['statement_timeout'] = milliseconds(options.statementTimeoutMs)
  if (options.readOnly === true) all['default_transaction_read_only'] = 'on'
  return Object.entries(all)
    .map(([name, value]) => `SET ${name} = '${value}'`)
    .join(';')
}

/** Brings a session back into its first state. Not DISCARD ALL: the migration lock would be gone with it. */
export function resetSettings(options: PostgresOptions): string {
  return `SET SESSION AUTHORIZATION DEFAULT;RESET ALL;${sessionSettings(options)}`
}

/** The server has whole milliseconds, and takes 0 for no limit. */
function milliseconds(value: number): string {
  return String(Math.min(Math.max(0, Math.ceil(value)), 2_147_483_647) || 0)
}
