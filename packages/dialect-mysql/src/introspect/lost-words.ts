import { isSign, tokenize, type Token } from '../sql/lexer.ts'
import type { About } from './about.ts'
import { unquote } from '../sql/unquote.ts'

/** What is said by saying nothing, or in other words. */
const silent = new Set(
  `default null key index using btree constraint no action on delete update engine innodb charset character set collate stored persistent
  current_timestamp unique`.split(/\s+/),
)

const whole = /^(?:tinyint|smallint|mediumint|int|bigint|year)$/

/** The words of a text, given by its tokens, that another lacks, each as often as it is lacking. Order, signs and what is said by silence do not count. */
export function lostWords(text: readonly Token[], other: string, { charset, collation }: About): string[] {
  const counts = new Map<string, number>()
  for (const word of wordsOf(tokenize(other))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return wordsOf(text).filter((word) => {
    const left = counts.get(word) ?? 0
    counts.set(word, left - 1)
    return left <= 0 && word !== charset && word !== collation
  })
}

function wordsOf(text: readonly Token[]): string[] {
  const tokens = withoutWidths(withoutJsonChecks(text))
  return tokens.flatMap(({ type, value }) => {
    if (type === 'sign' || (type === 'word' && silent.has(value))) return []
    if (type === 'string') return [`'${unquote(value)}`]
    return [type === 'quoted' ? `\`${value}` : value]
  })
}

/** How wide whole numbers are shown says nothing. */
function withoutWidths(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    ({ type }, at) => !(type === 'number' && isSign(tokens[at - 1], '(') && whole.test(tokens[at - 2]?.value ?? '')),
  )
}

/** `longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin … CHECK (json_valid(`a`))` is how MariaDB says json. */
function withoutJsonChecks(tokens: readonly Token[]): Token[] {
  const cut = new Set<number>()
  tokens.forEach((token, at) => {
    if (token.value !== 'json_valid' || tokens[at - 2]?.value !== 'check') return
    for (const place of [at - 2, at, at + 2]) cut.add(place)
    for (let back = at - 3; back > 0 && tokens[back]?.value !== ','; back--) {
      const { type, value } = tokens[back] as Token
      if (type === 'word' && /^(?:longtext|utf8mb4|utf8mb4_bin)$/.test(value)) cut.add(back)
    }
  })
  return tokens.filter(({ type, value }, at) => !cut.has(at) && !(type === 'word' && value === 'json'))
}
