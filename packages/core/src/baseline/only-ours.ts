import { everywhere } from '../config/own-schemas.ts'
import { LithifyError } from '../errors.ts'
import { belongsTo, bookkeepingTables } from '../history/bookkeeping.ts'
import type { Context } from '../runner/context.ts'
import { listed } from '../runner/refuse.ts'
import { refKey, refLabel } from '../schema/model.ts'

/**
 * Where only some schemas are ours: that migrations have made nothing in others, of which no dump and no baseline would know. Asked of a scratch
 * database in which they were replayed, because nobody else has put anything there.
 * @throws LithifyError `LITHIFY_E_UNCOVERED`
 */
export async function checkOnlyOurs({ connection, session }: Context): Promise<void> {
  const { dialect, history, options } = connection
  if (options.schemas === undefined) return
  const ours = new Set((await dialect.inventory(session, {})).map(refKey))
  const own = bookkeepingTables(history)
  const others = (await dialect.inventory(session, everywhere)).filter(
    (item) => !ours.has(refKey(item)) && !own.some((table) => belongsTo(table, item, dialect)),
  )
  if (others.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_UNCOVERED',
    `The migrations make what is in schemas that are not ours, and it would be lost with them: ${listed(others.map(refLabel))}.`,
    {
      data: { objects: others.map(({ kind, schema, table, name }) => ({ kind, schema, table, name })) },
      hint: 'Add its schema to the option `schemas` of the dialect, or keep the migration files.',
    },
  )
}

/** Where they cannot be replayed, nobody can see that. What would be lost is lost in silence then, so it is no matter of rows that are not wanted. */
export function notSeenElsewhere(reason: string): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNCOVERED',
    `Whether the migrations make anything in schemas that are not ours, which would be lost with them, cannot be seen: ${reason}.`,
    {
      data: { objects: [], reason },
      hint: 'Name every schema in which they make something in the option `schemas` of the dialect; where those are all there are, take the option out and repeat the command. Or keep the migration files.',
    },
  )
}
