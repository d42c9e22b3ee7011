import { resolve } from 'node:path'
import { findUnfinished, removeArchive, removeLeftovers, type Doing } from '../../archive/journal.ts'
import { sha256Of } from '../../archive/durable.ts'
import type { Archive } from '../../archive/find.ts'
import type { Connection } from '../../config/config.ts'
import { LithifyError } from '../../errors.ts'
import type { Context } from '../../runner/context.ts'
import { isFile } from '../pair.ts'
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
    // What replaced the originals is not as it was written, and some of them are nowhere but in the archive.
    if (!(await hasOriginals(connection, archive))) throw unfinished(archive, doing)
    await removeArchive(connection, archive)
  }
  return undefined
}

/** Whether anything but the archive was written. */
export async function hasBegun({ connection }: Pick<Context, 'connection'>, archive: Archive): Promise<boolean> {
  return archive.record.baseline.kind === 'dump' ? isDumpInPlace(connection, archive) : isInPlace(connection, archive)
}

/** Whether every original is where it was, as it was: only then nothing is lost with the archive. */
export async function hasOriginals({ root }: Pick<Connection, 'root'>, { record }: Archive): Promise<boolean> {
  for (const { path, sha256 } of record.files) {
    const place = resolve(root, path)
    if (!(await isFile(place)) || (await sha256Of(place)) !== sha256) return false
  }
  return true
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
