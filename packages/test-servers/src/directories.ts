import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { account } from './account.ts'

const owner = account?.uid ?? process.getuid?.() ?? 0

/** A new directory that belongs to the servers' account. Its path is short, since sockets are in it. */
export function newDirectory(): string {
  return give(mkdtempSync(join(tmpdir(), 'lithify-server-')))
}

/** Where things are kept from one run to the next: made once, used by all. Nobody else may have put it there. */
export function cacheDirectory(): string {
  const directory = join(tmpdir(), `lithify-servers-${owner}`)
  try {
    mkdirSync(directory, { mode: 0o700 })
    return give(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(directory)
  return found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0 ? directory : newDirectory()
}

function give(directory: string): string {
  chmodSync(directory, 0o700)
  if (account !== undefined) chownSync(directory, account.uid, account.gid)
  return directory
}
