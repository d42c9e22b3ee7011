import type { Recovery } from '@lithify/core'
import { tokenize } from './sql/lexer.ts'

/** What a statement of a migration without a transaction has to do with its session. */
export const recovery: Recovery = Object.freeze<Recovery>({ sessionUse })

const asking = /\b(?:last_insert_rowid|changes|total_changes)\s*\(/i

function sessionUse(sql: string): ReturnType<NonNullable<Recovery['sessionUse']>> {
  const [first, second, third] = tokenize(sql).map(({ value }) => value.toLowerCase())
  if (first === 'attach' || first === 'detach') return 'sets'
  // Without a value, it asks.
  if (first === 'pragma') return third === undefined ? undefined : 'sets'
  if (first === 'create' && (second === 'temp' || second === 'temporary')) return 'keeps'
  return first !== 'create' && asking.test(sql) ? 'asks' : undefined
}
