import { LithifyError, messageOf } from '@lithify/core'
import { serverFields, sqlState, type FailedPart } from '../failure.ts'
import { place, type Target } from './target.ts'

/** A connection that broke while it was used. What the server made of the last statement cannot be known then. */
export function connectionLost(
  target: Target,
  error: unknown,
  when: { part?: FailedPart; inTransaction: boolean; committing?: boolean },
): LithifyError {
  const { host, port } = target
  const why = messageOf(error).replace(/\.$/, '')
  return new LithifyError('LITHIFY_E_CONNECT', `The connection to ${host}:${port} was lost: ${why}.`, {
    hint: hint(when),
    data: { ...place(target), ...when.part, lost: true, serverCode: sqlState(error), ...serverFields(error) },
    cause: error,
  })
}

function hint({ inTransaction, committing = false }: { inTransaction: boolean; committing?: boolean }): string {
  if (committing)
    return 'It was lost during the COMMIT, so the transaction is either applied wholly or not at all. See which:  lithify status'
  if (inTransaction) return 'The server rolls the open transaction back. See what is applied:  lithify status'
  return 'The statement ran without a transaction: the server may have finished it. See what is applied:  lithify status'
}
