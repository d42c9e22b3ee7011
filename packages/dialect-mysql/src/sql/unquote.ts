const escapes: Readonly<Record<string, string>> = { '0': '\0', 'b': '\b', 'n': '\n', 'r': '\r', 't': '\t', 'Z': '\u001a', '%': '\\%', '_': '\\_' } // prettier-ignore

/**
 * What stands in the quotes of a string.
 * @param backslashes Whether a backslash hides the character behind it.
 */
export function unquote(literal: string, backslashes = true): string {
  const quote = literal.at(-1) ?? "'"
  const inner = literal.slice(literal.indexOf(quote) + 1, -1)
  return inner.replaceAll(backslashes ? /\\([^])|''|""/g : /''|""/g, (found, char: unknown) => {
    if (typeof char === 'string') return escapes[char] ?? char
    return found.charAt(0) === quote ? quote : found
  })
}
