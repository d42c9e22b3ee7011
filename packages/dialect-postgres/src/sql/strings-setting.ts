import { tokenize } from './lexer.ts'

/**
 * Whether a SET statement has the server read backslashes in plain strings; nothing when it sets something else. Dumps of old begin with
 * `SET standard_conforming_strings = off`.
 */
export function readsBackslashes(text: string): boolean | undefined {
  const [, ...words] = tokenize(text, 5).map(({ value }) => value.toLowerCase())
  if (words[0] === 'session' || words[0] === 'local') words.shift()
  return words[0] === 'standard_conforming_strings'
    ? /^(?:of|off|f|fa|fal|fals|false|n|no|0)$/.test(words[2] ?? '')
    : undefined
}
