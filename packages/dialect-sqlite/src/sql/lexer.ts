/**
 * SQLite's tokens, as its own tokenizer cuts them. Comments and white space are left out. This lexer wants the whole text; the
 * splitter has its own streaming one, because it needs far less of each token.
 */
type TokenType = 'word' | 'quoted' | 'string' | 'blob' | 'number' | 'variable' | 'operator' | 'illegal'

export interface Token {
  readonly type: TokenType
  /** Where it stands in the text, in UTF-16 code units; `end` is the first unit after it. */
  readonly start: number
  readonly end: number
  /**
   * What it says: the text itself for operators and numbers; the lower-cased text for words (use the offsets for their own
   * spelling); the unquoted content for quoted names and strings.
   */
  readonly value: string
}

const SPACE = 1
const WORD = 2
const DIGIT = 3
const QUOTE = 4
const classes = new Uint8Array(128)
for (const char of ' \t\n\f\r') classes[char.charCodeAt(0)] = SPACE
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[char.charCodeAt(0)] = WORD
for (const char of '0123456789') classes[char.charCodeAt(0)] = DIGIT
for (const char of '\'"`[') classes[char.charCodeAt(0)] = QUOTE

/** Whether a character continues a name. Everything beyond ASCII does, and so does `$`. */
function continuesWord(code: number): boolean {
  return code > 127 || code === 36 || classes[code] === WORD || classes[code] === DIGIT
}

const threeLong = new Set(['->>'])
const twoLong = new Set(['||', '->', '<=', '>=', '<>', '!=', '==', '<<', '>>'])

export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const length = text.length
  while (at < length) {
    const code = text.charCodeAt(at)
    const kind = code > 127 ? (code === 0xfeff ? SPACE : WORD) : classes[code]
    if (kind === SPACE) at++
    else if (kind === WORD) at = word(text, at, tokens)
    else if (kind === QUOTE) at = quoted(text, at, tokens, code)
    else if (kind === DIGIT || (code === 46 && isDigit(text.charCodeAt(at + 1)))) at = number(text, at, tokens)
    else if (code === 45 && text.charCodeAt(at + 1) === 45) at = skipLine(text, at)
    else if (code === 47 && text.charCodeAt(at + 1) === 42 && at + 2 < length) at = skipBlock(text, at)
    else if (code === 63 || code === 64 || code === 58 || code === 36 || code === 35) at = variable(text, at, tokens)
    else at = operator(text, at, tokens)
  }
  return tokens
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

function word(text: string, start: number, tokens: Token[]): number {
  const code = text.charCodeAt(start)
  if ((code === 120 || code === 88) && text.charCodeAt(start + 1) === 39) {
    const close = text.indexOf("'", start + 2)
    const end = close < 0 ? text.length : close + 1
    const digits = text.slice(start + 2, end - 1)
    const valid = close >= 0 && digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits)
    tokens.push({
      type: valid ? 'blob' : 'illegal',
      start,
      end,
      value: valid ? digits.toLowerCase() : text.slice(start, end),
    })
    return end
  }
  let end = start + 1
  while (end < text.length && continuesWord(text.charCodeAt(end))) end++
  tokens.push({ type: 'word', start, end, value: text.slice(start, end).toLowerCase() })
  return end
}

function quoted(text: string, start: number, tokens: Token[], open: number): number {
  if (open === 91) {
    const close = text.indexOf(']', start)
    const end = close < 0 ? text.length : close + 1
    tokens.push({ type: close < 0 ? 'illegal' : 'quoted', start, end, value: text.slice(start + 1, end - 1) })
    return end
  }
  const mark = String.fromCharCode(open)
  let from = start + 1
  for (;;) {
    const close = text.indexOf(mark, from)
    if (close < 0) {
      tokens.push({ type: 'illegal', start, end: text.length, value: text.slice(start) })
      return text.length
    }
    if (text.charCodeAt(close + 1) === open) {
      from = close + 2
      continue
    }
    const inner = text.slice(start + 1, close)
    const value = inner.includes(mark) ? inner.replaceAll(mark + mark, mark) : inner
    tokens.push({ type: open === 39 ? 'string' : 'quoted', start, end: close + 1, value })
    return close + 1
  }
}

const numberShape =
  /0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y

function number(text: string, start: number, tokens: Token[]): number {
  numberShape.lastIndex = start
  let end = numberShape.test(text) ? numberShape.lastIndex : start + 1
  const legal = end
  while (end < text.length && continuesWord(text.charCodeAt(end))) end++
  tokens.push({ type: end === legal ? 'number' : 'illegal', start, end, value: text.slice(start, end) })
  return end
}

function variable(text: string, start: number, tokens: Token[]): number {
  let end = start + 1
  while (end < text.length && continuesWord(text.charCodeAt(end))) end++
  const value = text.slice(start, end)
  tokens.push({ type: value === ':' || value === '@' || value === '$' ? 'illegal' : 'variable', start, end, value })
  return end
}

function operator(text: string, start: number, tokens: Token[]): number {
  const three = text.slice(start, start + 3)
  const two = three.slice(0, 2)
  const value = threeLong.has(three) ? three : twoLong.has(two) ? two : three.slice(0, 1)
  const end = start + value.length
  tokens.push({ type: value === '!' || value.charCodeAt(0) < 32 ? 'illegal' : 'operator', start, end, value })
  return end
}

function skipLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end + 1
}

/** SQLite lets a comment run on to the end of the text. */
function skipBlock(text: string, start: number): number {
  const end = text.indexOf('*/', start + 2)
  return end < 0 ? text.length : end + 2
}
