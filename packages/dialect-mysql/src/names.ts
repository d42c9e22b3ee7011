/** Quotes a name so that the server takes any name: key words, spaces, the quote itself. It means the same under every `sql_mode`. */
export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** A string literal. Sessions and dumps see to it that backslashes are read: see session/settings.ts and frame.ts. */
export function quoteString(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0').replaceAll('\r', '\\r').replaceAll('\u001a', '\\Z')}'`
}
