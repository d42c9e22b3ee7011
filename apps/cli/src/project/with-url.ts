import { connectionNames, type Config, type ConnectionConfig } from '@lithify/core'

/** The same files, another database: what `--url` means beside a config. */
export function withUrl(config: Config, connection: string | undefined, url: string): Config {
  const [first] = connectionNames(config)
  const chosen = connection ?? config.default ?? first
  const connections = Object.entries(config.connections).map(([name, settings]) => [
    name,
    name === chosen ? moved(settings, url) : settings,
  ])
  return { ...config, connections: Object.fromEntries(connections) as Config['connections'] }
}

function moved(settings: ConnectionConfig, url: string): ConnectionConfig {
  const { dialect } = settings
  if (typeof dialect === 'string') return { ...settings, url }
  return { ...settings, dialect: { ...dialect, options: { ...dialect.options, url } } }
}
