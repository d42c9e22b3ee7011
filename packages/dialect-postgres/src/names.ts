/** Quotes a name so that the server takes any name: key words, spaces, the quote itself. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string literal. Written so that it means the same whatever `standard_conforming_strings` is. */
export function quoteString(value: string): string {
  const doubled = value.replaceAll("'", "''")
  return value.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}
