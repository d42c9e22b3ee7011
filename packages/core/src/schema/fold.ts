/**
 * A name as it is looked up where names that differ only in case are one name. Only ASCII is folded: no database folds less, and
 * the ones that fold more refuse the clash themselves.
 */
export function foldName(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()) : name
}

/** The name in the list that means the same, as the list spells it; the given name when there is none. */
export function spellingIn(names: readonly string[], name: string, caseSensitive: boolean): string {
  if (caseSensitive || names.includes(name)) return name
  const folded = foldName(name)
  return names.find((candidate) => foldName(candidate) === folded) ?? name
}
