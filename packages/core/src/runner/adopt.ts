import { History } from '../history/history.ts'
import { asReplaced, renderReplaced } from '../history/replaced.ts'
import { flatten } from '../migrations/replaced-names.ts'
import type { Context } from './context.ts'
import type { BaselineFile } from './planning/ranges.ts'
import type { Restoration } from './planning/restored.ts'
import type { AdoptedBaseline } from './results.ts'

/**
 * Puts the row of a baseline in the place of the rows that it replaces, and keeps those in it. The rows are there: the plan says so, and the
 * caller holds the migration lock.
 */
export async function adopt(
  { connection, session, report }: Context,
  { name, checksum, record }: BaselineFile,
): Promise<AdoptedBaseline> {
  const history = new History(session, connection)
  const names = new Set([...flatten(record.replaces)].map((part) => part.name))
  const replaced = await session.transaction(async () => {
    const rows = (await history.read()).filter((row) => names.has(row.name))
    await history.replace(
      rows.map((row) => row.name),
      { name, checksum, batch: 0, kind: 'baseline', replaced: renderReplaced(rows.map(asReplaced)) },
    )
    return rows.length
  })
  report({ type: 'baselineAdopted', connection: connection.name, name, replaced })
  return { name, replaced }
}

/** Puts the rows back that the row of a baseline had replaced. */
export async function restore(
  { connection, session, report }: Context,
  { baseline: name, rows }: Restoration,
): Promise<AdoptedBaseline> {
  const history = new History(session, connection)
  await session.transaction(() => history.restore(name, rows))
  report({ type: 'baselineRestored', connection: connection.name, name, restored: rows.length })
  return { name, replaced: rows.length }
}
