import type { Uncovered } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { Context } from '../runner/context.ts'
import type { DumpOptions } from '../runner/options.ts'
import type { Plan } from '../runner/plan.ts'
import { listed, refusalsOf } from '../runner/refuse.ts'
import type { MigrationState } from '../runner/results.ts'
import { refLabel } from '../schema/model.ts'
import type { RenderReport } from './render-dump.ts'

/** The names of the migrations in some states. */
export function namesIn(plan: Plan, ...states: readonly MigrationState[]): string[] {
  return plan.migrations.filter(({ state }) => states.includes(state)).map(({ name }) => name)
}

/**
 * Refuses a dump that would lose migrations or that no `run` would go on from; warns of what its reader should know.
 * @throws LithifyError `LITHIFY_E_MIGRATION_CHANGED`, `LITHIFY_E_BEHIND_BASELINE`
 */
export function checkPlan({ warn }: Context, plan: Plan): void {
  // A database that was never given pruned migrations would overwrite the only place where they still are.
  const [refusal] = refusalsOf(plan, { allowMissing: true }).filter(({ code }) => code !== 'LITHIFY_E_LATE_MIGRATION')
  if (refusal !== undefined) throw refusal
  const pending = namesIn(plan, 'pending', 'outOfOrder', 'late', 'adoptable', 'superseded')
  if (pending.length > 0) {
    warn({
      code: 'LITHIFY_W_PENDING',
      message: `Not applied to this database, so not in the dump: ${listed(pending)}.`,
      hint: 'A database that is booted from the dump runs them afterwards. To have them in it:  lithify run && lithify dump',
    })
  }
  const missing = namesIn(plan, 'missing')
  if (missing.length > 0) {
    warn({
      code: 'LITHIFY_W_MISSING',
      message: `In the dump, but without a file: ${listed(missing)}.`,
      hint: 'Bring the files back from version control: a database that is booted from the dump misses them, too.',
    })
  }
}

/** @throws LithifyError `LITHIFY_E_UNCOVERED` */
export function checkCovered(
  { warn }: Context,
  uncovered: readonly Uncovered[],
  { allowUncovered, prune }: DumpOptions,
): void {
  if (uncovered.length === 0) return
  const objects = uncovered.map(({ ref, reason }) => `${refLabel(ref)} (${reason})`)
  if (allowUncovered === true && prune !== true) {
    warn({ code: 'LITHIFY_W_UNCOVERED', message: `Left out of the dump: ${listed(objects)}.` })
    return
  }
  throw new LithifyError('LITHIFY_E_UNCOVERED', `A dump would lose ${listed(objects)}.`, {
    data: { objects: uncovered.map(({ ref, reason }) => ({ ...ref, reason })) },
    hint:
      prune === true
        ? 'Keep the migration files: what they make cannot all be dumped.'
        : 'Where the objects may be left out:  lithify dump --allow-uncovered',
  })
}

/** Version control may change line ends, and in a string they are part of the value. */
export function warnOfCarriageReturns({ warn }: Context, { carriageReturns }: RenderReport, label: string): void {
  if (carriageReturns.length === 0) return
  warn({
    code: 'LITHIFY_W_CARRIAGE_RETURN',
    message: `There are carriage returns in ${listed([...new Set(carriageReturns)])}.`,
    hint: `Keep version control from converting them, with this line in .gitattributes:  ${label} -text`,
  })
}
