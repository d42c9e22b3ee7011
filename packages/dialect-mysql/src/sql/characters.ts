/** From `Quote` on: what can end a statement, hide its end, or change what follows. */
export const Class = {
  Other: 0,
  Space: 1,
  Word: 2,
  Quote: 3,
  Semicolon: 4,
  Comment: 5,
  Parenthesis: 6,
  Backslash: 7,
} as const

const classes = new Uint8Array(128)
for (const char of ' \t\n\r\f\v') classes[char.charCodeAt(0)] = Class.Space
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$')
  classes[char.charCodeAt(0)] = Class.Word
for (const char of '\'"`') classes[char.charCodeAt(0)] = Class.Quote
// `*` may end a comment whose text is run.
for (const char of '-/#*') classes[char.charCodeAt(0)] = Class.Comment
for (const char of '()') classes[char.charCodeAt(0)] = Class.Parenthesis
classes[59] = Class.Semicolon
classes[92] = Class.Backslash

/** Everything beyond ASCII is a letter to the server. */
export const classOf = (code: number): number => (code < 128 ? (classes[code] as number) : Class.Word)

/** What `--` has to be followed by to begin a comment: white space or a control character. */
export const opensLineComment = (code: number): boolean => code <= 32 || code === 127
