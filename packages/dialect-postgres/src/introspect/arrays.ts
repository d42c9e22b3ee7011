import { tokenize } from '../sql/lexer.ts'

/**
 * `x IN ('a', 'b')` on a `varchar` is an array of `varchar` that is cast as a whole, printed as `(ARRAY['a'::character varying])::text[]`. Read
 * again, the server would cast each element instead, and print another text from then on. Told what the array is, it reads what it wrote.
 */
export function keepArrayTypes(text: string): string {
  if (!text.includes('(ARRAY[')) return text
  const list = tokenize(text)
  const value = (at: number): string => text.slice(list[at]?.start, list[at]?.end)
  const inserted: { readonly at: number; readonly cast: string }[] = []
  list.forEach((_, at) => {
    if (value(at) !== '(' || value(at + 1) !== 'ARRAY' || value(at + 2) !== '[') return
    const end = closing(at + 2, value, list.length)
    if (value(end + 1) !== ')' || value(end + 2) !== '::') return
    const type = elementType(
      elements(at + 3, end, value).map(([from, to]) => text.slice(list[from]?.start, list[to]?.end)),
    )
    if (type !== undefined) inserted.push({ at: list[end]?.end ?? 0, cast: `::${type}[]` })
  })
  return inserted
    .toSorted((a, b) => b.at - a.at)
    .reduce((result, { at, cast }) => result.slice(0, at) + cast + result.slice(at), text)
}

const depths: Readonly<Record<string, number>> = { '(': 1, '[': 1, ')': -1, ']': -1 }

function closing(from: number, value: (at: number) => string, length: number): number {
  let depth = 0
  for (let at = from; at < length; at++) {
    depth += depths[value(at)] ?? 0
    if (depth === 0) return at
  }
  return length
}

/** The first and the last token of each element. */
function elements(from: number, end: number, value: (at: number) => string): [number, number][] {
  const found: [number, number][] = []
  let [start, depth] = [from, 0]
  for (let at = from; at < end; at++) {
    depth += depths[value(at)] ?? 0
    if (depth !== 0 || value(at) !== ',') continue
    found.push([start, at - 1])
    start = at + 1
  }
  return [...found, [start, end - 1]]
}

/** What all the elements are, where their text tells: whole numbers, or constants that are cast to one type. */
function elementType(texts: readonly string[]): string | undefined {
  const types = new Set(texts.map(typeOf))
  const [type] = types
  return types.size === 1 ? type : undefined
}

function typeOf(text: string): string | undefined {
  if (/^\d{1,9}$/.test(text)) return 'integer'
  const type =
    /^'(?:[^']|'')*'::((?:"(?:[^"]|"")*"|[a-z_][\w$]*)(?:[ .](?:"(?:[^"]|"")*"|[a-z_][\w$]*))*)(\(\d+\))?$/.exec(text)
  if (type === null) return undefined
  // An array of these without a length would be one of single characters or bits.
  const [, name, length] = type
  if (name === 'character' || name === 'bit') return undefined
  return length === undefined || name === 'character varying' ? name : undefined
}
