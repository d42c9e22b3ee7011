import type { Behaviour } from '../behaviour.ts'
import { dumps } from './dumps.ts'
import { features } from './features.ts'
import { foreignKeys } from './foreign-keys.ts'
import { identity } from './identity.ts'
import { introspection } from './introspection.ts'
import { journal } from './journal.ts'
import { leases } from './leases.ts'
import { locks } from './locks.ts'
import { names } from './names.ts'
import { operations } from './operations.ts'
import { properties } from './properties.ts'
import { rows } from './rows.ts'
import { sessions } from './sessions.ts'
import { sourceText } from './source-text.ts'
import { splitting } from './splitting.ts'
import { withoutTransaction } from './without-transaction.ts'

/** Every behaviour of the contract, from the simple ones to those that need them. */
export const suites: Readonly<Record<string, readonly Behaviour[]>> = {
  identity,
  sessions,
  locks,
  leases,
  splitting,
  introspection,
  names,
  features,
  'foreign keys': foreignKeys,
  operations,
  rows,
  journal,
  'without a transaction': withoutTransaction,
  dumps,
  properties,
  'source text': sourceText,
}
