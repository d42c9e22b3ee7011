import { LithifyError, messageOf } from '../errors.ts'

export interface LossDetails {
  readonly inTransaction: boolean
  /** It happened during the COMMIT. */
  readonly committing?: boolean | undefined
  /** Whether the server also takes back DDL, as the capability says. */
  readonly transactionalDdl: boolean
  /** Where the server is, the statement, and what the server said. */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * A connection that broke while it was used. What the server made of the last statement cannot be known then.
 * @param server Where it is, in one word.
 */
export function connectionLost(server: string, error: unknown, details: LossDetails): LithifyError {
  const why = messageOf(error).replace(/\.$/, '')
  return new LithifyError('LITHIFY_E_CONNECT', `The connection to ${server} was lost: ${why}.`, {
    hint: `${whatBecame(details)}:  lithify status`,
    data: { ...details.data, lost: true, ...(details.committing === true ? { committing: true } : {}) },
    cause: error,
  })
}

function whatBecame({ inTransaction, committing = false, transactionalDdl }: LossDetails): string {
  if (committing)
    return 'It was lost during the COMMIT, so the transaction is either applied wholly or not at all. See which'
  if (!inTransaction)
    return 'The statement ran without a transaction: the server may have finished it. See what is applied'
  return `The server rolls the open transaction back${transactionalDdl ? '' : '; what DDL has committed stays'}. See what is applied`
}
