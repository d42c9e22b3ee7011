import { resolve } from 'node:path'
import type { Connection } from '../config/config.ts'
import { LithifyError } from '../errors.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { checksumOf, isFile } from './pair.ts'
import { readText } from './read-text.ts'

/**
 * The text of the dump whose load was cut short. What it has made is only known while it is the same.
 * @throws LithifyError `LITHIFY_E_RESUME`
 */
export async function* loadedText({ root }: Pick<Connection, 'root'>, entry: JournalEntry): AsyncGenerator<string> {
  const path = resolve(root, entry.name)
  if (!(await isFile(path)) || checksumOf(path) !== entry.checksum) {
    throw new LithifyError('LITHIFY_E_RESUME', `${entry.label} is not the dump any more that was being loaded.`, {
      data: { name: entry.name, file: entry.label, reason: 'edited' },
      hint: 'Take that one back (git checkout), then:  lithify resolve --clean   Or, to drop everything in the database:  lithify fresh',
    })
  }
  yield* readText(path)
}
