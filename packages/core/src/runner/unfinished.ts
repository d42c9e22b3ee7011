import { findUnfinished } from '../archive/journal.ts'
import type { Context } from './context.ts'

/** Every state that an interrupted squash leaves can be worked with; it is better finished all the same. */
export async function warnUnfinished({ connection, warn }: Pick<Context, 'connection' | 'warn'>): Promise<void> {
  for (const { archive, doing } of await findUnfinished(connection)) {
    const finish = `lithify ${doing === 'squash' && archive.record.baseline.kind === 'dump' ? 'dump --prune' : doing}`
    warn({
      code: 'LITHIFY_W_SQUASH_UNFINISHED',
      message: `The ${doing} that ${archive.label} belongs to was interrupted.`,
      hint: doing === 'squash' ? `Finish it:  ${finish}   or undo it:  lithify unsquash` : `Finish it:  ${finish}`,
    })
  }
}
