import { lockRetries as retries, type LockRetries } from '@lithify/core/dialect-kit'
import type { PostgresOptions } from '../options.ts'

export type { LockRetries }

export const lockRetries = ({ tableLockRetries }: PostgresOptions): LockRetries => retries(tableLockRetries)

/** Put around statements of a transaction, so that they can be tried again. Going back gives up the locks that they have got. */
export const savepoint = {
  before: ['SAVEPOINT lithify_retry'],
  after: ['RELEASE SAVEPOINT lithify_retry'],
  back: 'ROLLBACK TO SAVEPOINT lithify_retry; RELEASE SAVEPOINT lithify_retry',
} as const
