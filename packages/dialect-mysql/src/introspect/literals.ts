import { isUtf8 } from 'node:buffer'
import { tokenize, type Token } from '../sql/lexer.ts'
import { unquote } from '../sql/unquote.ts'
import { Unknown } from './cursor.ts'

/** Behind an underscore, each says in which character set the bytes of the string behind it are. */
const charsets = new Set(
  `armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030 gb2312 gbk geostd8 greek hebrew hp8 keybcs2
  koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32 utf8 utf8mb3 utf8mb4`.split(
    /\s+/,
  ),
)

/** A string literal whose bytes are what they are in a character set of its own, and do not follow the text around it into another one. */
export interface Introduced {
  readonly token: Token
  readonly charset: string
  /** What stands in the quotes, character by character. */
  readonly content: string
}

/** Such strings in a text, as far as they hold more than ASCII. */
export function introducedIn(tokens: readonly Token[], backslashes: boolean): Introduced[] {
  return tokens.flatMap((token, at): Introduced[] => {
    if (!isLiteral(token) || !hasLetters(token.value)) return []
    const charset = charsetOf(tokens, at)
    if (charset === undefined) {
      // Strings in a row are one string, in the character set of the first.
      const first = tokens.slice(0, at).findLastIndex((each) => each.type !== 'string')
      if (first !== at - 1 && charsetOf(tokens, first + 1) !== undefined)
        throw new Unknown('strings in a row, in a character set of their own')
      return []
    }
    return [{ token, charset, content: unquote(token.value, backslashes) }]
  })
}

const isLiteral = ({ type, value }: Token): boolean => type === 'string' && /^n?['"]/i.test(value)

function charsetOf(tokens: readonly Token[], at: number): string | undefined {
  const [before, token] = [tokens[at - 1], tokens[at]]
  if (/^n/i.test(token?.value ?? '')) return 'utf8mb3'
  const named = before?.type === 'word' && before.value.startsWith('_') ? before.value.slice(1) : ''
  return charsets.has(named) ? named : undefined
}

/** Such a string as digits, which are the same bytes in every text. */
export const introducedText = ({ token }: Pick<Introduced, 'token'>, bytes: Buffer): string =>
  `${/^n/i.test(token.value) ? '_utf8mb3 ' : ''}${bytesText(bytes)}`

export const bytesText = (bytes: Buffer): string => `x'${bytes.toString('hex')}'`

/** How the text of an object came about. */
export interface Origin {
  /** The server writes it anew from what it understood; else it is what somebody wrote. */
  readonly printed: boolean
  readonly backslashes: boolean
  /** What stands before a string whose bytes are no characters, where it says nothing itself. Absent: such a string cannot be written. */
  readonly bare?: string | undefined
}

/**
 * A text whose names and strings are in Unicode, as text. Literals in character sets of their own are in those, byte by byte, and so are bytes that are
 * no characters at all: they become digits.
 * @throws Unknown when there is something in it that cannot be written in Unicode.
 */
export function decode(raw: Buffer, { printed, backslashes, bare }: Origin): string {
  if (raw.every((byte) => byte < 128)) return raw.toString('latin1')
  // A character for each byte: what quotes and delimits is ASCII, and no part of a longer character.
  const text = raw.toString('latin1')
  const tokens = tokenize(text, Infinity, backslashes)
  const introduced = new Map(introducedIn(tokens, backslashes).map((each) => [each.token, each]))
  const changed = replaced(text, tokens, (token) => {
    const own = introduced.get(token)
    const bytes = Buffer.from(own?.content ?? token.value, 'latin1')
    if (own !== undefined) return (printed && !own.charset.startsWith('utf8')) || !isUtf8(bytes) ? introducedText(own, bytes) : undefined // prettier-ignore
    if (bare === undefined || !isLiteral(token) || isUtf8(bytes)) return undefined
    return `${bare}${bytesText(Buffer.from(unquote(token.value, backslashes), 'latin1'))}`
  })
  const bytes = Buffer.from(changed, 'latin1')
  if (!isUtf8(bytes)) throw new Unknown('bytes that are no characters')
  return bytes.toString()
}

/** A text with some of its tokens written in another way. */
export function replaced(text: string, tokens: readonly Token[], write: (token: Token) => string | undefined): string {
  let [made, at] = ['', 0]
  for (const token of tokens) {
    const other = write(token)
    if (other === undefined) continue
    // Digits must not run into what stands before them.
    const gap = /\w$/.test(text.slice(0, token.start)) && /^\w/.test(other) ? ' ' : ''
    made += text.slice(at, token.start) + gap + other
    at = token.end
  }
  return made + text.slice(at)
}

/** Anything but ASCII. */
export const hasLetters = (text: string): boolean => /[\u0080-\uffff]/.test(text)
