/**
 * PostgreSQL's tokens, as its own lexer cuts them (with standard_conforming_strings on). Comments and white space are left out. This lexer
 * wants the whole text; the splitter has its own streaming one, because it needs far less of each token.
 */
type TokenType = 'word' | 'quoted' | 'string' | 'number' | 'param' | 'operator' | 'illegal'

export interface Token {
  readonly type: TokenType
  /** Where it stands in the text, in UTF-16 code units; `end` is the first unit after it. */
  readonly start: number
  readonly end: number
  /**
   * What it says: the lower-cased text for words (use the offsets for their own spelling); the content, unquoted, for quoted names
   * and strings, with the backslashes of E'…' and U&'…' as they stand; the text itself for all else.
   */
  readonly value: string
}

const wordShape = /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy
const numberShape = /0x[\da-f_]+|0o[0-7_]+|0b[01_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?/iy
const tagShape = /\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/iy
const spaceShape = /(?:[ \t\n\r\f\v]|--[^\n\r]*)+/y
/** What may follow a string's end so that the string goes on: white space with a line break in it. */
const goesOn = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*(?=[\n\r]))*'/y
const operatorChars = '+-*/<>=~!@#%^&|`?'

/** @param limit How many tokens are wanted, from the first on. */
export function tokenize(text: string, limit = Infinity): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (tokens.length < limit) {
    at = skip(text, at)
    if (at >= text.length) break
    const token = next(text, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function match(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at
  return shape.test(text) ? shape.lastIndex : -1
}

function skip(text: string, start: number): number {
  let at = start
  for (;;) {
    if (text.startsWith('/*', at)) at = blockEnd(text, at)
    else {
      const end = match(spaceShape, text, at)
      if (end === -1) return at
      at = end
    }
  }
}

/** Comments nest. One that nothing closes runs on to the end. */
function blockEnd(text: string, start: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = start
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}

function next(text: string, start: number): Token {
  const char = text.charAt(start)
  if (char === "'") return string(text, start, start, false)
  if (char === '"') return quotedName(text, start, start)
  if (char === '$') return dollar(text, start)
  const number = match(numberShape, text, start)
  if (number !== -1) return token('number', text, start, number)
  const word = match(wordShape, text, start)
  if (word !== -1)
    return (
      prefixed(text, start, word) ?? {
        ...token('word', text, start, word),
        value: text.slice(start, word).toLowerCase(),
      }
    )
  if (text.startsWith('::', start) || text.startsWith(':=', start) || text.startsWith('..', start))
    return token('operator', text, start, start + 2)
  if (operatorChars.includes(char)) return token('operator', text, start, operatorEnd(text, start))
  return token('()[],;:.'.includes(char) ? 'operator' : 'illegal', text, start, start + 1)
}

const token = (type: TokenType, text: string, start: number, end: number): Token => ({
  type,
  start,
  end,
  value: text.slice(start, end),
})

/** E'…', B'…', X'…', N'…', U&'…' and U&"…" are one token each. */
function prefixed(text: string, start: number, end: number): Token | undefined {
  if (end - start !== 1) return undefined
  const letter = text.charAt(start).toLowerCase()
  if (text.charAt(end) === "'" && 'ebxn'.includes(letter)) return string(text, start, end, letter === 'e')
  if (letter !== 'u' || text.charAt(end) !== '&') return undefined
  if (text.charAt(end + 1) === "'") return string(text, start, end + 1, false)
  return text.charAt(end + 1) === '"' ? quotedName(text, start, end + 1) : undefined
}

function string(text: string, start: number, quote: number, escapes: boolean): Token {
  let value = ''
  let from = quote + 1
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (escapes && char === '\\') at++
    else if (char === "'") {
      value += text.slice(from, at)
      const more = match(goesOn, text, at + 1)
      if (text.charAt(at + 1) === "'") {
        value += "'"
        at++
      } else if (more === -1) return { type: 'string', start, end: at + 1, value }
      else at = more - 1
      from = at + 1
    }
  }
  return token('illegal', text, start, text.length)
}

function quotedName(text: string, start: number, quote: number): Token {
  for (let from = quote + 1; ;) {
    const close = text.indexOf('"', from)
    if (close === -1) return token('illegal', text, start, text.length)
    if (text.charAt(close + 1) !== '"')
      return { type: 'quoted', start, end: close + 1, value: text.slice(quote + 1, close).replaceAll('""', '"') }
    from = close + 2
  }
}

function dollar(text: string, start: number): Token {
  const body = match(tagShape, text, start)
  if (body === -1) {
    const digits = match(/\$\d+/y, text, start)
    return digits === -1 ? token('illegal', text, start, start + 1) : token('param', text, start, digits)
  }
  const tag = text.slice(start, body)
  const close = text.indexOf(tag, body)
  if (close === -1) return token('illegal', text, start, text.length)
  return { type: 'string', start, end: close + tag.length, value: text.slice(body, close) }
}

/** An operator ends before a comment; and before a trailing + or -, unless it holds a character that no operator of the standard has. */
function operatorEnd(text: string, start: number): number {
  let end = start + 1
  while (
    end < text.length &&
    operatorChars.includes(text.charAt(end)) &&
    !text.startsWith('--', end) &&
    !text.startsWith('/*', end)
  )
    end++
  const special = /[~!@#%^&|`?]/.test(text.slice(start, end))
  if (special) return end
  while (end - start > 1 && '+-'.includes(text.charAt(end - 1))) end--
  return end
}
