import type { Index } from '@lithify/core'
import { atCommas, Cursor } from '../sql/cursor.ts'
import { unwrap } from '../sql/normalise.ts'
import { keyPart } from './parse-keys.ts'

/**
 * Reads a CREATE INDEX text.
 * @throws NotUnderstood where it says anything that the model has no place for.
 */
export function parseIndex(
  text: string,
  columns: readonly { readonly name: string; readonly collation?: string | undefined }[],
): Pick<Index, 'unique' | 'keys' | 'where'> {
  const cursor = new Cursor(text)
  cursor.expect('create')
  const unique = cursor.take('unique')
  cursor.expect('index')
  cursor.take('if', 'not', 'exists')
  cursor.qualifiedName()
  cursor.expect('on')
  cursor.name()
  const keys = atCommas(cursor.enclosed()).map((part) => keyPart(text, part, columns))
  if (cursor.done) return { unique, keys }
  cursor.expect('where')
  return { unique, keys, where: cursor.slice(unwrap(cursor.rest())) }
}
