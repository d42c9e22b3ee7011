import { LithifyError, type ErrorCode } from '../errors.ts'
import type { Plan } from './plan.ts'
import type { MigrationState } from './results.ts'

interface Refusal {
  readonly state: MigrationState
  readonly code: ErrorCode
  readonly message: (names: string) => string
  readonly hint: (first: string) => string
}

// In the order in which they are told: what is wrong with the history before what is wrong with what is pending.
const refusals: readonly Refusal[] = [
  {
    state: 'changed',
    code: 'LITHIFY_E_MIGRATION_CHANGED',
    message: (names) => `Applied and edited since: ${names}.`,
    hint: (first) =>
      `Put the file back as it was (git checkout) and write a new migration for the change; or, where the database may lose it, roll it back first and run again:  lithify rollback --to <the migration before ${first}>`,
  },
  {
    state: 'missing',
    code: 'LITHIFY_E_MIGRATION_MISSING',
    message: (names) => `Applied, but there is no file: ${names}.`,
    hint: () => 'Bring the file back from version control. To run without it:  lithify run --allow-missing',
  },
  {
    state: 'behind',
    code: 'LITHIFY_E_BEHIND_BASELINE',
    message: (names) => `This database was never given these migrations, whose files were pruned: ${names}.`,
    hint: () =>
      'Check out the last commit that has the files, run them there (lithify run), and come back. Nothing was changed in this database.',
  },
  {
    state: 'late',
    code: 'LITHIFY_E_LATE_MIGRATION',
    message: (names) => `Pending, and sorted inside the range that was pruned without being part of it: ${names}.`,
    hint: () => 'It was merged after the prune. Give it a newer revision (rename the file), then:  lithify run',
  },
]

export interface Tolerance {
  readonly allowMissing?: boolean | undefined
  readonly strict?: boolean | undefined
}

/** The reasons not to run a plan, the most serious first. Empty when it may run. */
export function refusalsOf(plan: Plan, { allowMissing = false, strict = false }: Tolerance = {}): LithifyError[] {
  const found = refusals
    .filter(({ state }) => plan.counts[state] > 0 && !(state === 'missing' && allowMissing))
    .map(({ state, code, message, hint }) => {
      const names = plan.migrations.filter((migration) => migration.state === state).map(({ name }) => name)
      return new LithifyError(code, message(listed(names)), { data: { names }, hint: hint(names[0] ?? '') })
    })
  if (strict && plan.counts.outOfOrder > 0) found.push(outOfOrder(plan))
  return found
}

function outOfOrder(plan: Plan): LithifyError {
  const names = plan.migrations.filter(({ state }) => state === 'outOfOrder').map(({ name }) => name)
  return new LithifyError(
    'LITHIFY_E_OUT_OF_ORDER',
    `Pending, and sorted before a migration that is applied: ${listed(names)}.`,
    {
      data: { names },
      hint: 'Give it a newer revision (rename the file), or run without --strict to apply it now.',
    },
  )
}

const listedAtMost = 10

/** Names for a message: all of few, the first of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedAtMost).join(', ')
  return names.length > listedAtMost ? `${shown} and ${names.length - listedAtMost} more` : shown
}
