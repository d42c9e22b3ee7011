import { LithifyError } from '../errors.ts'
import { History } from '../history/history.ts'
import { resolveName } from '../migrations/resolve-name.ts'
import { baselineRow } from '../history/replaced.ts'
import type { Context } from '../runner/context.ts'
import { listMigrations } from '../runner/list-migrations.ts'
import type { ResolveOptions } from '../runner/options.ts'
import type { ResolveResult } from '../runner/results.ts'
import { survey, type Survey } from '../runner/survey.ts'
import { dropLoaded } from './drop-loaded.ts'
import type { JournalEntry } from './entry.ts'
import { JournalTable } from './journal-table.ts'
import { settleCommands } from './refusals.ts'
import { describeUnfinished, examine, type Unfinished } from './unfinished.ts'

/** Settles what was cut short by what a person says of it, or takes back what a load has made. The caller holds the migration lock. */
export async function resolveUnfinished(
  context: Context,
  options: ResolveOptions,
  textOf: (load: JournalEntry) => AsyncIterable<string>,
): Promise<ResolveResult> {
  const said = [options.applied, options.rolledBack, options.clean].filter(
    (each) => each !== undefined && each !== false,
  )
  if (said.length !== 1)
    throw new LithifyError('LITHIFY_E_USAGE', 'Say one of --applied NAME, --rolled-back NAME and --clean.')
  const { connection, session, warnings } = context
  const seen = await survey(context)
  const entry = seen.unfinished
  if (entry === undefined) throw nothingToSettle()
  const unfinished = await examine(context, entry)
  const result = {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    unfinished: describeUnfinished(unfinished),
  }
  if (options.clean === true) {
    if (entry.direction !== 'load') throw wrongKind(entry)
    return { ...result, settled: 'cleaned', dropped: await dropLoaded(context, entry, textOf(entry)) }
  }
  if (entry.direction === 'load') throw wrongKind(entry)
  resolveName(options.applied ?? options.rolledBack ?? '', [entry.name])
  const applied = options.applied !== undefined
  if (options.statement === true) {
    await settleStatement(context, unfinished, applied)
    return { ...result, settled: applied ? 'statementApplied' : 'statementRolledBack', dropped: 0 }
  }
  await settleWhole(context, seen, entry, applied)
  return { ...result, settled: applied ? 'applied' : 'rolledBack', dropped: 0 }
}

/** The statement that was reached counts as done, or as not done. The rest is still to be run. */
async function settleStatement(
  context: Context,
  { entry, position, reached }: Unfinished,
  applied: boolean,
): Promise<void> {
  const { connection, session } = context
  const at = applied ? (reached?.after ?? position) : position
  const texts = at.part > 0 ? entry.group?.texts : undefined
  const [first] = entry.group?.statements ?? []
  // An operation that is half done keeps the statements that it was begun with.
  const group =
    texts && first
      ? {
          kind: 'objects' as const,
          statements: [{ ...first, text: texts[at.part] ?? '', objects: [], repeatable: true, after: at }],
          texts,
        }
      : undefined
  await session.execute([new JournalTable(connection).mark(session, { name: entry.name, position: at, group })])
}

/** The history says what the person says, and the journal nothing more: both in one transaction. */
async function settleWhole(context: Context, seen: Survey, entry: JournalEntry, applied: boolean): Promise<void> {
  const { connection, session } = context
  const { name } = entry
  const history = new History(session, connection)
  const isRecorded = seen.rows.some((row) => row.name === name)
  const { files } = await listMigrations(connection)
  const batch = 1 + seen.rows.reduce((highest, row) => Math.max(highest, row.batch), 0)
  await session.transaction(async () => {
    if (applied && !isRecorded) {
      const file = files.find((each) => each.name === name)
      await history.record({ name, checksum: file?.checksum ?? entry.checksum, batch, ...baselineRow(file?.record) })
    }
    if (!applied && isRecorded) await history.forget(name)
    await new JournalTable(connection).remove(session, name)
  })
}

function nothingToSettle(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_RESUME',
    'Nothing was cut short in this database, so there is nothing to settle.',
    {
      data: { reason: 'nothing' },
      hint: 'See what is applied:  lithify status',
    },
  )
}

function wrongKind(entry: JournalEntry): LithifyError {
  const isLoad = entry.direction === 'load'
  return new LithifyError(
    'LITHIFY_E_RESUME',
    isLoad
      ? `What was cut short is the load of ${entry.label}: it is complete or it is not, and nobody can say that by hand.`
      : `What was cut short is the migration ${entry.name}, and no load: what it has made is not taken back by itself.`,
    {
      data: { name: entry.name, reason: 'kind' },
      hint: isLoad
        ? `Go on:  lithify run --resume   Or ${settleCommands(entry)}`
        : `What you can do: ${settleCommands(entry)}`,
    },
  )
}
