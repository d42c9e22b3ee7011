import type { ObjectRef } from '@lithify/core'
import { fold } from '../names.ts'
import { isOperator } from '../sql/normalise.ts'
import { tokenize } from '../sql/lexer.ts'

/**
 * Which objects a text names. Rather one too many than one too few: a column of the same name counts, what follows a dot does not,
 * unless the dot follows the name of the database.
 */
export function mentions(text: string, objects: ReadonlyMap<string, ObjectRef>, self: ObjectRef): ObjectRef[] {
  const found = new Map<string, ObjectRef>()
  const tokens = tokenize(text)
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'word' && token.type !== 'quoted' && token.type !== 'string') continue
    if (isOperator(tokens[index - 1], '.') && tokens[index - 2]?.value.toLowerCase() !== 'main') continue
    const key = fold(token.value)
    const object = objects.get(key)
    if (object === undefined || (object.kind === self.kind && object.name === self.name) || object.name === self.table)
      continue
    found.set(key, object)
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
