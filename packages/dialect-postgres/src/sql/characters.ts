/** From `Quote` on: what ends a statement, hides its end, or changes what follows. */
export const Class = {
  Other: 0,
  Space: 1,
  Word: 2,
  Digit: 3,
  Quote: 4,
  Dollar: 5,
  Semicolon: 6,
  Comment: 7,
  Parenthesis: 8,
  Backslash: 9,
} as const

const classes = new Uint8Array(128)
for (const char of ' \t\n\r\f\v') classes[char.charCodeAt(0)] = Class.Space
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[char.charCodeAt(0)] = Class.Word
for (const char of '0123456789') classes[char.charCodeAt(0)] = Class.Digit
for (const char of '\'"') classes[char.charCodeAt(0)] = Class.Quote
for (const char of '-/') classes[char.charCodeAt(0)] = Class.Comment
for (const char of '()') classes[char.charCodeAt(0)] = Class.Parenthesis
classes[36] = Class.Dollar
classes[59] = Class.Semicolon
classes[92] = Class.Backslash

/** Everything beyond ASCII is a letter to PostgreSQL. */
export const classOf = (code: number): number => (code < 128 ? (classes[code] as number) : Class.Word)

/** Whether a character can stand in the tag of a dollar quotation, and inside a number. */
export const continuesTag = (code: number): boolean =>
  code > 127 || classes[code] === Class.Word || classes[code] === Class.Digit

/** A name can hold a `$` too, which then begins no quotation. */
export const continuesWord = (code: number): boolean => code === 36 || continuesTag(code)

/**
 * The long run: steps over white space, words, numbers and signs that neither end a statement nor hide its end. It stops before a word that the text
 * may cut, and before the E of a string with escapes.
 */
export function skipPlain(text: string, from: number, last: boolean): number {
  const { length } = text
  let at = from
  while (at < length) {
    const code = text.charCodeAt(at)
    const kind = classOf(code)
    if (kind >= Class.Quote) return at
    const start = at++
    if (kind !== Class.Word && kind !== Class.Digit) continue
    // A name can hold a `$`, a number cannot.
    if (kind === Class.Word) while (at < length && continuesWord(text.charCodeAt(at))) at++
    else while (at < length && continuesTag(text.charCodeAt(at))) at++
    const isPrefix = at - start === 1 && (code | 32) === 101 && text.charCodeAt(at) === 39
    if (isPrefix || (at === length && !last)) return start
  }
  return at
}
