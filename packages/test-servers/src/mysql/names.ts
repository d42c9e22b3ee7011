/** Every line of MySQL and MariaDB that lithify supports, and where Debian has it: no other registry does, outside of container images. */
export const mysqlServers = {
  'mysql8.0': { title: 'MySQL 8.0', flavour: 'mysql', version: '8.0', suite: undefined },
  'mysql8.4': { title: 'MySQL 8.4', flavour: 'mysql', version: '8.4', suite: undefined },
  mysql9: { title: 'MySQL 9', flavour: 'mysql', version: '9', suite: 'sid' },
  'mariadb10.11': { title: 'MariaDB 10.11', flavour: 'mariadb', version: '10.11', suite: 'bookworm' },
  mariadb11: { title: 'MariaDB 11', flavour: 'mariadb', version: '11', suite: 'trixie' },
} as const

export type MysqlServerName = keyof typeof mysqlServers

export const mysqlServerNames = Object.keys(mysqlServers) as readonly MysqlServerName[]

/** Whether what a server or its program says of itself (`10.11.19-MariaDB-0+deb12u1`, `mysqld  Ver 9.7.0 for …`) is that line. */
export function isOfLine(name: MysqlServerName, said: string): boolean {
  const { flavour, version } = mysqlServers[name]
  const found = /(\d+)\.(\d+)\.\d+/.exec(said)
  return /mariadb/i.test(said) === (flavour === 'mariadb') && `${found?.[1]}.${found?.[2]}.`.startsWith(`${version}.`)
}
