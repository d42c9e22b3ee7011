import { mkdir, open, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { replaceFile } from '../migrations/write-file.ts'

/** Copies a file whole or not at all, byte for byte and with its mode, so that it lasts through a power cut. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await writeWhole(to, createReadStream(from) as AsyncIterable<Uint8Array>, (await stat(from)).mode)
}

/** Writes a file whole or not at all, so that it lasts through a power cut. */
export async function writeWhole(
  path: string,
  content: string | AsyncIterable<Uint8Array>,
  mode?: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const aside = asideOf(path)
  await rm(aside, { force: true })
  // Flushed by the handle that wrote it: not every system does that for one that only reads.
  const file = await open(aside, 'wx', mode)
  try {
    if (typeof content === 'string') await file.writeFile(content)
    else for await (const piece of content) await file.writeFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
  await replaceFile(aside, path)
}

/** Makes the names in folders last through a power cut. Not every system can flush a folder. */
export async function flushFolders(folders: Iterable<string>): Promise<void> {
  for (const path of new Set(folders)) await flush(path).catch(() => undefined)
}

/** Of the bytes of a file, in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A name that no migration has: migration directories are read without what begins with a dot. */
export function asideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lithify-new`)
}
