import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { debianTree, inTree } from './mysql/debian-tree.ts'
import { run } from './run.ts'

/** The programs of one version that judge what lithify does: each is a command and its first arguments. */
export interface PostgresClients {
  readonly version: PostgresClientVersion
  readonly pgDump: readonly string[]
  readonly psql: readonly string[]
}

/** The oldest and the newest that Debian has, and the release of Debian that has it. */
const suites = { 15: 'bookworm', 18: 'sid' } as const

export type PostgresClientVersion = keyof typeof suites

/**
 * `pg_dump` and `psql` of a version: what `LITHIFY_PG_DUMP_18` names, with the `psql` beside it, else what this machine has, else Debian's
 * packages in a tree of their own. Nothing where they cannot be had; tests then skip by name.
 */
export async function postgresClients(version: PostgresClientVersion): Promise<PostgresClients | undefined> {
  const named = process.env[`LITHIFY_PG_DUMP_${version}`]
  if (named !== undefined && named !== '') return clients(version, [named], [join(named, '../psql')])
  for (const directory of [`/usr/lib/postgresql/${version}/bin`, '']) {
    const found = clients(version, [join(directory, 'pg_dump')], [join(directory, 'psql')])
    if ((await is(found.pgDump, version)) && (await is(found.psql, version))) return found
  }
  const tree = await debianTree(suites[version], [`postgresql-client-${version}`])
  if (tree === undefined) return undefined
  const directory = `usr/lib/postgresql/${version}/bin`
  const unpacked = clients(version, inTree(tree, `${directory}/pg_dump`), inTree(tree, `${directory}/psql`))
  return existsSync(join(tree, directory)) && (await is(unpacked.pgDump, version)) ? unpacked : undefined
}

const clients = (
  version: PostgresClientVersion,
  pgDump: readonly string[],
  psql: readonly string[],
): PostgresClients => ({ version, pgDump, psql })

/** What runs is asked for its version; nothing is told from its name. */
async function is([program = '', ...first]: readonly string[], version: PostgresClientVersion): Promise<boolean> {
  try {
    const said = await run(program, [...first, '--version'], { env: process.env })
    return new RegExp(` ${version}[.\\s]`).test(said)
  } catch {
    return false
  }
}
