import type { Cursor } from '../sql/cursor.ts'

const actions = ['rollback', 'abort', 'fail', 'ignore', 'replace']

/** `ON CONFLICT …`, when it is next. ABORT is the default and is left out. */
export function onConflict(cursor: Cursor): string | undefined {
  if (!cursor.take('on', 'conflict')) return undefined
  const action = actions.find((word) => cursor.take(word))
  if (action === undefined) return cursor.fail()
  return action === 'abort' ? undefined : action
}
