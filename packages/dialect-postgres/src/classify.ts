import type { Statement } from '@lithify/core'
import { tokenize, type Token } from './sql/lexer.ts'

type Marks = Pick<Statement, 'control' | 'transactional'>

const none: Marks = {}
const outside: Marks = { transactional: false }

const remarkable: ReadonlySet<string> = new Set([
  'begin', 'start', 'commit', 'end', 'abort', 'rollback', 'savepoint', 'release', 'prepare',
  'vacuum', 'create', 'drop', 'alter', 'reindex', 'cluster', 'discard',
]) // prettier-ignore

/**
 * Whether {@link classify} may have something to say about a statement that begins with these words. The splitter asks before it has a statement cut
 * into tokens: by far most statements of a dump create something that can be created anywhere.
 */
export function isRemarkable(first: string, second: string): boolean {
  return (
    remarkable.has(first) && (first !== 'create' || /^(?:index|unique|database|tablespace|subscription)$/.test(second))
  )
}

/**
 * What a runner has to know about a statement before it sends it: whether it controls the transaction, and whether the server surely refuses it
 * inside of one. Where that depends on more than the text (DROP SUBSCRIPTION, REINDEX of a partitioned table), the server's refusal is
 * reported as what it is: see failure.ts.
 */
export function classify(text: string): Marks {
  const [first, second, third, fourth] = tokenize(text, 4).map(wordOf)
  switch (first) {
    case 'begin':
    case 'start':
      return { control: 'begin' }
    case 'commit':
    case 'end':
      return second === 'prepared' ? outside : { control: 'commit' }
    case 'rollback':
    case 'abort':
      if (second === 'prepared') return outside
      return { control: second === 'to' || third === 'to' ? 'savepoint' : 'rollback' }
    case 'savepoint':
    case 'release':
      return { control: 'savepoint' }
    case 'prepare':
      return second === 'transaction' ? { control: 'commit' } : none
    case 'vacuum':
      return outside
    case 'discard':
      return second === 'all' ? outside : none
    case 'create':
      return create(text, second, [second, third, fourth])
    case 'drop':
      return (second === 'index' && third === 'concurrently') || second === 'database' || second === 'tablespace'
        ? outside
        : none
    case 'alter':
      return alter(text, second)
    case 'reindex':
      return reindex(text)
    case 'cluster':
      // Of all tables, with or without options.
      return /^cluster\s*(?:verbose\s*)?$/i.test(tokenize(text).map(({ value }) => value).join(' ').replace(/\(.*\)/, '')) ? outside : none // prettier-ignore
    default:
      return none
  }
}

const wordOf = (token: Token): string => (token.type === 'word' ? token.value : '')

function create(text: string, what: string | undefined, words: readonly (string | undefined)[]): Marks {
  if (what === 'database' || what === 'tablespace') return outside
  if (what === 'index' || what === 'unique') return words.includes('concurrently') ? outside : none
  // What creates no replication slot on the publisher may be in a transaction.
  if (what === 'subscription')
    return /\b(?:connect|create_slot)\s*=\s*'?(?:false|off|no|0)\b/i.test(text) ? none : outside
  return none
}

function alter(text: string, what: string | undefined): Marks {
  if (what === 'system') return outside
  if (what === 'table')
    return /\bconcurrently\b/i.test(text) && wordsAfter(text, 'detach', 'partition').includes('concurrently')
      ? outside
      : none
  if (what === 'database') return wordsAfter(text, 'set').includes('tablespace') ? outside : none
  return none
}

function reindex(text: string): Marks {
  const all = tokenize(text).map(wordOf)
  return all.some((word) => ['concurrently', 'database', 'system', 'schema'].includes(word)) ? outside : none
}

/** The bare words of a text that come after these; none where they do not follow each other there. */
function wordsAfter(text: string, ...after: readonly string[]): string[] {
  const all = tokenize(text).map(wordOf)
  const start = all.findIndex((_, at) => after.every((word, step) => all[at + step] === word))
  return start === -1 ? [] : all.slice(start + after.length)
}
