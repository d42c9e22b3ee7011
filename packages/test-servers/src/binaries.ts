import { cpSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheDirectory, newDirectory } from './directories.ts'
import { run } from './run.ts'
import type { PostgresVersion } from './versions.ts'

export interface Binaries {
  /** The exact version of the package, which names what is cached for it. */
  readonly release: string
  readonly initdb: string
  readonly postgres: string
}

/** The programs of a version; nothing where its package is not installed, as on anything but Linux x64. */
export async function findBinaries(version: PostgresVersion): Promise<Binaries | undefined> {
  const root = packageRoot(`postgres-${version}`)
  if (root === undefined) return undefined
  const { version: release } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const installed = programs(join(root, 'native'), release)
  try {
    await run(installed.postgres, ['--version'])
    return installed
  } catch {
    // The servers' account cannot enter the directory in which the packages are (a home directory, say).
    return programs(copied(join(root, 'native'), release), release)
  }
}

/** `exports` of the packages hides their `package.json`, but not their entry. */
function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

function programs(directory: string, release: string): Binaries {
  return { release, initdb: join(directory, 'bin', 'initdb'), postgres: join(directory, 'bin', 'postgres') }
}

function copied(directory: string, release: string): string {
  const copy = join(cacheDirectory(), `native-${release}`)
  if (existsSync(copy)) return copy
  const temporary = join(newDirectory(), 'native')
  cpSync(directory, temporary, { recursive: true, verbatimSymlinks: true })
  renameSync(temporary, copy)
  return copy
}
