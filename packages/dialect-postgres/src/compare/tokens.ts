import { tokenize } from '../sql/lexer.ts'

/** A piece of SQL as far as comparing needs it. Names and key words are folded, strings are their value. */
export interface Token {
  readonly type: 'name' | 'quoted' | 'string' | 'number' | 'operator' | 'sign'
  readonly value: string
}

const signs = new Set(['(', ')', '[', ']', ',', ';', ':', '.', '::'])

export function tokens(text: string): Token[] {
  return tokenize(text).map(({ type, value, start }): Token => {
    if (type === 'word') return { type: 'name', value }
    if (type === 'string') return { type, value: /e/i.test(text[start] ?? '') ? unescape(value) : value }
    if (type === 'quoted' || type === 'number') return { type, value }
    return { type: signs.has(value) ? 'sign' : 'operator', value }
  })
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

const unescape = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter)

/** One spelling for each token, so that a quoted name is what it is without quotes, where it can be. */
export function spell({ type, value }: Token): string {
  if (type === 'string') return `'${value.replaceAll("'", "''")}'`
  if (type === 'quoted') return /^[a-z_][a-z0-9_$]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`
  return value
}
