import { unquote } from '../sql/unquote.ts'
import { quoteString } from '../names.ts'
import { tokenize, type Token } from '../sql/lexer.ts'

/** Operators from the weakest to the strongest, in their one spelling. NOT stands between AND and comparisons, signs above all of them. */
const levels = ['or', 'xor', 'and', '', '= <=> >= > <= < <>', '|', '&', '<< >>', '- +', '* / div %', '^'].map((list) =>
  list.split(' '),
)
const [notLevel, comparison, sign] = [3, 4, 11]

const spellings: Readonly<Record<string, string>> = { '!=': '<>', '&&': 'and', '||': 'or', 'mod': '%' } // prettier-ignore

class Foreign extends Error {}

/**
 * An expression with a parenthesis around every operation, names in their quotes and small letters, without the character sets that the servers put
 * before strings: so that what an author writes and what either server makes of it are the same. What is not understood keeps its tokens, and
 * its parentheses.
 */
export function normaliseExpression(text: string): string {
  const tokens = tokenize(text).filter(({ type, value }, at, all) => !isIntroducer(type, value, all[at + 1]))
  try {
    const parser = new Parser(tokens)
    const found = parser.expression(0)
    return parser.done ? found : spelled(tokens)
  } catch (error) {
    if (error instanceof Foreign) return spelled(tokens)
    throw error
  }
}

const isIntroducer = (type: Token['type'], value: string, next: Token | undefined): boolean =>
  type === 'word' && value.startsWith('_') && next?.type === 'string'

const spelled = (tokens: readonly Token[]): string => tokens.map(spell).join(' ')

function spell({ type, value }: Token): string {
  if (type === 'string') return /^['"]/.test(value) ? quoteString(unquote(value)) : value.toLowerCase()
  return type === 'quoted' ? value.toLowerCase() : value
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  expression(level: number): string {
    let left = this.#operand(level)
    for (;;) {
      const next = this.#infix(left, level)
      if (next === undefined) return left
      left = next
    }
  }

  #infix(left: string, level: number): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.type === 'quoted') return undefined
    const operator = spellings[token.value] ?? token.value
    const strength = levels.findIndex((each) => each.includes(operator))
    if (strength >= level && operator !== '') {
      this.#at++
      return `(${left} ${operator} ${this.expression(strength + 1)})`
    }
    return level <= comparison ? this.#predicate(left) : undefined
  }

  #predicate(left: string): string | undefined {
    if (this.#word('is')) {
      const not = this.#word('not') ? 'not ' : ''
      return `(${left} is ${not}${this.#take().value})`
    }
    const negated = this.#tokens[this.#at]?.value === 'not'
    const word = this.#tokens[negated ? this.#at + 1 : this.#at]?.value
    if (word === undefined || !['in', 'like', 'regexp', 'rlike', 'between'].includes(word)) return undefined
    this.#at += negated ? 2 : 1
    const not = negated ? 'not ' : ''
    if (word === 'in') return `(${left} ${not}in ${this.#list()})`
    const right = this.expression(comparison + 1)
    if (word !== 'between') return `(${left} ${not}${word} ${right})`
    if (!this.#word('and')) throw new Foreign()
    return `(${left} ${not}between ${right} and ${this.expression(comparison + 1)})`
  }

  #operand(level: number): string {
    const token = this.#take()
    if (token.value === '(' && token.type === 'sign') {
      const inner = this.expression(0)
      if (!this.#sign(')')) throw new Foreign()
      return inner
    }
    if (token.type === 'word' && token.value === 'not' && level <= notLevel) return `(not ${this.expression(notLevel)})`
    if (token.type === 'sign' && /^[-+~!]$/.test(token.value)) {
      const operand = this.expression(sign)
      if (token.value === '!') return `(not ${operand})`
      return /^[\d.]/.test(operand) ? `${token.value}${operand}` : `(${token.value} ${operand})`
    }
    if (
      token.type === 'sign' ||
      (token.type === 'word' && /^(?:case|interval|binary|select|exists|cast|convert)$/.test(token.value))
    )
      throw new Foreign()
    return this.#behind(token)
  }

  /** A name with its table, a call with its arguments. */
  #behind(token: Token): string {
    let text = spell(token)
    while ((token.type === 'quoted' || token.type === 'word') && this.#sign('.')) text += `.${spell(this.#take())}`
    if (token.type === 'word' && this.#tokens[this.#at]?.value === '(') return `${text}${this.#list()}`
    if (this.#word('collate')) text = `(${text} collate ${this.#take().value})`
    return text
  }

  #list(): string {
    if (!this.#sign('(')) throw new Foreign()
    const items: string[] = []
    if (this.#sign(')')) return '()'
    do items.push(this.expression(0))
    while (this.#sign(','))
    if (!this.#sign(')')) throw new Foreign()
    return `(${items.join(', ')})`
  }

  #take(): Token {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new Foreign()
    return token
  }

  #word(word: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.type !== 'word' || token.value !== word) return false
    this.#at++
    return true
  }

  #sign(value: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.type !== 'sign' || token.value !== value) return false
    this.#at++
    return true
  }
}
