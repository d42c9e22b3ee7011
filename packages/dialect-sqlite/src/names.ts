/** Quotes a name so that SQLite takes any name: key words, spaces, the quote itself, the empty name. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string literal. SQLite ends its text at a NUL, so a string that holds one is written as bytes. */
export function quoteString(value: string): string {
  if (value.includes('\0')) return `CAST(X'${Buffer.from(value, 'utf8').toString('hex').toUpperCase()}' AS TEXT)`
  return `'${value.replaceAll("'", "''")}'`
}

/** SQLite folds the case of ASCII letters in names, and of no others. */
export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name
}

export const sameName = (a: string, b: string): boolean => a === b || fold(a) === fold(b)

/** A name like `base` that is not taken yet: `base`, `base_2`, `base_3` … */
export function freeName(base: string, taken: (name: string) => boolean): string {
  if (!taken(base)) return base
  for (let n = 2; ; n++) {
    const name = `${base}_${n}`
    if (!taken(name)) return name
  }
}
