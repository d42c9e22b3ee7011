import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'
import { unquote } from '../sql/unquote.ts'

/** Something that the server shows and that nobody here knows: better told than lost. */
export class Unknown extends Error {}

/** Reads what SHOW CREATE answers, word by word. Whatever is not expected is {@link Unknown}. */
export class Cursor {
  readonly text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.text = text
    this.#tokens = tokenize(text)
  }

  /** All of them. */
  get tokens(): readonly Token[] {
    return this.#tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** Steps over these words, if they are what comes next. */
  words(...words: readonly string[]): boolean {
    if (!words.every((word, step) => isWord(this.#tokens[this.#at + step], word))) return false
    this.#at += words.length
    return true
  }

  sign(sign: string): boolean {
    if (!isSign(this.next, sign)) return false
    this.#at++
    return true
  }

  take(): Token {
    const token = this.next
    if (token === undefined) throw new Unknown('an end in the middle')
    this.#at++
    return token
  }

  expect(sign: string): void {
    if (!this.sign(sign)) throw this.unknown()
  }

  /** A name in its quotes, or a bare word as it is written. */
  name(): string {
    const token = this.take()
    if (token.type === 'quoted') return token.value
    if (token.type !== 'word') throw new Unknown(token.value)
    return this.text.slice(token.start, token.end)
  }

  string(): string {
    const token = this.take()
    if (token.type !== 'string') throw new Unknown(token.value)
    return unquote(token.value)
  }

  /** What stands between the next parenthesis and the one that closes it. */
  parentheses(): string {
    this.expect('(')
    const start = this.next?.start ?? 0
    for (let depth = 1; ;) {
      const token = this.take()
      if (isSign(token, '(')) depth++
      if (isSign(token, ')')) depth--
      if (depth === 0) return this.text.slice(start, token.start).trim()
    }
  }

  /** The text from a token to the one that was taken last, without the marks around what only some versions run. */
  since(start: Token): string {
    let [text, end] = ['', start.start]
    for (const token of this.#tokens.slice(this.#tokens.lastIndexOf(start, this.#at), this.#at)) {
      const gap = this.text.slice(end, token.start)
      text += (/\/\*|\*\//.test(gap) ? ' ' : gap) + this.text.slice(token.start, token.end)
      end = token.end
    }
    return text
  }

  /** All that is left, as it stands. */
  rest(): string {
    const start = this.next
    this.#at = this.#tokens.length
    return start === undefined ? '' : this.since(start)
  }

  unknown(): Unknown {
    return new Unknown(this.next?.value ?? 'an end in the middle')
  }
}
