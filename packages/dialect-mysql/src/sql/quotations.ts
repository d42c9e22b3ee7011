/** What a scan can be inside of. Quotations are named by the character that closes them. */
export const Inside = {
  Nothing: 0,
  LineComment: 1,
  BlockComment: 2,
  Dollar: 3,
  Double: 34,
  Single: 39,
  Backtick: 96,
} as const

/** A quotation or comment that is being read, and how it ends. */
export interface Open {
  inside: number
  /** Whether a backslash hides the character behind it. */
  escapes: boolean
  /** What closes a dollar quotation. */
  tag: string
}

/** What it is, for people. */
export function nameOf({ inside, escapes, tag }: Open): string {
  if (inside === Inside.BlockComment) return 'a comment'
  if (inside === Inside.Dollar) return `a body that ${tag} opened`
  return inside === Inside.Backtick || (inside === Inside.Double && !escapes) ? 'a quoted name' : 'a string'
}

const backslash = 92

/**
 * Looks for the end of what is open. Returns where to go on. When the text ends first, it stays open, and what it returns may be a little before
 * the end: what stands there means something only together with what comes next.
 */
export function close(text: string, at: number, last: boolean, open: Open): number {
  switch (open.inside) {
    case Inside.LineComment: {
      // It ends before the line break, which counts as white space.
      const end = text.indexOf('\n', at)
      if (end === -1) return text.length
      open.inside = Inside.Nothing
      return end
    }
    case Inside.BlockComment:
      return delimited(text, at, last, open, '*/')
    case Inside.Dollar:
      return delimited(text, at, last, open, open.tag)
    default:
      // A doubled quote closes a quotation and opens the next one, with the same result for where the statement ends.
      return open.escapes
        ? escaped(text, at, last, open)
        : delimited(text, at, last, open, String.fromCharCode(open.inside))
  }
}

function delimited(text: string, at: number, last: boolean, open: Open, delimiter: string): number {
  const end = text.indexOf(delimiter, at)
  if (end === -1) return last ? text.length : Math.max(at, text.length - delimiter.length + 1)
  open.inside = Inside.Nothing
  return end + delimiter.length
}

function escaped(text: string, start: number, last: boolean, open: Open): number {
  const { length } = text
  let at = start
  while (at < length) {
    const code = text.charCodeAt(at)
    if (code === open.inside) {
      open.inside = Inside.Nothing
      return at + 1
    }
    if (code === backslash) {
      if (at + 1 === length && !last) return at
      at++
    }
    at++
  }
  return length
}
