import { LithifyError, messageOf } from '../errors.ts'
import { resumeCommand } from '../journal/refusals.ts'
import type { MigrationWork } from './execute-migration.ts'
import { joinHints } from './locate.ts'
import { listed } from './refuse.ts'
import { retell } from './retell.ts'

export function doesNothing(work: MigrationWork): LithifyError {
  return new LithifyError(
    'LITHIFY_E_MIGRATION_EMPTY',
    `${work.label}: this migration does nothing, so it was not recorded as applied.`,
    {
      data: dataOf(work),
      hint: 'Write what it is to do. Where doing nothing is meant, say so:  migration({ allowEmpty: true, … })',
    },
  )
}

export function notAwaited(work: MigrationWork, unanswered: number): LithifyError {
  const queries = unanswered === 1 ? 'a query' : `${unanswered} queries`
  return new LithifyError(
    'LITHIFY_E_MIGRATION_INVALID',
    `${work.label}: ${work.direction}() ended while ${queries} had no answer yet, so it was ${inTransaction(work) ? 'rolled back' : 'not recorded'}.`,
    {
      data: { ...dataOf(work), direction: work.direction },
      hint: `Wait for each:  async ${work.direction}(m) { const rows = await m.query('…') }`,
    },
  )
}

export function threw(work: MigrationWork, error: unknown): LithifyError {
  return new LithifyError(
    'LITHIFY_E_MIGRATION_THREW',
    `${work.label}: ${work.direction}() threw: ${messageOf(error)}`,
    {
      data: { ...dataOf(work), direction: work.direction },
      hint: inTransaction(work)
        ? whatNext(work)
        : `What it did before that stays, because it runs without a transaction. ${next(work)}`,
      cause: error,
    },
  )
}

/** The author's code threw where it was only looked at. */
export function threwBefore(label: string, error: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_MIGRATION_THREW', `${label}: its code threw: ${messageOf(error)}`, {
    data: { name: label },
    hint: 'Nothing was changed. Mend the migration, then run the same command again.',
    cause: error,
  })
}

/** A migration without a transaction that began one itself, and ended before that did. */
export function leftOpen(work: MigrationWork): LithifyError {
  const done = work.direction === 'up' ? 'applied' : 'rolled back'
  return new LithifyError(
    'LITHIFY_E_TRANSACTION_CONTROL',
    `${work.label}: the migration began a transaction and did not end it. What it did in there was undone, and it was not recorded as ${done}.`,
    {
      data: { ...dataOf(work), direction: work.direction },
      hint: `What it did before that BEGIN stays. Write the COMMIT behind it, then:  ${resumeCommand(work)}`,
    },
  )
}

/** A failure inside of a transaction that the migration had begun itself. */
export function rolledBackToo(work: MigrationWork, error: LithifyError): LithifyError {
  if (error.code === 'LITHIFY_E_TRANSACTION_CONTROL') return error
  return retell(error, {
    hint: `The transaction that the migration had begun was rolled back; what it did before that stays, because it runs without one of lithify's. Mend the file from its BEGIN on, then:  ${resumeCommand(work)}`,
  })
}

/** Everything was done, and the transaction could not be committed: a deferred constraint most often. */
export function atCommit(work: MigrationWork, error: LithifyError): LithifyError {
  if (error.code !== 'LITHIFY_E_STATEMENT' && error.code !== 'LITHIFY_E_FOREIGN_KEYS') return error
  return retell(error, {
    message: `${work.label}: at its COMMIT: ${error.message}`,
    data: { ...dataOf(work), direction: work.direction, reason: error.message },
    hint: joinHints(error.hint, whatNext(work)),
  })
}

/** What has become of a migration that failed inside a transaction, and what to do. */
export function whatNext(work: MigrationWork): string {
  const { direction, together = [] } = work
  if (direction === 'down') return `Nothing of this migration was rolled back. ${next(work)}`
  if (work.together === undefined) return `Nothing of this migration was applied (rolled back). ${next(work)}`
  const before = together.length === 0 ? '' : ` What came before it was rolled back with it: ${listed(together)}.`
  return `Nothing of this run was applied: it is one transaction.${before} ${next(work)}`
}

const inTransaction = ({ body }: MigrationWork): boolean => body.kind === 'operations' || body.transaction

const next = (work: MigrationWork): string => `Mend the file, then:  ${commandOf(work)}`

function commandOf({ direction, together }: MigrationWork): string {
  if (direction === 'down') return 'lithify rollback'
  return together === undefined ? 'lithify run' : 'lithify run --single-transaction'
}

const dataOf = ({ name, label }: MigrationWork): { name: string; file: string } => ({ name, file: label })
