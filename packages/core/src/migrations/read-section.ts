import { closeSync, openSync, readSync } from 'node:fs'

import { LithifyError } from '../errors.ts'
import type { SqlBody } from './migration-file.ts'

/** In bytes. A section up to this size, as nearly all are, is one piece. */
const chunkSize = 256 * 1024

/**
 * The text of a section of a .sql migration, in pieces, in constant memory whatever its size. Characters are whole, line ends are as
 * they are in the file.
 * @throws LithifyError `LITHIFY_E_MIGRATION_CHANGED` when the file became shorter since it was loaded, `LITHIFY_E_MIGRATION_INVALID`
 * when it is not UTF-8.
 */
export async function* readSqlBody(body: SqlBody): AsyncGenerator<string, void, undefined> {
  if (body.text !== undefined) {
    yield body.text
    return
  }
  // Synchronous: for a small file several times faster than three trips through the thread pool.
  const file = openSync(body.path, 'r')
  try {
    // A section in the middle of a file has no byte order mark; U+FEFF there is a character of the text.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, body.end - body.start))
    let position = body.start
    while (position < body.end) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, body.end - position), position)
      if (read === 0) throw shorter(body)
      position += read
      const text = decode(body, () => decoder.decode(buffer.subarray(0, read), { stream: position < body.end }))
      if (text !== '') yield text
    }
  } finally {
    closeSync(file)
  }
}

function decode(body: SqlBody, work: () => string): string {
  try {
    return work()
  } catch (cause) {
    throw new LithifyError('LITHIFY_E_MIGRATION_INVALID', `${body.path} is not UTF-8.`, {
      data: { path: body.path },
      hint: 'Save it as UTF-8.',
      cause,
    })
  }
}

function shorter(body: SqlBody): LithifyError {
  return new LithifyError('LITHIFY_E_MIGRATION_CHANGED', `${body.path} was changed while it was being run.`, {
    data: { path: body.path },
    hint: 'Let nothing write to the migrations while they run, then:  lithify run',
  })
}
