import type { LithifyError } from '@lithify/core'
import { connectionLost as lost } from '@lithify/core/dialect-kit'
import { capabilities } from '../capabilities.ts'
import { serverCode, serverFields, type FailedPart } from '../failure.ts'
import { place, placeOf, type Target } from './target.ts'

export function connectionLost(
  target: Target,
  error: unknown,
  { part, ...when }: { part?: FailedPart; inTransaction: boolean; committing?: boolean },
): LithifyError {
  const data = { ...place(target), ...part, serverCode: serverCode(error), ...serverFields(error) }
  return lost(placeOf(target), error, { transactionalDdl: capabilities.transactionalDdl, ...when, data })
}
