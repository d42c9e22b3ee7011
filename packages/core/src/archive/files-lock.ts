import { link, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { LithifyError } from '../errors.ts'
import { isNotFound } from '../not-found.ts'
import { readIfThere } from './find.ts'

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/**
 * Does work that no other process of this machine does in the same project at the same time. The migration lock keeps people apart who work on one
 * database; this one, those who work on one folder.
 * @throws LithifyError `LITHIFY_E_SQUASH_BUSY`
 */
export async function withFilesLock<T>(root: string, work: () => Promise<T>): Promise<T> {
  const path = join(root, '.lithify', 'squash.lock')
  const mine = await take(path)
  try {
    return await work()
  } finally {
    if ((await readIfThere(path)) === mine) await rm(path, { force: true })
    // It stays where there are archives in it.
    await rmdir(dirname(path)).catch(() => undefined)
  }
}

async function take(path: string): Promise<string> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  const text = `${JSON.stringify(holder)}\n`
  await mkdir(dirname(path), { recursive: true })
  for (;;) {
    if (await create(path, text)) {
      await removeLeftovers(path)
      return text
    }
    const found = await readIfThere(path)
    if (found !== undefined) await removeDead(path, found)
  }
}

/** The file appears with its text in it, so that nobody reads an empty one. */
async function create(path: string, text: string): Promise<boolean> {
  const own = `${path}.${process.pid}`
  // What was left of a process of the same number may be another name of the lock itself.
  await rm(own, { force: true })
  await writeFile(own, text, { flag: 'wx' })
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/** A process that was killed left it behind. Of several that notice this, one moves it away; who moved another's lock puts it back. */
async function removeDead(path: string, found: string): Promise<void> {
  const holder = parse(found)
  if (holder === undefined || holder.host !== hostname() || isAlive(holder.pid)) throw busy(path, holder)
  const aside = `${path}.${process.pid}.dead`
  try {
    await rename(path, aside)
  } catch (error) {
    if (isNotFound(error)) return
    throw error
  }
  if ((await readIfThere(aside)) !== found) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

/** What processes that were killed while they took the lock have left beside it. */
async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = /^squash\.lock\.(\d+)(?:\.dead)?$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(dirname(path), name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(text) as Partial<Holder>
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, since: since ?? '' } : undefined
  } catch {
    return undefined
  }
}

function busy(path: string, holder: Holder | undefined): LithifyError {
  const who =
    holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}, since ${holder.since}`
  return new LithifyError(
    'LITHIFY_E_SQUASH_BUSY',
    `The migrations of this folder are being squashed already: by ${who}. Nothing was changed.`,
    {
      data: { path, ...holder },
      hint: `Let it finish, then look:  lithify status   If it is no more: remove ${path}`,
    },
  )
}
