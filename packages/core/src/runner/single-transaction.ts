import type { Dialect } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { LithifyEvent } from '../events.ts'
import type { LoadedMigration } from '../migrations/migration-file.ts'
import { sessionWith } from '../session-with.ts'
import type { Context } from './context.ts'
import { listed } from './refuse.ts'

const without = 'Run without it:  lithify run'

/**
 * That a run can be one transaction, as far as that can be told before anything is touched.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED`, `LITHIFY_E_SINGLE_TRANSACTION`
 */
export function checkSingleTransaction(dialect: Dialect, migrations: readonly LoadedMigration[]): void {
  if (!dialect.capabilities.transactionalDdl) {
    throw new LithifyError(
      'LITHIFY_E_UNSUPPORTED',
      `${dialect.title} cannot roll back DDL, so a run cannot be one transaction. Nothing was changed.`,
      { data: { dialect: dialect.name }, hint: without },
    )
  }
  const names = migrations.filter(({ up }) => !up.transaction).map(({ file }) => file.name)
  if (names.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_SINGLE_TRANSACTION',
    `These run without a transaction, so they cannot be part of one: ${listed(names)}. Nothing was changed.`,
    { data: { names }, hint: without },
  )
}

/**
 * Does work in one transaction, which all that would begin one on the way joins. Nothing is finished before its COMMIT, so that is when
 * it is reported.
 */
export async function inOneTransaction<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  const { session } = context
  const finished: LithifyEvent[] = []
  const report = (event: LithifyEvent): void => {
    if (event.type === 'migrationFinished' || event.type === 'bootstrapFinished') finished.push(event)
    else context.report(event)
  }
  const joined = sessionWith(session, {
    transaction: async (part, options) => {
      // It cannot be switched inside of a transaction, and for all of them it would change what ON DELETE and its like do.
      if (options?.foreignKeys === 'checkedAtCommit') throw needsItsOwn()
      return part()
    },
  })
  const result = await session.transaction(() => work({ ...context, session: joined, report }))
  finished.forEach(context.report)
  return result
}

function needsItsOwn(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_SINGLE_TRANSACTION',
    'This is only safe while foreign keys are not enforced, which takes a transaction of its own.',
    { hint: without },
  )
}
