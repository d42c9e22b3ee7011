import type { MysqlOptions } from '../options.ts'
import { quote, quoteString } from '../names.ts'
import type { Server } from './server.ts'
import type { Wire } from './wire.ts'

/**
 * Modes under which names, strings and what SHOW CREATE answers would be read or written in another way than everything here is, and those that
 * stand for them. All other modes are the server's: migrations were written for it.
 */
const foreign =
  /^(?:ANSI_QUOTES|NO_BACKSLASH_ESCAPES|NO_KEY_OPTIONS|NO_TABLE_OPTIONS|NO_FIELD_OPTIONS|ANSI|ORACLE|MSSQL|DB2|MAXDB|POSTGRESQL|MYSQL323|MYSQL40)$/

/** Settings on which depends how the server reads statements, or what it answers. In statements of the mysql client they have their defaults. */
function fixed(server: Server, options: MysqlOptions): Record<string, string> {
  const modes = server.sqlMode.split(',').filter((mode) => !foreign.test(mode))
  return {
    sql_mode: quoteString(modes.join(',')),
    // Moments are written and read alike, wherever the server is.
    time_zone: `'+00:00'`,
    autocommit: '1',
    foreign_key_checks: '1',
    unique_checks: '1',
    completion_type: '0',
    sql_quote_show_create: '1',
    sql_auto_is_null: '0',
    sql_safe_updates: '0',
    sql_big_selects: '1',
    sql_notes: '1',
    sql_select_limit: 'DEFAULT',
    group_concat_max_len: '1048576',
    // A runner that waits, for a person or for another database, keeps its session and its lock meanwhile.
    wait_timeout: '604800',
    session_track_schema: '1',
    ...(server.flavour === 'mysql'
      ? // Counters and sizes as they are, not as they were a day ago.
        {
          information_schema_stats_expiry: '0',
          max_execution_time: '0',
          show_create_table_verbosity: '0',
          ...(server.isInGroup === true ? { group_replication_consistency: `'BEFORE'` } : {}),
        }
      : // A node of a cluster shows what others have committed before it answers: a lease or a journal that was written there is seen at once.
        // A transaction may write to a row that was written since it began, as in MySQL: a lease is renewed all the while.
        { max_statement_time: '0', wsrep_sync_wait: '1', innodb_snapshot_isolation: '0' }),
    ...(options.tableLockTimeoutMs === undefined
      ? {}
      : { lock_wait_timeout: String(Math.max(1, Math.ceil(options.tableLockTimeoutMs / 1000))) }),
    transaction_read_only: options.readOnly === true ? '1' : '0',
    // Last, so that what comes before it is not told.
    session_track_system_variables: `'*'`,
  }
}

/** MariaDB got this name for it in 11.1. */
const aliases: Readonly<Record<string, string>> = { transaction_read_only: 'tx_read_only' }

/** Brings a new session into the state that everything here counts on. */
export async function applySettings(wire: Wire, server: Server, options: MysqlOptions): Promise<void> {
  const all = Object.entries(fixed(server, options)).map(([name, value]) => [aliasFor(name, server), value] as const)
  await wire.run('SET NAMES utf8mb4')
  try {
    await wire.run(assignments(all))
  } catch {
    // A server that speaks MySQL's language does not need to have all of its variables.
    for (const setting of all) await wire.run(assignments([setting])).catch(() => undefined)
  }
  wire.forgetChanges()
}

const aliasFor = (name: string, { flavour, line }: Server): string =>
  flavour === 'mariadb' && (line[0] < 11 || (line[0] === 11 && line[1] < 1)) ? (aliases[name] ?? name) : name

const assignments = (settings: readonly (readonly [string, string])[]): string =>
  `SET ${settings.map(([name, value]) => `SESSION ${name} = ${value}`).join(', ')}`

/**
 * Brings a session back into its first state, where statements have changed settings. Not by the protocol's own means: the migration lock would be
 * gone with it. All of ours are set again, because MariaDB takes some of them for others when it tells what was changed.
 */
export async function restoreSettings(wire: Wire, server: Server, options: MysqlOptions): Promise<void> {
  const ours = new Set(Object.keys(fixed(server, options)).map((name) => aliasFor(name, server)))
  const others = [...wire.changed].filter(
    (name) =>
      !ours.has(name) &&
      !/^(?:character_set_(?:client|results|connection|database)|collation_(?:connection|database))$/.test(name),
  )
  if (wire.schemaChanged && server.database !== undefined) await wire.run(`USE ${quote(server.database)}`)
  // Some are the session's alone and cannot be set, such as what the last insert made up.
  for (const name of others) await wire.run(assignments([[name, 'DEFAULT']])).catch(() => undefined)
  await applySettings(wire, server, options)
}
