import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../run.ts'
import { debianTree, inTree } from './debian-tree.ts'
import { isOfLine, mysqlServers, type MysqlServerName } from './names.ts'

/** The programs of one server, each with what has to stand before its arguments. */
export interface Programs {
  /** What the server says of its version, which names what is cached for it. */
  readonly release: string
  readonly server: readonly string[]
  readonly client: readonly string[]
  readonly dump: readonly string[]
  /** Where the server's messages and SQL files are. */
  readonly share: string
  /** `/usr`, or that of a tree. */
  readonly base: string
}

const names = {
  mysql: { server: 'mysqld', client: 'mysql', dump: 'mysqldump', share: ['mysql'], packages: ['mysql-server-core', 'mysql-client-core'] },
  mariadb: {
    server: 'mariadbd', client: 'mariadb', dump: 'mariadb-dump', share: ['mariadb', 'mysql'],
    packages: ['mariadb-server-core', 'mariadb-client-core', 'mariadb-client'],
  },
} as const // prettier-ignore

/** What is installed on this machine if it is of that line, else what Debian has; nothing where neither is to be had. */
export async function findPrograms(name: MysqlServerName): Promise<Programs | undefined> {
  const { flavour, suite } = mysqlServers[name]
  const { server, client, dump, share, packages } = names[flavour]
  const describe = async (
    base: string,
    command: (path: string) => readonly string[],
  ): Promise<Programs | undefined> => {
    const sharing = share.map((each) => join(base, 'share', each)).find(existsSync)
    const release = await versionOf(command(join('usr/sbin', server)))
    if (sharing === undefined || release === undefined || !isOfLine(name, release)) return undefined
    const [starts, asks, dumps] = [`usr/sbin/${server}`, `usr/bin/${client}`, `usr/bin/${dump}`].map(command)
    return { release, server: starts ?? [], client: asks ?? [], dump: dumps ?? [], share: sharing, base }
  }
  const installed = existsSync(join('/usr/sbin', server)) ? await describe('/usr', (path) => [`/${path}`]) : undefined
  if (installed !== undefined || suite === undefined) return installed
  const tree = await debianTree(suite, packages)
  return tree === undefined ? undefined : describe(join(tree, 'usr'), (path) => inTree(tree, path))
}

async function versionOf([program = '', ...args]: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, [...args, '--no-defaults', '--version'])).trim()
  } catch {
    return undefined
  }
}

/** The client programs on this machine, for a server that somebody else runs. */
export function installedClients(name: MysqlServerName): Pick<Programs, 'client' | 'dump'> {
  const { client, dump } = names[mysqlServers[name].flavour]
  return { client: onPath(client), dump: onPath(dump) }
}

function onPath(program: string): readonly string[] {
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  return directories.some((directory) => existsSync(join(directory, program))) ? [program] : []
}
