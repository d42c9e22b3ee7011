import type { Recovery } from '@lithify/core'
import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'

type SessionUse = ReturnType<NonNullable<Recovery['sessionUse']>>

/** Functions that tell the same to whoever asks. */
const plain: ReadonlySet<string> = new Set(['concat', 'concat_ws', 'replace', 'ifnull', 'coalesce'])
const asking: ReadonlySet<string> = new Set(['last_insert_id', 'row_count', 'found_rows'])
const worthReading =
  /^\s*(?:set|use|create|prepare|handler|lock|unlock)\b|last_insert_id|row_count|found_rows|@|\binto\b/i

/** What a statement has to do with its session: see the contract. */
export function sessionUse(sql: string): SessionUse {
  if (!worthReading.test(sql)) return undefined
  const tokens = tokenize(sql)
  const [first, second, third] = tokens
  if (isWord(first, 'set')) return settles(tokens) ? 'sets' : 'keeps'
  if (isWord(first, 'lock') || isWord(first, 'unlock'))
    return isWord(second, 'tables') || isWord(second, 'table') ? 'locks' : undefined
  if (isWord(first, 'use') || isWord(first, 'prepare') || isWord(first, 'handler')) return 'keeps'
  if (isWord(first, 'create') && (isWord(second, 'temporary') || isWord(tokens[3], 'temporary'))) return 'keeps'
  // The bodies of routines have a session of their own time.
  if (isWord(first, 'create') || third === undefined) return undefined
  if (tokens.some((token, at) => assigns(token, tokens[at - 1], tokens[at + 1]))) return 'keeps'
  return tokens.some(({ type, value }, at) => type === 'word' && asking.has(value) && isSign(tokens[at + 1], '('))
    ? 'asks'
    : undefined
}

/** A user's variable that gets a value: `@n := …`, `SELECT … INTO @n`. */
function assigns(token: Token, before: Token | undefined, behind: Token | undefined): boolean {
  if (token.type !== 'variable' || token.value.startsWith('@@')) return false
  return isSign(behind, ':=') || isWord(before, 'into')
}

/** Whether all that is set is in the statement itself, or was the session's from the start. */
function settles(tokens: readonly Token[]): boolean {
  return !tokens.some((token, at) => {
    if (isWord(token, 'select')) return true
    return isSign(token, '(') && tokens[at - 1]?.type === 'word' && !plain.has(tokens[at - 1]?.value ?? '')
  })
}
