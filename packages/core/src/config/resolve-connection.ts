import type { ConfiguredDialect, DialectFactory } from '../dialect.ts'
import { LithifyError, isLithifyError, messageOf } from '../errors.ts'
import { nearest } from '../migrations/nearest.ts'
import { shellWord } from '../shell-word.ts'
import type { Config, Connection, ConnectionConfig } from './config.ts'
import { bookkeepingNames } from './bookkeeping-names.ts'
import { checkConfig, invalidConfig } from './check-config.ts'
import { isConfiguredDialect } from './configured-dialect.ts'
import { inOwnSchemas } from './own-schemas.ts'
import { normalizePath } from './paths.ts'

export interface ResolveConnectionOptions {
  /** The project root, absolute. */
  readonly root: string
  /** How a dialect given by name is found. */
  readonly resolveDialect: (name: string) => Promise<DialectFactory>
}

/**
 * The names of a config's connections, in the order in which they are written.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function connectionNames(config: Config): string[] {
  const connections: unknown = (config as Partial<Config> | undefined)?.connections
  if (typeof connections !== 'object' || connections === null || Object.keys(connections).length === 0) {
    throw invalidConfig([{ path: 'connections', problem: 'has to be an object with a connection under each name' }])
  }
  return Object.keys(connections)
}

/**
 * One connection of a config, checked, with every default filled in. Nothing is connected to, and no secret is read.
 * @param name Default: the config's `default`, else its first connection.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID` with the path of the wrong key, `LITHIFY_E_CONFIG_CONNECTION` for a name that is not there,
 * and what `resolveDialect` throws.
 */
export async function resolveConnection(
  config: Config,
  name: string | undefined,
  options: ResolveConnectionOptions,
): Promise<Connection> {
  await checkConfig(config)
  const names = connectionNames(config)
  const chosen = name ?? config.default ?? names[0] ?? ''
  const settings = Object.hasOwn(config.connections, chosen) ? config.connections[chosen] : undefined
  if (settings === undefined) throw unknownConnection(chosen, names, name === undefined)

  const { dialect, options: connectOptions } = await configuredDialect(settings, chosen, options.resolveDialect)
  const path = (written: string): string => pathOf(written, chosen, options.root)
  const usual = bookkeepingNames
  const given = settings.history ?? {}
  const { migrations = usual.migrations, versions = usual.versions, lock = usual.lock, journal = usual.journal } = given
  const { schema } = given
  const table = (tableName: string): Connection['history']['migrations'] => ({
    ...(schema === undefined ? {} : { schema }),
    name: tableName,
  })
  const history = {
    migrations: table(migrations),
    versions: table(versions),
    lock: table(lock),
    journal: table(journal),
  }
  return {
    name: chosen,
    dialect: inOwnSchemas(dialect, connectOptions, { connection: chosen, history }),
    options: { ...connectOptions, root: options.root },
    root: options.root,
    migrationDirectories: migrationDirectoriesOf(settings, chosen, options.root),
    schemasDirectory: path(settings.schemas ?? 'database/schemas'),
    dumpPath: path(settings.dump ?? 'database/schema/{connection}-schema.sql'),
    archiveDirectory: path(settings.archive ?? '.lithify/archive'),
    baselineRows: settings.baselineRows ?? 10_000,
    history,
    data: settings.data ?? [],
    lock: settings.lock,
    lockTimeoutMs: settings.lockTimeoutMs ?? 60_000,
    leaseMs: settings.leaseMs ?? 30_000,
  }
}

const pathOf = (written: string, connection: string, root: string): string =>
  normalizePath(written.replaceAll('{connection}', connection), root)

/** Where a connection's migrations are, however that is written. */
export function migrationDirectoriesOf(
  { migrations = 'database/migrations' }: Pick<ConnectionConfig, 'migrations'>,
  connection: string,
  root: string,
): string[] {
  const written = typeof migrations === 'string' ? [migrations] : migrations
  return [...new Set(written.map((path) => pathOf(path, connection, root)))]
}

async function configuredDialect(
  { dialect, url }: ConnectionConfig,
  connection: string,
  resolveDialect: ResolveConnectionOptions['resolveDialect'],
): Promise<ConfiguredDialect> {
  if (typeof dialect !== 'string') return dialect
  const factory = await resolveDialect(dialect)
  let configured: unknown
  try {
    configured = factory({ url })
  } catch (cause) {
    if (isLithifyError(cause)) throw cause
    throw invalidDialect(dialect, connection, `threw: ${messageOf(cause)}`, cause)
  }
  if (isConfiguredDialect(configured)) return configured
  throw invalidDialect(dialect, connection, 'returns no dialect')
}

function invalidDialect(dialect: string, connection: string, problem: string, cause?: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_DIALECT_INVALID', `The factory of the dialect "${dialect}" ${problem}.`, {
    data: { dialect, connection },
    hint: 'Its package was made for another lithify, or is no dialect. Update it, or correct `dialect` in the config.',
    cause,
  })
}

function unknownConnection(name: string, names: readonly string[], isDefault: boolean): LithifyError {
  const meant = nearest(name, names)
  const listed = names.map((known) => `"${known}"`).join(', ')
  return new LithifyError(
    'LITHIFY_E_CONFIG_CONNECTION',
    `The config has no connection "${name}"${isDefault ? ', which its `default` names' : ''}; it has ${listed}.`,
    {
      data: { connection: name, names },
      hint: meant === undefined ? `Choose one:  --connection ${shellWord(names[0] ?? '')}` : `Did you mean "${meant}"?`,
    },
  )
}
