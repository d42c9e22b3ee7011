import { keywords } from './keywords.ts'
import { tokenize, type Token } from './lexer.ts'

const plainName = /^[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*$/

/**
 * One spelling for all texts that differ only in white space, comments, the case of key words and functions, or in quotes
 * around a name that needs none. Names keep their case: in files of old a name in double quotes may be a string in truth.
 */
export function normalise(text: string): string {
  return spell(text, withoutSemicolons(tokenize(text)))
}

/** The same for an expression, for which parentheses around the whole of it mean nothing. */
export function normaliseExpression(text: string): string {
  return spell(text, unwrap(withoutSemicolons(tokenize(text))))
}

function withoutSemicolons(tokens: Token[]): Token[] {
  while (tokens.at(-1)?.value === ';' && tokens.at(-1)?.type === 'operator') tokens.pop()
  return tokens
}

function spell(text: string, tokens: readonly Token[]): string {
  let result = ''
  for (let index = 0; index < tokens.length; index++) {
    if (index > 0) result += ' '
    result += spellToken(text, tokens[index] as Token, tokens[index + 1])
  }
  return result
}

function spellToken(text: string, token: Token, next: Token | undefined): string {
  switch (token.type) {
    case 'word':
      return keywords.has(token.value) || next?.value === '(' ? token.value : text.slice(token.start, token.end)
    case 'quoted':
      if (plainName.test(token.value) && !keywords.has(token.value.toLowerCase()))
        return next?.value === '(' ? token.value.toLowerCase() : token.value
      return `"${token.value.replaceAll('"', '""')}"`
    case 'string':
      return text.slice(token.start, token.end)
    case 'blob':
      return `x'${token.value}'`
    default:
      return token.value
  }
}

/** Takes away the parentheses that enclose all of the tokens. */
export function unwrap(tokens: Token[]): Token[] {
  let list = tokens
  while (list.length > 2 && wrapped(list)) list = list.slice(1, -1)
  return list
}

/** Whether one pair of parentheses encloses all of the tokens. */
export function wrapped(tokens: readonly Token[]): boolean {
  return isOperator(tokens[0], '(') && closes(tokens) === tokens.length - 1
}

/** The index of the parenthesis that closes the one which the list begins with. */
function closes(tokens: readonly Token[]): number {
  let depth = 0
  for (let index = 0; index < tokens.length; index++) {
    if (isOperator(tokens[index], '(')) depth++
    else if (isOperator(tokens[index], ')') && --depth === 0) return index
  }
  return -1
}

export function isOperator(token: Token | undefined, value: string): boolean {
  return token !== undefined && token.type === 'operator' && token.value === value
}

/** A type's name, as it is compared: SQLite looks at it without regard to case. */
export function normaliseType(type: string): string {
  return spellType(type).toLowerCase()
}

/** A type's name with single spaces and none around parentheses: `double precision`, `numeric(10,2)`. */
export function spellType(type: string): string {
  if (/^\w*$/.test(type)) return type
  let result = ''
  let glue = true
  for (const token of tokenize(type)) {
    const text = type.slice(token.start, token.end)
    const tight = text === '(' || text === ')' || text === ','
    result += glue || tight ? text : ` ${text}`
    glue = text === '(' || text === ',' || text === '+' || text === '-'
  }
  return result
}
