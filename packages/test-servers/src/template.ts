import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rename, rm } from 'node:fs/promises'
import type { Binaries } from './binaries.ts'
import { cacheDirectory, newDirectory } from './directories.ts'
import { run } from './run.ts'

/** The user that every server has, a superuser, and its password. */
export const superuser = { name: 'postgres', password: 'lithify' } as const

/** A fresh data directory for a server: `initdb` takes two seconds, so it runs once for each release, and is copied. */
export async function copyData(binaries: Binaries, to: string): Promise<void> {
  const template = join(cacheDirectory(), `data-${binaries.release}`)
  if (!existsSync(template)) await make(binaries, template)
  await run('cp', ['-a', template, to])
}

async function make(binaries: Binaries, template: string): Promise<void> {
  const directory = newDirectory()
  const [data, password] = [join(directory, 'data'), join(directory, 'password')]
  writeFileSync(password, superuser.password, { mode: 0o644 })
  const flags = `--username ${superuser.name} --auth-local trust --auth-host scram-sha-256 --encoding UTF8 --locale C --wal-segsize 1 --no-sync`
  await run(binaries.initdb, ['--pgdata', data, '--pwfile', password, ...flags.split(' ')])
  try {
    await rename(data, template)
  } catch (error) {
    // Another process was faster.
    if (!existsSync(template)) throw error
  }
  await rm(directory, { recursive: true, force: true })
}
