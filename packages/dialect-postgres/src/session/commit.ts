import { LithifyError } from '@lithify/core'
import { sqlState, statementError } from '../failure.ts'
import type { Channel } from './channel.ts'
import { connectionLost } from './lost.ts'
import { together } from './together.ts'

/**
 * Commits, with what was deferred until now, in one message: the server reaches the COMMIT only when all of that was done. Tells apart why it
 * can fail: a deferred statement, a deferred constraint, or a connection that broke at the worst of moments.
 */
export async function commit(channel: Channel): Promise<void> {
  const { transaction, wire, target } = channel
  channel.refuseWhenGone()
  transaction.end()
  const { opening, deferred } = channel.takeHeld()
  // Nothing was sent that it would be about.
  if (opening.length > 0 && deferred.length === 0) return
  const closing = [...channel.frame.after, 'COMMIT']
  const message = together(opening, deferred, closing)
  try {
    await wire.run(message)
  } catch (error) {
    if (channel.isLost(error)) throw connectionLost(target, error, { inTransaction: true, committing: true })
    const failed = deferred[message.completed - opening.length]
    if (failed !== undefined) throw failed.failure(error)
    const failure = statementError(error, { index: 0, text: 'COMMIT' }, target.user)
    if (sqlState(error) !== '23503') throw failure
    const { detail } = error as { detail?: string }
    throw new LithifyError('LITHIFY_E_FOREIGN_KEYS', `${failure.message}${detail === undefined ? '' : `: ${detail}`}`, {
      data: failure.data,
      cause: error,
    })
  }
}
