import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Writes a file whole or not at all: whoever reads it, and whenever the process is killed, it has the old text or the new one.
 * The last of several writers wins. The folder is made when it is missing.
 */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // In the same folder, because a rename is only atomic within one file system.
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await replaceFile(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Renames a file over another. On Windows that fails while another process has the target open, which lasts moments. */
export async function replaceFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt === 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(code) || process.platform !== 'win32') throw error
      await sleep(10 * attempt)
    }
  }
}
