import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

import { isLithifyError, type LithifyError } from '../../src/errors.ts'

/** A temporary project with these files, gone when the test is. Paths are relative to it. */
export function project(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) write(root, path, content)
  return root
}

export function write(root: string, path: string, content: string | Uint8Array): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** The LithifyError that `work` throws or rejects with. Anything else fails the test. */
export async function failure(work: () => unknown): Promise<LithifyError> {
  try {
    await work()
  } catch (error) {
    if (isLithifyError(error)) return error
    throw error
  }
  throw new Error('It did not fail.')
}
