import { beyond, binding, other, same, unary } from './operators.ts'
import { normaliseType } from './type.ts'
import { spell, tokens, type Token } from './tokens.ts'

/**
 * An expression in one form, whether an author wrote it or the server did: without needless parentheses, and without the casts that the
 * server adds to literals and texts. What is not understood is compared token by token.
 */
export function normaliseExpression(text: string): string {
  const list = tokens(text)
  try {
    const parser = new Parser(list)
    const form = parser.expression(0)
    parser.end()
    return form
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
    return list.map(spell).join(' ')
  }
}

class NotUnderstood extends Error {}

class Parser {
  readonly #list: readonly Token[]
  #at = 0

  constructor(list: readonly Token[]) {
    this.#list = list
  }

  end(): void {
    if (this.#at < this.#list.length) throw new NotUnderstood()
  }

  expression(strength: number): string {
    let left = this.#operand()
    for (;;) {
      const operator = this.#operator()
      const power = operator === undefined ? -1 : (binding[operator] ?? other)
      if (operator === undefined || power <= strength) {
        const suffixed = operator === undefined && strength < 4 ? this.#suffix(left) : undefined
        if (suffixed === undefined) return left
        left = suffixed
        continue
      }
      this.#at++
      const right = this.expression(power)
      const sign = same[operator] ?? operator
      // Chains of AND and OR are one list, however they are nested.
      left = sign === 'and' || sign === 'or' ? flat(sign, left, right) : `(${left} ${sign} ${right})`
    }
  }

  #operator(): string | undefined {
    const token = this.#list[this.#at]
    if (token === undefined) return undefined
    if (token.type === 'operator') return token.value
    return token.type === 'name' && binding[token.value] !== undefined ? token.value : undefined
  }

  /** IS NULL and its kin. */
  #suffix(left: string): string | undefined {
    if (!this.#take('is')) return undefined
    const not = this.#take('not') ? 'not ' : ''
    for (const word of ['null', 'true', 'false', 'unknown']) if (this.#take(word)) return `(${left} is ${not}${word})`
    throw new NotUnderstood()
  }

  #operand(): string {
    if (this.#take('not')) return `(not ${this.expression(unary.not)})`
    const token = this.#list[this.#at++]
    if (token === undefined) throw new NotUnderstood()
    if (token.type === 'operator' && token.value === '-') {
      const form = this.expression(unary.minus)
      return this.#casts(/^'[\d.]/.test(form) ? `'-${form.slice(1)}` : `(- ${form})`)
    }
    if (token.type === 'string' || token.type === 'number')
      return this.#casts(spell({ type: 'string', value: token.value }))
    if (token.type === 'sign' && token.value === '(') {
      const form = this.expression(0)
      this.#need(')')
      return this.#casts(form)
    }
    if (token.type === 'name' || token.type === 'quoted') return this.#casts(this.#named(token))
    throw new NotUnderstood()
  }

  /** A column, a constant, a function's call, an array. */
  #named(token: Token): string {
    if (token.type === 'name' && beyond.has(token.value)) throw new NotUnderstood()
    if (token.type === 'name' && token.value === 'array') return `array[${this.#items('[', ']')}]`
    let name = spell(token)
    while (this.#take('.')) {
      const next = this.#list[this.#at++]
      if (next === undefined || (next.type !== 'name' && next.type !== 'quoted')) throw new NotUnderstood()
      name = name === 'public' || name === 'pg_catalog' ? spell(next) : `${name}.${spell(next)}`
    }
    const isCall = this.#list[this.#at]?.value === '(' && this.#list[this.#at]?.type === 'sign'
    return isCall ? `${name}(${this.#items('(', ')')})` : name
  }

  #items(open: string, close: string): string {
    this.#need(open)
    const items: string[] = []
    if (this.#take(close)) return ''
    do items.push(this.expression(0))
    while (this.#take(','))
    this.#need(close)
    return items.join(', ')
  }

  #casts(form: string): string {
    let result = form
    while (this.#take('::')) {
      const type = this.#type()
      const silent = /^(text|character varying)(\[\])?$/.test(type)
      if (!(silent || isLiteral(result))) result = `${result}::${type}`
    }
    return result
  }

  #type(): string {
    let text = ''
    for (;;) {
      const token = this.#list[this.#at]
      const isName = token?.type === 'name' || token?.type === 'quoted'
      if (
        token === undefined ||
        !(isName || token.value === '.') ||
        (isName && text !== '' && !text.endsWith('.') && !more.has(token.value))
      )
        break
      text += `${text === '' || text.endsWith('.') || token.value === '.' ? '' : ' '}${spell(token)}`
      this.#at++
      text += this.#modifiers()
    }
    while (this.#take('[')) {
      this.#need(']')
      text += '[]'
    }
    return normaliseType(text)
  }

  #modifiers(): string {
    if (this.#list[this.#at]?.value !== '(' || this.#list[this.#at + 1]?.type !== 'number') return ''
    const end = this.#list.findIndex((token, at) => at > this.#at && token.value === ')')
    if (end === -1) throw new NotUnderstood()
    const text = this.#list
      .slice(this.#at, end + 1)
      .map(spell)
      .join('')
    this.#at = end + 1
    return text
  }

  #take(value: string): boolean {
    const token = this.#list[this.#at]
    if (token === undefined || token.type === 'quoted' || token.type === 'string' || token.value !== value) return false
    this.#at++
    return true
  }

  #need(value: string): void {
    if (!this.#take(value)) throw new NotUnderstood()
  }
}

/** The further words of a type's name. */
const more = new Set(['varying', 'precision', 'with', 'without', 'time', 'zone'])

const isLiteral = (form: string): boolean => /^'(?:[^']|'')*'$/.test(form) || form === 'null'

function flat(sign: string, left: string, right: string): string {
  const inner = (form: string): string => (form.startsWith(`${sign}(`) ? form.slice(sign.length + 1, -1) : form)
  return `${sign}(${inner(left)}; ${inner(right)})`
}
