import type { Connection } from '@lithify/core'

/** How a migration is shown: without its folder where the connection has only one, so that the part that differs comes first. */
export function labels({ migrationDirectories }: Pick<Connection, 'migrationDirectories'>): (name: string) => string {
  const [only, ...others] = migrationDirectories
  const prefix = `${only}/`
  return (name) => (others.length === 0 && name.startsWith(prefix) ? name.slice(prefix.length) : name)
}
