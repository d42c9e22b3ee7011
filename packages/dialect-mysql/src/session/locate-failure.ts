/** What the server says about a text that it cannot parse: the rest of it, up to 80 bytes, and the line. */
const said = /near '([^]*)' at line (\d+)$/

/**
 * Where in a statement the server found a fault that its message tells of. The message quotes what comes next; when that stands there more than
 * once, the line decides, and where that does not either, nothing is answered rather than a guess.
 * @param text The statement, and what was sent behind it.
 * @param length Of the statement itself.
 */
export function locateFailure(message: string, text: string, length: number): number | undefined {
  const match = said.exec(message)
  if (match === null) return undefined
  const [, quoted = '', line = ''] = match
  // The end of it may be cut inside of a character.
  const near = quoted.replace(/\ufffd+$/, '').slice(0, 70)
  if (near === '') return length
  const start = text.search(/\S/)
  const places: number[] = []
  for (let at = text.indexOf(near); at !== -1 && at <= length; at = text.indexOf(near, at + 1)) {
    if (lineOf(text, start, at) === Number(line)) places.push(at)
  }
  // The message quotes to the end, or for 80 bytes: the other places are ends of something longer.
  const [first, second] = places
  return second === undefined ? first : undefined
}

function lineOf(text: string, start: number, at: number): number {
  let line = 1
  for (let found = text.indexOf('\n', start); found !== -1 && found < at; found = text.indexOf('\n', found + 1)) line++
  return line
}
