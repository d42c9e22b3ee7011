import { bookkeepingTables, belongsTo } from '../history/bookkeeping.ts'
import { History } from '../history/history.ts'
import { dropOperations } from '../operations/from-schema.ts'
import type { Context } from '../runner/context.ts'
import { readStatements } from '../runner/script.ts'
import { isTable, refKey, type ObjectRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import type { JournalEntry } from './entry.ts'
import { recoveryOf } from './recovery.ts'
import { forget } from './unfinished.ts'

/**
 * Drops what the dump has made, and nothing else: objects that a statement of the dump creates which was sent, at most. The journal forgets the load
 * last, so that this too can be begun again. Answers how many objects were dropped.
 */
export async function dropLoaded(context: Context, entry: JournalEntry, text: AsyncIterable<string>): Promise<number> {
  const { connection, session } = context
  const { dialect, history } = connection
  const made = await createdBy(context, entry, text)
  const { schema } = await dialect.introspect(session, { exclude: bookkeepingTables(history) })
  const key = (ref: ObjectRef): string =>
    dialect.capabilities.caseSensitiveNames ? refKey(ref) : refKey(ref).toLowerCase()
  const ofDump = new Set(made.map(key))
  const isMade = (object: ObjectRef): boolean =>
    object.table === undefined || ofDump.has(key(object))
      ? ofDump.has(key(object))
      : ofDump.has(key({ kind: 'table', schema: object.schema, name: object.table }))
  const doomed = new Schema(schema.objects().filter(isMade))
  const left = schema.clone()
  for (const operation of dropOperations(doomed, dialect)) {
    await session.execute(dialect.emit(operation, left))
    if (operation.kind === 'dropTable') left.remove({ kind: 'table', ...operation.table })
  }
  const inventory = await dialect.inventory(session, {})
  await new History(session, connection).drop((table) =>
    inventory.some((ref) => ref.table === undefined && belongsTo(table, ref, dialect)),
  )
  await forget(context, entry)
  return doomed.objects().filter((object) => isTable(object) || object.table === undefined).length
}

/** What those statements create that were sent. */
async function createdBy(context: Context, entry: JournalEntry, text: AsyncIterable<string>): Promise<ObjectRef[]> {
  const recovery = recoveryOf(context.connection)
  const sent = (entry.group?.statements.at(-1)?.after ?? entry.position).steps
  const made: ObjectRef[] = []
  let read = 0
  for await (const batch of readStatements(context.connection.dialect, text)) {
    for (const statement of batch) {
      if (read++ >= sent) return made
      const changes = recovery.changes(statement.text)
      if (changes?.creates === true) made.push(...changes.objects)
    }
  }
  return made
}
