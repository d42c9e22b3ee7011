import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDirectory, newDirectory } from '../directories.ts'
import { run } from '../run.ts'
import type { Programs } from './programs.ts'

/** Arguments that the server needs to find its own files. */
export const placeFlags = ({ base, share }: Programs, data: string): readonly string[] => [
  '--no-defaults', `--basedir=${base}`, `--lc-messages-dir=${share}`, `--character-sets-dir=${join(share, 'charsets')}`, `--datadir=${data}`,
] // prettier-ignore

/**
 * A fresh data directory: making one takes seconds, so that happens once for each release, and is copied.
 * @param folding How the case of names is treated, which MySQL has to know from the beginning.
 */
export async function copyData(programs: Programs, to: string, folding = '0'): Promise<void> {
  const release = createHash('sha256').update(programs.release).digest('hex').slice(0, 12)
  const template = join(cacheDirectory(), `data-mysql-${release}${folding === '0' ? '' : `-folding-${folding}`}`)
  if (!existsSync(template)) await make(programs, template, folding)
  await run('cp', ['-a', template, to])
  // Who a server is, it makes up anew where this is gone: two that are the same cannot be in one group.
  await rm(join(to, 'auto.cnf'), { force: true })
}

async function make(programs: Programs, template: string, folding: string): Promise<void> {
  const directory = newDirectory()
  const data = join(directory, 'data')
  const [program = '', ...args] = [...programs.server, ...placeFlags(programs, data)]
  try {
    if (/mariadb/i.test(programs.release)) {
      await run('mkdir', [data])
      const small = ['--innodb-log-file-size=8M', '--max-allowed-packet=8M', '--enforce-storage-engine=']
      await run(program, [...args, '--bootstrap', ...small], { input: systemTables(programs.share) })
    } else await run(program, [...args, '--initialize-insecure', '--innodb-redo-log-capacity=8388608', `--lower-case-table-names=${folding}`]) // prettier-ignore
    await rename(data, template)
  } catch (error) {
    // Another process was faster.
    if (!existsSync(template)) throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** What `mariadb-install-db` gives the server to run. The script itself cannot be run in a private tree. */
function systemTables(share: string): string {
  const files = ['system_tables', 'performance_tables', 'system_tables_data', 'sys_schema'].map(
    (name) => [`mariadb_${name}.sql`, `mysql_${name}.sql`].map((file) => join(share, file)).find(existsSync) as string,
  )
  const texts = files
    .toSpliced(3, 0, join(share, 'maria_add_gis_sp_bootstrap.sql'))
    .map((file) => readFileSync(file, 'utf8'))
  return ['CREATE DATABASE mysql;', 'USE mysql;', 'SET @auth_root_socket = NULL;', ...texts].join('\n')
}
