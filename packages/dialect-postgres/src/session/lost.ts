import type { LithifyError } from '@lithify/core'
import { connectionLost as lost } from '@lithify/core/dialect-kit'
import { capabilities } from '../capabilities.ts'
import { serverFields, sqlState, type FailedPart } from '../failure.ts'
import { place, type Target } from './target.ts'

export function connectionLost(
  target: Target,
  error: unknown,
  { part, ...when }: { part?: FailedPart; inTransaction: boolean; committing?: boolean },
): LithifyError {
  const data = { ...place(target), ...part, serverCode: sqlState(error), ...serverFields(error) }
  return lost(`${target.host}:${target.port}`, error, {
    transactionalDdl: capabilities.transactionalDdl,
    ...when,
    data,
  })
}
