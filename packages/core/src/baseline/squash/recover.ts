import { findUnfinished, removeArchive, removeLeftovers, type Doing } from '../../archive/journal.ts'
import type { Archive } from '../../archive/find.ts'
import { LithifyError } from '../../errors.ts'
import type { Context } from '../../runner/context.ts'
import { isDumpInPlace } from './dumped.ts'
import { isInPlace } from './place.ts'

/**
 * A squash that was interrupted and has to be finished. One that had not changed anything yet is forgotten. The caller has the lock on the files.
 * @throws LithifyError `LITHIFY_E_SQUASH_UNFINISHED`
 */
export async function findInterrupted(context: Context): Promise<Archive | undefined> {
  const { connection } = context
  await removeLeftovers(connection)
  for (const { archive, doing } of await findUnfinished(connection)) {
    if (archive.record.connection !== connection.name) continue
    if (doing === 'unsquash') throw unfinished(archive, doing)
    if (await hasBegun(context, archive)) return archive
    await removeArchive(connection, archive)
  }
  return undefined
}

/** Whether anything but the archive was written. */
export async function hasBegun({ connection }: Pick<Context, 'connection'>, archive: Archive): Promise<boolean> {
  return archive.record.baseline.kind === 'dump' ? isDumpInPlace(connection, archive) : isInPlace(connection, archive)
}

export function unfinished({ label }: Archive, doing: Doing): LithifyError {
  return new LithifyError(
    'LITHIFY_E_SQUASH_UNFINISHED',
    `The ${doing} that ${label} belongs to was interrupted. Nothing was changed.`,
    {
      data: { archive: label, doing },
      hint:
        doing === 'squash'
          ? 'Finish it first:  lithify squash   or undo it:  lithify unsquash'
          : 'Finish it first:  lithify unsquash',
    },
  )
}
