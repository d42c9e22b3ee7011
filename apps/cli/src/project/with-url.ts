import type { Config, ConnectionConfig } from '@lithify/core'

/** The same files, another database: what `--url` means beside a config. */
export function withUrl(config: Config, connection: string | undefined, url: string): Config {
  // What is no object is left for core to complain about.
  const connections = Object.entries((config.connections ?? {}) as Config['connections'])
  const name = connection ?? config.default ?? connections[0]?.[0]
  return {
    ...config,
    connections: Object.fromEntries(
      connections.map(([each, settings]) => [each, each === name ? moved(settings, url) : settings]),
    ),
  }
}

function moved(settings: ConnectionConfig, url: string): ConnectionConfig {
  const { dialect } = settings
  if (typeof dialect === 'string') return { ...settings, url }
  return { ...settings, dialect: { ...dialect, options: { ...dialect.options, url } } }
}
