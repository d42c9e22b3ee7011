/**
 * Compares two strings as their UTF-8 bytes would compare: the same on every machine and in every locale. JavaScript's own `<`
 * compares UTF-16 units, which puts an emoji before U+FF21, so the surrogates are moved above the rest first.
 */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return weigh(left) - weigh(right)
  }
  return a.length - b.length
}

function weigh(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

/** Compares two lists of strings, the first difference deciding. */
export function compareByteLists(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const order = compareBytes(a[at] as string, b[at] as string)
    if (order !== 0) return order
  }
  return a.length - b.length
}
