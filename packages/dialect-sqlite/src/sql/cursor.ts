import { isOperator } from './normalise.ts'
import { tokenize, type Token } from './lexer.ts'

/** Thrown by the parsers where a text holds what they do not know wholly. Its object is then kept as text. */
export class NotUnderstood extends Error {}

/** Walks over the tokens of a text. */
export class Cursor {
  readonly text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string, tokens: readonly Token[] = tokenize(text)) {
    this.text = text
    this.#tokens = tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  next(): Token {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new NotUnderstood('the text ends too soon')
    return token
  }

  /** Whether the next tokens are these key words, bare. */
  at(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.#tokens[this.#at + index]
      return token !== undefined && token.type === 'word' && token.value === word
    })
  }

  /** Steps over these key words when they are next. */
  take(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false
    this.#at += words.length
    return true
  }

  expect(...words: readonly string[]): void {
    if (!this.take(...words)) this.fail()
  }

  atOperator(value: string): boolean {
    return isOperator(this.peek(), value)
  }

  takeOperator(value: string): boolean {
    if (!this.atOperator(value)) return false
    this.#at++
    return true
  }

  expectOperator(value: string): void {
    if (!this.takeOperator(value)) this.fail()
  }

  /** A name as it was meant: unquoted. SQLite takes a string for a name, too. */
  name(): string {
    const token = this.next()
    if (token.type === 'word') return this.text.slice(token.start, token.end)
    if (token.type === 'quoted' || token.type === 'string') return token.value
    return this.fail()
  }

  /** A name that may be preceded by the name of its database. */
  qualifiedName(): string {
    const name = this.name()
    return this.takeOperator('.') ? this.name() : name
  }

  /** The tokens up to the closing parenthesis, which is stepped over; the opening one must be next. */
  enclosed(): Token[] {
    this.expectOperator('(')
    const from = this.#at
    let depth = 1
    while (depth > 0) {
      const token = this.next()
      if (isOperator(token, '(')) depth++
      else if (isOperator(token, ')')) depth--
    }
    return this.#tokens.slice(from, this.#at - 1)
  }

  /** The text of some tokens in a row, from the first to the last, without what stands around them. */
  slice(tokens: readonly Token[]): string {
    const first = tokens[0]
    const last = tokens.at(-1)
    return first === undefined || last === undefined ? this.fail() : this.text.slice(first.start, last.end)
  }

  rest(): Token[] {
    const tokens = this.#tokens.slice(this.#at)
    this.#at = this.#tokens.length
    return tokens
  }

  fail(): never {
    const token = this.#tokens[this.#at - 1] ?? this.#tokens[this.#at]
    throw new NotUnderstood(
      token === undefined ? 'the text ends too soon' : `at ${JSON.stringify(this.text.slice(token.start, token.end))}`,
    )
  }
}

/** Cuts a list of tokens at the commas that are in no parentheses. */
export function atCommas(tokens: readonly Token[]): Token[][] {
  const lists: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (isOperator(token, '(')) depth++
    else if (isOperator(token, ')')) depth--
    if (depth === 0 && isOperator(token, ',')) lists.push([])
    else (lists.at(-1) as Token[]).push(token)
  }
  return lists
}
