import { tokenize } from '../sql/lexer.ts'

/** Queries whose column names nobody sees are parts of these. */
const holders = /\b(?:UNION|INTERSECT|EXCEPT|EXISTS|INSERT|ATOMIC)\b/

const ends = new Set(
  'FROM WHERE GROUP HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT OFFSET FETCH FOR RETURNING ON ; )'.split(' '),
)

const depths: Readonly<Record<string, number>> = { '(': 1, '[': 1, ')': -1, ']': -1 }

/**
 * Where nobody sees the names of a query's columns, as in the second part of a UNION, the server prints none for a column without one: what was
 * written as `NULL` is printed as `NULL::integer`. Read again, that column would be called `int4`, and be printed with that name from then
 * on. Told that it has no name, in the server's own word for that, it prints what it printed.
 */
export function keepUnnamed(text: string): string {
  if (!holders.test(text)) return text
  const list = tokenize(text)
  const value = (at: number): string => text.slice(list[at]?.start, list[at]?.end)
  const unnamed = list.flatMap((_, at) =>
    value(at) === 'SELECT' ? itemsFrom(afterDistinct(at + 1, value), list.length, value) : [],
  )
  return unnamed
    .filter(([from, to]) => from <= to && couldBeNamed(from, to, value))
    .map(([, to]) => list[to]?.end ?? 0)
    .toSorted((a, b) => b - a)
    .reduce((result, at) => `${result.slice(0, at)} AS "?column?"${result.slice(at)}`, text)
}

type Value = (at: number) => string

function afterDistinct(at: number, value: Value): number {
  if (value(at) !== 'DISTINCT') return at
  return value(at + 1) === 'ON' ? closing(at + 2, value) + 1 : at + 1
}

/** The token that closes the parenthesis or bracket at `from`. */
function closing(from: number, value: Value): number {
  let depth = 0
  for (let at = from; value(at) !== ''; at++) {
    depth += depths[value(at)] ?? 0
    if (depth === 0) return at
  }
  return from
}

/** The first and the last token of each column that is selected. */
function itemsFrom(start: number, length: number, value: Value): [number, number][] {
  const found: [number, number][] = []
  let [from, at] = [start, start]
  for (; at < length && !isEnd(at, value); at++) {
    if (value(at) === '(' || value(at) === '[') at = closing(at, value)
    else if (value(at) === ',') {
      found.push([from, at - 1])
      from = at + 1
    }
  }
  return [...found, [from, at - 1]]
}

const isEnd = (at: number, value: Value): boolean =>
  ends.has(value(at)) && !(value(at) === 'GROUP' && value(at - 1) === 'WITHIN')

/** Whether the server would make up a name for it: not for a column, which has one, nor for operators and plain numbers, which get none. */
function couldBeNamed(from: number, to: number, value: Value): boolean {
  if (value(to - 1) === 'AS' || value(to) === '*') return false
  if (from === to) return value(from) === 'true' || value(from) === 'false'
  if (value(from) === '(' && closing(from, value) === to) return value(from + 1) === 'SELECT'
  for (let at = from + 1; at < to; at += 2) if (value(at) !== '.') return true
  return false
}
