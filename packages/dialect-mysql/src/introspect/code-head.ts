import { isSign, isWord, type Token } from '../sql/lexer.ts'

const characteristics = new Set(
  'not deterministic contains no reads modifies sql data security definer invoker language aggregate comment'.split(
    ' ',
  ),
)

/** What the server writes before the parameters of a routine, the schedule of an event, the body of a trigger: users and names. */
export function headOf(tokens: readonly Token[]): Token[] {
  const end = tokens.findIndex(
    (token, at) =>
      isSign(token, '(') ||
      (isWord(token, 'for') && isWord(tokens[at + 1], 'each')) ||
      (isWord(token, 'on') && isWord(tokens[at + 1], 'schedule')),
  )
  return tokens.slice(0, Math.max(0, end))
}

/** The comment of a routine or event, which stands before its body. */
export function commentIn(text: string, tokens: readonly Token[]): Token | undefined {
  const kind = tokens.find(({ type, value }) => type === 'word' && /^(?:function|procedure|event)$/.test(value))?.value
  if (kind === undefined) return undefined
  const at = kind === 'event' ? tokens.findIndex((token) => isWord(token, 'do')) : afterParameters(text, tokens)
  const found = tokens.findIndex(
    (token, place) =>
      isWord(token, 'comment') && tokens[place + 1]?.type === 'string' && (kind === 'event' ? place < at : place >= at),
  )
  if (found === -1) return undefined
  // Between the parameters and it there is nothing but what a routine is.
  const between = kind === 'event' ? [] : tokens.slice(at, found)
  return between.every(({ type, value }) => type === 'word' && characteristics.has(value))
    ? tokens[found + 1]
    : undefined
}

/** Behind the parameters, and the type that a function returns, at whose end the server begins a new line. */
function afterParameters(text: string, tokens: readonly Token[]): number {
  let [depth, at] = [0, tokens.findIndex((token) => isSign(token, '('))]
  do {
    if (isSign(tokens[at], '(')) depth++
    if (isSign(tokens[at], ')')) depth--
    at++
  } while (depth > 0 && at < tokens.length)
  if (!isWord(tokens[at], 'returns')) return at
  const start = tokens[at]?.start ?? 0
  const next = tokens.findIndex((token) => token.start > start && text.slice(start, token.start).includes('\n'))
  return next === -1 ? tokens.length : next
}
