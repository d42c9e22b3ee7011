import { readFile, rename, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LithifyError, messageOf, type ErrorCode } from '../errors.ts'
import { checksumFile } from '../migrations/checksum.ts'
import { manifestPathOf } from './manifest.ts'
import { isNotFound } from '../not-found.ts'

/** A dump and its manifest on disk. Absolute paths. */
export interface DumpPair {
  readonly dump: string
  readonly manifest: string
}

export function pairOf(dumpPath: string): DumpPair {
  return { dump: dumpPath, manifest: manifestPathOf(dumpPath) }
}

/** Where a file is written before it takes its place. Always the same name, so that what a killed dump left is found again. */
export function asideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lithify-new`)
}

/**
 * The manifest's text, or `undefined` where there is none.
 *
 * A dump that was killed after its dump file took its place, and before its manifest did, has left that manifest aside: it is the
 * one that belongs to the dump, and is put in its place first.
 */
export async function readManifestText(pair: DumpPair): Promise<string | undefined> {
  return (await finishInterrupted(pair)) ?? (await readIfThere(pair.manifest))
}

/** The checksum of a dump on disk. */
export function checksumOf(path: string): string {
  try {
    return checksumFile(path)
  } catch (error) {
    throw unreadable('LITHIFY_E_DUMP_MISSING', path, error)
  }
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (isNotFound(error)) return false
    throw unreadable('LITHIFY_E_DUMP_MISSING', path, error)
  }
}

/** The error of a file that is there and cannot be read. */
function unreadable(code: ErrorCode, path: string, cause: unknown): LithifyError {
  return new LithifyError(code, `${path} cannot be read: ${messageOf(cause)}`, {
    data: { path },
    hint: 'Check that it is a file, and its permissions.',
    cause,
  })
}

async function finishInterrupted(pair: DumpPair): Promise<string | undefined> {
  const aside = asideOf(pair.manifest)
  const left = await readIfThere(aside)
  const promised = left === undefined ? undefined : recordedChecksum(left)
  if (promised === undefined || !(await isFile(pair.dump))) return undefined
  // Where the manifest in place fits its dump, what lies aside is a leftover of a dump that never took its place.
  const settled = recordedChecksum((await readIfThere(pair.manifest)) ?? '')
  const actual = checksumOf(pair.dump)
  if (actual !== promised || actual === settled) return undefined
  // A checkout that cannot be written can still be read; and another process may have been faster.
  await rename(aside, pair.manifest).catch(() => undefined)
  return left
}

/** The dump checksum that a manifest's text records. `undefined` where the text is not whole. */
function recordedChecksum(text: string): string | undefined {
  try {
    const manifest = JSON.parse(text) as { dumpChecksum?: unknown } | null
    return typeof manifest?.dumpChecksum === 'string' ? manifest.dumpChecksum : undefined
  } catch {
    return undefined
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw unreadable('LITHIFY_E_MANIFEST_INVALID', path, error)
  }
}
