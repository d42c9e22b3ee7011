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
    state: 'diverged',
    code: 'LITHIFY_E_BASELINE_DIVERGED',
    message: (names) =>
      `This database was squashed into a baseline that is not here, with migrations that are not here either: ${names}.`,
    hint: (first) =>
      `Another branch squashed it. Bring ${first} back from version control, or the files that it replaced: lithify unsquash, on the branch that has it. Nothing was changed in this database.`,
  },
  {
    state: 'conflict',
    code: 'LITHIFY_E_BASELINE_CONFLICT',
    message: (names) =>
      `Baselines that replace some of the same migrations, so an empty database would get them twice: ${names}.`,
    hint: (first) =>
      `Two branches squashed, and both were merged. Keep one baseline: take ${first} away, or the other one, together with its archive; then:  lithify lock`,
  },
  {
    state: 'behind',
    code: 'LITHIFY_E_BEHIND_BASELINE',
    message: (names) =>
      `This database was never given these migrations, whose files were squashed or pruned, and no archive at hand holds them: ${names}.`,
    hint: () =>
      'Bring the archive back from version control (git checkout <the commit of the squash> -- .lithify/archive, or where `archive` in the config says), then:  lithify run   Without one: check out the last commit that has the files, run them there, and come back. Nothing was changed in this database.',
  },
  {
    state: 'late',
    code: 'LITHIFY_E_LATE_MIGRATION',
    message: (names) =>
      `Pending, and sorted inside the range that was squashed or pruned without being part of it: ${names}.`,
    hint: () => 'It was merged after that. Give it a newer revision (rename the file), then:  lithify run',
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
  if (strict && plan.outOfOrder.length > 0) found.push(outOfOrder(plan))
  return found
}

function outOfOrder({ outOfOrder: names }: Plan): LithifyError {
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
