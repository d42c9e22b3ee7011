import type { BigIntStats } from 'node:fs'
import { mkdir, open, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isLithifyError, LithifyError, messageOf } from '../errors.ts'
import { Checksum } from '../migrations/checksum.ts'
import { replaceFile } from '../migrations/write-file.ts'
import { asideOf, type DumpPair } from './pair.ts'
import { isNotFound } from '../not-found.ts'

// The order of these steps is what makes a dump safe to kill. Both files are written whole and flushed beside their places; the dump
// takes its place first, the manifest second. Between the two, the manifest aside is the one that fits (see pair.ts).

/** A file that is written, flushed and not yet in its place. */
interface AsideFile {
  readonly path: string
  /** Which file it is, to notice another process that writes the same dump. The number of a file alone is soon given to another. */
  readonly identity: string
}

export interface AsideDump extends AsideFile {
  /** Of the LF-normalised text. */
  readonly checksum: string
}

const bufferedCharacters = 1 << 18

/**
 * Writes a dump aside. The text is taken as it comes, so that a dump of any size needs little memory.
 * @throws LithifyError `LITHIFY_E_DUMP_WRITE`
 */
export async function writeAside(pair: DumpPair, text: AsyncIterable<string>): Promise<AsideDump> {
  return guarded(pair, async () => {
    await mkdir(dirname(pair.dump), { recursive: true })
    const checksum = new Checksum()
    const file = await writeNew(asideOf(pair.dump), async (handle) => {
      let buffered = ''
      const flush = async (): Promise<void> => {
        const bytes = Buffer.from(buffered)
        buffered = ''
        checksum.update(bytes)
        await handle.writeFile(bytes)
      }
      for await (const piece of text) {
        buffered += piece
        if (buffered.length >= bufferedCharacters) await flush()
      }
      await flush()
    })
    return { ...file, checksum: checksum.digest() }
  })
}

/**
 * Puts a dump that was written aside, and its manifest, in their places.
 * @throws LithifyError `LITHIFY_E_DUMP_WRITE`
 */
export async function putInPlace(pair: DumpPair, dump: AsideDump, manifest: string): Promise<void> {
  await guarded(pair, async () => {
    const aside = await writeNew(asideOf(pair.manifest), (file) => file.writeFile(manifest))
    try {
      if (!(await isStill(dump)) || !(await isStill(aside))) throw written(pair)
      await replaceFile(dump.path, pair.dump)
    } catch (error) {
      await discard(aside)
      throw error
    }
    // From here on the manifest aside is the true one, and must stay if it cannot be moved.
    await renameUnlessDone(aside.path, pair.manifest, manifest)
    await flushFolder(dirname(pair.dump))
  })
}

/** Takes away what was written aside, unless another process has put its own there. */
export async function discard(file: AsideFile): Promise<void> {
  if (await isStill(file)) await rm(file.path, { force: true })
}

/** Creates a file, and never writes into one that is there: it could be another process's. */
async function writeNew(path: string, write: (file: FileHandle) => Promise<void>): Promise<AsideFile> {
  await rm(path, { force: true })
  const handle = await open(path, 'wx')
  const identify = async (): Promise<AsideFile> => ({ path, identity: identityOf(await handle.stat({ bigint: true })) })
  try {
    await write(handle)
    await handle.sync()
    const file = await identify()
    await handle.close()
    return file
  } catch (error) {
    await identify().then(discard, () => undefined)
    await handle.close().catch(() => undefined)
    throw error
  }
}

async function isStill(file: AsideFile): Promise<boolean> {
  try {
    return identityOf(await stat(file.path, { bigint: true })) === file.identity
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

function identityOf({ ino, size, mtimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs].join()
}

/** A reader that comes between the two renames makes the second by itself. */
async function renameUnlessDone(from: string, to: string, text: string): Promise<void> {
  try {
    await replaceFile(from, to)
  } catch (error) {
    if (!isNotFound(error) || (await readFile(to, 'utf8').catch(() => undefined)) !== text) throw error
  }
}

/** Makes the renames last through a power cut. Not every system can flush a folder. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  if (folder === undefined) return
  await folder.sync().catch(() => undefined)
  await folder.close()
}

function written(pair: DumpPair): LithifyError {
  return new LithifyError('LITHIFY_E_DUMP_WRITE', `Another process is writing ${pair.dump} at the same time.`, {
    data: { path: pair.dump },
    hint: 'Let the other one finish, then see whether this one is still needed:  lithify verify',
  })
}

/** What the file system refuses becomes an error of ours. */
async function guarded<T>(pair: DumpPair, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isLithifyError(error) || !isSystemError(error)) throw error
    throw new LithifyError('LITHIFY_E_DUMP_WRITE', `${pair.dump} cannot be written: ${messageOf(error)}`, {
      data: { path: pair.dump, systemCode: error.code },
      hint: 'No dump was lost. Make room or give access, then:  lithify dump',
      cause: error,
    })
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
