import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { remove } from './temporary.ts'

/** A folder for the files of one run, gone after it: no run finds anything of the one before. */
export async function inFreshFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(parent, 'run-'))
  try {
    return await work(folder)
  } finally {
    remove(folder)
  }
}
