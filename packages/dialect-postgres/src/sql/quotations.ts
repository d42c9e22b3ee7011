/** What a scan can be inside of. `Quote` and `Name` are named by the character that closes them. */
export const Inside = {
  Nothing: 0,
  LineComment: 1,
  BlockComment: 2,
  Escape: 3,
  Dollar: 4,
  Name: 34,
  Quote: 39,
} as const

/** A quotation or comment that is being read, and how far it goes. */
export interface Open {
  inside: number
  /** How many comments are open, one in another. */
  depth: number
  /** What closes a dollar quotation. */
  tag: string
}

/** What it is, for people. */
export function nameOf({ inside, tag }: Open): string {
  if (inside === Inside.BlockComment) return 'a comment'
  if (inside === Inside.Name) return 'a quoted name'
  return inside === Inside.Dollar ? `a string that ${tag} opened` : 'a string'
}

const [newline, carriageReturn, quote, star, slash, backslash] = [10, 13, 39, 42, 47, 92]

/**
 * Looks for the end of what is open. Returns where to go on. When the text ends first, it stays open, and what it returns may be a little before
 * the end: what stands there means something only together with what comes next.
 */
export function close(text: string, at: number, last: boolean, open: Open): number {
  switch (open.inside) {
    case Inside.LineComment:
      return lineComment(text, at, open)
    case Inside.BlockComment:
      return blockComment(text, at, last, open)
    case Inside.Escape:
      return escapeString(text, at, last, open)
    case Inside.Dollar:
      return delimited(text, at, last, open, open.tag)
    default:
      // A doubled quote closes a quotation and opens the next one, with the same result for where the statement ends.
      return delimited(text, at, last, open, open.inside === Inside.Name ? '"' : "'")
  }
}

function delimited(text: string, at: number, last: boolean, open: Open, delimiter: string): number {
  const end = text.indexOf(delimiter, at)
  if (end === -1) return last ? text.length : Math.max(at, text.length - delimiter.length + 1)
  open.inside = Inside.Nothing
  return end + delimiter.length
}

/** Ends before the line break, which counts as white space. */
function lineComment(text: string, start: number, open: Open): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === newline || code === carriageReturn) {
      open.inside = Inside.Nothing
      return at
    }
  }
  return text.length
}

function blockComment(text: string, start: number, last: boolean, open: Open): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code !== star && code !== slash) {
      at++
      continue
    }
    if (at + 1 === text.length && !last) return at
    const next = text.charCodeAt(at + 1)
    if (code === slash && next === star) open.depth++
    else if (code === star && next === slash) open.depth--
    else {
      at++
      continue
    }
    at += 2
    if (open.depth > 0) continue
    open.inside = Inside.Nothing
    return at
  }
  return at
}

function escapeString(text: string, start: number, last: boolean, open: Open): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code !== backslash && code !== quote) {
      at++
      continue
    }
    if (at + 1 === text.length && !last) return at
    if (code === backslash || text.charCodeAt(at + 1) === quote) {
      at += 2
      continue
    }
    open.inside = Inside.Nothing
    return at + 1
  }
  return Math.min(at, text.length)
}
