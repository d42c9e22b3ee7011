import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { account } from './account.ts'

const owner = account?.uid ?? process.getuid?.() ?? 0

/** A new directory that belongs to the servers' account. Its path is short, since sockets are in it. */
export function newDirectory(): string {
  return give(mkdtempSync(join(tmpdir(), 'lithify-server-')))
}

/** The same for a server's data: in memory, where there is room. A server that waits for a disk with each statement of DDL takes ten times as long. */
export function newDataDirectory(): string {
  return give(mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), 'lithify-server-')))
}

/** A file system in memory, on Linux. In containers it may hold next to nothing. */
const memory = '/dev/shm'
const enough = 4 * 2 ** 30

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return Math.min(bavail * bsize, freemem()) >= enough
  } catch {
    return false
  }
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
