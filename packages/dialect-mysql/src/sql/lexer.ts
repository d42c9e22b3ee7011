type TokenType = 'word' | 'quoted' | 'string' | 'number' | 'variable' | 'sign'

export interface Token {
  readonly type: TokenType
  /** Where it stands in the text, in UTF-16 code units; `end` is the first unit after it. */
  readonly start: number
  readonly end: number
  /** The lower-cased text for words, the content for names in quotes, the text itself for all else. */
  readonly value: string
}

/**
 * The tokens of one statement, without comments; what `/*!` comments hold is read as if it stood there without. Strings are those of sessions of
 * ours: with backslashes, unless it is said otherwise, in either kind of quotes.
 * @param limit How many tokens are wanted, from the first on.
 */
export function tokenize(text: string, limit = Infinity, backslashes = true): Token[] {
  const tokens: Token[] = []
  for (let at = skipSpace(text, 0); at < text.length && tokens.length < limit;) {
    const token = tokenAt(text, at, backslashes)
    tokens.push(token)
    at = skipSpace(text, token.end)
  }
  return tokens
}

export const isWord = (token: Token | undefined, value: string): boolean =>
  token?.type === 'word' && token.value === value
export const isSign = (token: Token | undefined, value: string): boolean =>
  token?.type === 'sign' && token.value === value

const [single, double, backtick, backslash, hash, star, minus, slash, at_, dot] = [39, 34, 96, 92, 35, 42, 45, 47, 64, 46] // prettier-ignore

// Kinds of characters by their code, below 128.
const [Space, Word, Digit, Lone] = [1, 2, 3, 4]
const classes = new Uint8Array(128)
for (let code = 0; code <= 32; code++) classes[code] = Space
classes[127] = Space
for (const char of '(),;.=+*/%~^?{}[]\\') classes[char.charCodeAt(0)] = Lone
for (const char of 'abcdefghijklmnopqrstuvwxyz_$') {
  classes[char.charCodeAt(0)] = Word
  classes[char.toUpperCase().charCodeAt(0)] = Word
}
for (const char of '0123456789') classes[char.charCodeAt(0)] = Digit

const isSpace = (code: number): boolean => (code < 128 ? classes[code] === Space : /[\s\p{Cc}]/u.test(String.fromCharCode(code))) // prettier-ignore
const isOfWord = (code: number): boolean => code > 127 || classes[code] === Word || classes[code] === Digit

/** White space, comments, and the marks around what only some servers run. */
function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) at++
    else {
      const end = skipComment(text, at, code)
      if (end === at) return at
      at = end
    }
  }
  return at
}

function skipComment(text: string, at: number, code: number): number {
  const next = text.charCodeAt(at + 1)
  if (code === hash) return orEnd(text, text.indexOf('\n', at))
  if (code === minus && next === minus && (at + 2 >= text.length || isSpace(text.charCodeAt(at + 2))))
    return orEnd(text, text.indexOf('\n', at))
  if (code === star && next === slash) return at + 2
  if (code !== slash || next !== star) return at
  mark.lastIndex = at
  if (mark.test(text)) return mark.lastIndex
  const end = text.indexOf('*/', at + 2)
  return end === -1 ? text.length : end + 2
}

const mark = /\/\*M?!\d*/y
const orEnd = (text: string, at: number): number => (at === -1 ? text.length : at)

function tokenAt(text: string, start: number, backslashes: boolean): Token {
  const code = text.charCodeAt(start)
  const kind = code < 128 ? classes[code] : Word
  if (kind === Word) {
    const prefixed = text.charCodeAt(start + 1) === single && /[nxb]/i.test(text.charAt(start))
    const end = prefixed ? closing(text, start + 1, single, backslashes) : undefined
    return end === undefined ? word(text, start) : { type: 'string', start, end, value: text.slice(start, end) }
  }
  if (kind === Digit || (code === dot && classes[text.charCodeAt(start + 1)] === Digit))
    return shaped('number', text, start) ?? (kind === Digit ? word(text, start) : sign(text, start))
  if (kind === Lone) return { type: 'sign', start, end: start + 1, value: text.charAt(start) }
  if (code === single || code === double) {
    const end = closing(text, start, code, backslashes)
    if (end !== undefined) return { type: 'string', start, end, value: text.slice(start, end) }
  }
  if (code === backtick) {
    const end = closing(text, start, code, false)
    if (end !== undefined) return quoted(text, start, end)
  }
  return (code === at_ ? shaped('variable', text, start) : undefined) ?? sign(text, start)
}

/** Behind the quote that closes the one there. One that is doubled does not, unless nothing else does. */
function closing(text: string, start: number, quote: number, escapes: boolean): number | undefined {
  let doubled: number | undefined
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (escapes && code === backslash) at++
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1
      doubled = ++at
    }
  }
  return doubled
}

function quoted(text: string, start: number, end: number): Token {
  const value = text.slice(start + 1, end - 1)
  return { type: 'quoted', start, end, value: value.includes('`') ? value.replaceAll('``', '`') : value }
}

function word(text: string, start: number): Token {
  let end = start + 1
  while (end < text.length && isOfWord(text.charCodeAt(end))) end++
  return { type: 'word', start, end, value: text.slice(start, end).toLowerCase() }
}

const shapes = {
  number: /0x[\da-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w$\u0080-\uffff])/iy,
  variable: /@@?(?:[\w$.\u0080-\uffff]+|`(?:[^`]|``)*`)/y,
  sign: /:=|<=>|<=|>=|<>|!=|&&|\|\||->>|->|<<|>>|[^]/y,
} // prettier-ignore

function shaped(type: keyof typeof shapes, text: string, start: number): Token | undefined {
  const shape = shapes[type]
  shape.lastIndex = start
  if (!shape.test(text)) return undefined
  return { type, start, end: shape.lastIndex, value: text.slice(start, shape.lastIndex) }
}

const sign = (text: string, start: number): Token => shaped('sign', text, start) as Token
