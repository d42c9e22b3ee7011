import type { Recovery } from '@lithify/core'
import { tokenize } from './sql/lexer.ts'

/** What a statement of a migration without a transaction has to do with its session, and with transactions of its own. */
export const recovery: Recovery = Object.freeze<Recovery>({ sessionUse, mayCommit })

const asking = /\b(?:currval|lastval)\s*\(/i
const keeping = /\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(|\binto\s+(?:local\s+|global\s+)?temp(?:orary)?\b/i
const setting = /^\s*select\b[^]*\bset_config\s*\(/i

function sessionUse(sql: string): ReturnType<NonNullable<Recovery['sessionUse']>> {
  const [first, second, third] = words(sql)
  switch (first) {
    case 'set':
      if (second === 'transaction' || second === 'constraints' || second === 'local') return undefined
      return second === 'role' || (second === 'session' && third === 'authorization') ? 'becomes' : 'sets'
    case 'reset':
      return second === 'role' || second === 'session' ? 'becomes' : 'sets'
    case 'load':
      return 'sets'
    case 'prepare':
    case 'declare':
    case 'listen':
      return 'keeps'
    case 'create':
      return [second, third].some((word) => word === 'temp' || word === 'temporary') ? 'keeps' : undefined
    default:
      if (setting.test(sql)) return 'sets'
      if (keeping.test(sql)) return 'keeps'
      return asking.test(sql) ? 'asks' : undefined
  }
}

/** Procedures and anonymous blocks may say COMMIT. */
function mayCommit(sql: string): boolean {
  const [first] = words(sql)
  return first === 'call' || first === 'do'
}

const words = (sql: string): string[] => tokenize(sql, 3).map(({ value }) => value.toLowerCase())
