import { isSign, type Token } from '../sql/lexer.ts'

/** The tokens of each column of a table as it is shown, from its name on. */
export function columnsOf(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = []
  let depth = 0
  let inColumn = false
  for (const [at, token] of tokens.entries()) {
    if (isSign(token, ')')) depth--
    if (depth === 0 && found.length > 0 && isSign(token, ')')) break
    const begins = depth === 1 && (isSign(tokens[at - 1], '(') || isSign(tokens[at - 1], ','))
    if (begins) inColumn = token.type === 'quoted'
    if (begins && inColumn) found.push([])
    if (inColumn && !(depth === 1 && isSign(token, ','))) found.at(-1)?.push(token)
    if (isSign(token, '(')) depth++
  }
  return found
}
