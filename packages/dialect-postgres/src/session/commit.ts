import { LithifyError } from '@lithify/core'
import { sqlState, statementError } from '../failure.ts'
import { Batch } from './batch.ts'
import type { Channel } from './channel.ts'
import { connectionLost } from './lost.ts'

/** Commits, and tells apart why that can fail: a deferred constraint, or a connection that broke at the worst of moments. */
export async function commit(channel: Channel): Promise<void> {
  const { transaction, wire, target } = channel
  channel.refuseWhenGone()
  transaction.end()
  try {
    await wire.run(new Batch('COMMIT'))
  } catch (error) {
    if (channel.isLost(error)) throw connectionLost(target, error, { inTransaction: true, committing: true })
    const failure = statementError(error, { index: 0, text: 'COMMIT' })
    if (sqlState(error) !== '23503') throw failure
    const { detail } = error as { detail?: string }
    throw new LithifyError('LITHIFY_E_FOREIGN_KEYS', `${failure.message}${detail === undefined ? '' : `: ${detail}`}`, {
      data: failure.data,
      cause: error,
    })
  }
}
