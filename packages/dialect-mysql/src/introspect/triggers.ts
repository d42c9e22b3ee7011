import type { ObjectRef, OpaqueObject, Session } from '@lithify/core'

/** The triggers that fire before others at the same moment: `follows` of each is the one right before it. */
export async function readTriggerOrder(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ name: string; place: string }>(
    `SELECT TRIGGER_NAME AS name, CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION, ' ', EVENT_OBJECT_TABLE) AS place
     FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY place, ACTION_ORDER`,
  )
  const before = new Map<string, string>()
  rows.forEach(({ name, place }, at) => {
    const previous = rows[at - 1]
    if (previous?.place === place) before.set(name, previous.name)
  })
  return before
}

/** A trigger that is created last fires last, so each comes after the one before it. */
export function follow(trigger: OpaqueObject, order: ReadonlyMap<string, string>): OpaqueObject {
  const follows = order.get(trigger.name)
  if (follows === undefined) return trigger
  const previous: ObjectRef = { kind: 'trigger', table: trigger.table, name: follows }
  return { ...trigger, options: { ...trigger.options, follows }, dependsOn: [previous] }
}
