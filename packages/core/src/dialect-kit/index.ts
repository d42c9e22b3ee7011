/**
 * What every dialect would write again: plain pieces for the author of one, none of which knows a database. They are used by the dialects of lithify
 * themselves. See `apps/docs/dialects.md`.
 */
export { readCertificate } from './certificate.ts'
export { connectionLost, type LossDetails } from './connection-lost.ts'
export { droppedParts, type DropGrammar } from './dropped.ts'
export { inserts, type Insert } from './inserts.ts'
export { lockRetries, type LockRetries } from './lock-retries.ts'
export { findTable, misfit, refuseUsedColumn } from './misfit.ts'
export { explainNetwork, systemCode, type Explanation, type SoughtServer } from './network-failure.ts'
export { Places } from './places.ts'
export { referentialActions } from './referential-actions.ts'
export { scratchName, scratchPattern, scratchPrefix, scratchSettled } from './scratch-names.ts'
export { scriptError } from './script-error.ts'
export { ServerUrls, type UrlParts, type UrlShape } from './server-urls.ts'
export { TransactionState, type Exchange } from './transaction-state.ts'
export { typeResolver, type NativeTypes } from './types.ts'
export { lockTimeout, waitFor, type Attempt, type Missed } from '../lock/wait.ts'
