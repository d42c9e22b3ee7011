import { compareBytes } from '../schema/byte-order.ts'

/**
 * The order in which migrations run. It has to be the same on every machine, so it never asks a locale: runs of digits are
 * compared as numbers, everything else in the byte order of UTF-8.
 */

/**
 * Compares two texts in natural order: `2_a` before `10_a`. Texts that differ only in leading zeros are told apart by byte
 * order, so that 0 means identical.
 */
export function compareNatural(a: string, b: string): number {
  let i = commonStart(a, b)
  let j = i
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(j)
    if (isDigit(x) && isDigit(y)) {
      const iEnd = endOfDigits(a, i)
      const jEnd = endOfDigits(b, j)
      const order = compareDigits(a, i, iEnd, b, j, jEnd)
      if (order !== 0) return order
      i = iEnd
      j = jEnd
    } else {
      if (x !== y) return compareBytes(a.charAt(i), b.charAt(j))
      i += 1
      j += 1
    }
  }
  return a.length - i - (b.length - j) || compareBytes(a, b)
}

/**
 * Compares two migration names: by the last part of the path first, so that several directories and folders interleave by
 * revision, then by the whole name.
 */
export function compareMigrationNames(a: string, b: string): number {
  const order = compareNatural(baseName(a), baseName(b))
  return order === 0 ? compareNatural(a, b) : order
}

/** Sorts names in the order of {@link compareMigrationNames}. */
export function sortNames(names: Iterable<string>): string[] {
  // The engine's own order is nearly that one and costs next to nothing; it leaves about one comparison here for each name.
  return [...names].toSorted().toSorted(compareMigrationNames)
}

/** The last part of a migration name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** How much two texts have in common at the start, short of a number that goes on: names in one folder begin alike. */
function commonStart(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let start = 0
  while (start < length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) start -= 1
  return start
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function endOfDigits(text: string, start: number): number {
  let end = start
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1
  return end
}

/** Numbers of any length: without leading zeros the longer one is greater. */
function compareDigits(a: string, i: number, iEnd: number, b: string, j: number, jEnd: number): number {
  while (i < iEnd && a.charCodeAt(i) === 48) i += 1
  while (j < jEnd && b.charCodeAt(j) === 48) j += 1
  const order = iEnd - i - (jEnd - j)
  if (order !== 0) return order
  for (; i < iEnd; i += 1, j += 1) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j)
    if (difference !== 0) return difference
  }
  return 0
}
