import type { Session } from '../dialect.ts'
import type { JournaledGroup } from './entry.ts'
import { definitionsOf } from './evidence.ts'
import type { WholeRecovery } from './recovery.ts'
import { journaled, type PendingStatement } from './step.ts'

/** What the journal says of statements that are about to be sent, with what will tell afterwards whether they took effect. */
export function groupOf(
  kind: JournaledGroup['kind'],
  pending: readonly PendingStatement[],
  evidence: readonly Parameters<typeof journaled>[1][] = [],
): JournaledGroup {
  return { kind, statements: pending.map((each, at) => journaled(each, evidence[at])), texts: pending[0]?.texts }
}

/** One statement of DDL, and what the objects were that it changes; or one of which nobody can tell what it changes. */
export async function announcementOf(
  pending: PendingStatement,
  recovery: WholeRecovery,
  session: Session,
): Promise<JournaledGroup> {
  const changes = pending.changes()
  if (changes === undefined) return groupOf('unknown', [pending])
  const { objects, repeatable } = changes
  const before = repeatable === true ? [] : await definitionsOf(recovery, session, objects)
  return groupOf(
    'objects',
    [pending],
    [{ objects: objects.map((ref, at) => ({ ref, before: before[at] })), repeatable }],
  )
}

/**
 * As many of the statements as create something that is not there, each something else, are announced together. None where the first one's object is
 * there already: that is sent alone, and fails.
 */
export async function creationsOf(
  statements: readonly PendingStatement[],
  recovery: WholeRecovery,
  session: Session,
): Promise<{ readonly together: readonly PendingStatement[]; readonly group: JournaledGroup } | undefined> {
  const objects = statements.map((each) => each.changes()?.objects ?? [])
  const definitions = await definitionsOf(recovery, session, objects.flat())
  const seen = new Set<string>()
  let at = 0
  const fits = (refs: (typeof objects)[number]): boolean => {
    const isNew = refs.every((ref, which) => {
      const key = JSON.stringify([ref.kind, ref.schema, ref.table, ref.name]).toLowerCase()
      return definitions[at + which] === undefined && !seen.has(key) && seen.add(key).size > 0
    })
    at += refs.length
    return isNew
  }
  const count = objects.findIndex((refs) => !fits(refs))
  if (count === 0) return undefined
  const together = count === -1 ? statements : statements.slice(0, count)
  const evidence = together.map((_, which) => ({ objects: objects[which]?.map((ref) => ({ ref })) ?? [] }))
  return { together, group: groupOf('objects', together, evidence) }
}
