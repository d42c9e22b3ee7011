/** What the config is to say of its connection. */
export interface NewConnection {
  readonly dialect: string
  readonly url: string | undefined
  /** The URL is the one that the environment has, and changes with it. */
  readonly fromEnvironment: boolean
}

/**
 * The text of a new config file. A file's path may stand in it; a server's address comes from the environment, because it
 * brings a password and the config is committed.
 */
export function configText({ dialect, url, fromEnvironment }: NewConnection): string {
  const isFile = url !== undefined && !fromEnvironment && /^(sqlite|file):/i.test(url)
  return `import { ${isFile ? 'defineConfig' : 'defineConfig, env'} } from 'lithify'

export default defineConfig({
  connections: {
    primary: {
      dialect: ${quoted(dialect)},
      url: ${isFile ? quoted(url) : "env('DATABASE_URL')"},
      migrations: 'database/migrations',
    },
  },
})
`
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
