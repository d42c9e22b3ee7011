import { types } from 'pg'

type Parser = (text: string) => unknown

/** Whole numbers of 64 bits: numbers where those lose no digit, bigints elsewhere. */
function wide(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const parserOf = types.getTypeParser as (oid: number) => Parser
const arrayOf = parserOf(1009) as (text: string) => Nested

type Nested = string | null | readonly Nested[]

const mapped =
  (each: Parser): Parser =>
  (text) => {
    const map = (value: Nested): unknown =>
      typeof value === 'string' ? each(value) : value === null ? null : value.map(map)
    return map(arrayOf(text))
  }

/**
 * What is more than text in JavaScript: booleans, numbers that a double holds, bytes, JSON, and arrays of those and of text. All else comes as the
 * server writes it, so that nothing is rounded or shifted: numeric, money, dates and times (ISO 8601), intervals.
 */
const parsers: ReadonlyMap<number, Parser> = new Map([
  ...[16, 17, 21, 23, 26, 114, 3802, 700, 701].map((oid) => [oid, parserOf(oid)] as const),
  ...[1000, 1001, 1005, 1007, 1028, 1021, 1022, 199, 3807].map((oid) => [oid, parserOf(oid)] as const),
  // Arrays of text, varchar, char, "char", name, uuid, numeric.
  ...[1009, 1015, 1014, 1002, 1003, 2951, 1231].map((oid) => [oid, arrayOf] as const),
  [20, wide],
  [1016, mapped(wide)],
])

/** Short texts that came before, up to a bound. */
const known = new Map<string, string>()
const remembered = { texts: 4096, characters: 40 }

/**
 * A text as it is, and of short ones the same each time: the catalogs of a large schema say `public`, `bigint` and `id` a hundred thousand times, and
 * all of them are kept until the schema is made of them.
 */
function asIs(text: string): string {
  if (text.length > remembered.characters) return text
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size < remembered.texts) known.set(text, text)
  return text
}

/** For the driver: how the values of a type are read. */
export const typeParsers = {
  getTypeParser: (oid: number): Parser => parsers.get(oid) ?? asIs,
}
