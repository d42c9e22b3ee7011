import { LithifyError } from '../errors.ts'
import { refLabel, type ObjectRef } from '../schema/model.ts'
import type { Context } from './context.ts'
import { listed } from './refuse.ts'
import type { Survey } from './survey.ts'

/**
 * Nothing is run on a database that has objects and no history.
 * @throws LithifyError `LITHIFY_E_NOT_EMPTY`
 */
export function refuseUnmanaged({ database, objects }: Survey, { connection }: Context): void {
  if (database !== 'unmanaged') return
  const count = objects.length
  throw new LithifyError(
    'LITHIFY_E_NOT_EMPTY',
    `The database has ${count} object${count === 1 ? '' : 's'} but no ${connection.history.migrations.name} table (${kindsOf(objects)}): ${listed(shown(objects))}. Nothing was changed.`,
    {
      data: {
        objects: objects.map(({ name }) => name),
        found: objects.map(({ kind, schema, table, name }) => ({ kind, schema, table, name })),
      },
      hint: 'lithify runs on an empty database or on one that it has the history of. To take over this one as it is, where the migrations are what made it:  lithify adopt. Or point it at another database (--url), or, if these objects may go:  lithify fresh',
    },
  )
}

/** What stands on its own before what lives on it: of a table and its nine indexes, the table says more. */
function shown(objects: readonly ObjectRef[]): string[] {
  const [alone, hosted] = [true, false].map((isAlone) =>
    objects.filter(({ table }) => (table === undefined) === isAlone),
  )
  return [...(alone ?? []), ...(hosted ?? [])].map(refLabel)
}

/** `table: 2, index: 11`, the most first. */
function kindsOf(objects: readonly ObjectRef[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const sorted = [...counts].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  return sorted.map(([kind, count]) => `${kind}: ${count}`).join(', ')
}
