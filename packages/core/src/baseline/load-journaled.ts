import { isLithifyError, LithifyError, messageOf } from '../errors.ts'
import { JournaledSink, type Resumption } from '../journal/journaled-sink.ts'
import { JournalTable } from '../journal/journal-table.ts'
import { resumeCommand, settleCommands } from '../journal/refusals.ts'
import type { Context } from '../runner/context.ts'
import { joinHints, locateFailure } from '../runner/locate.ts'
import { retell } from '../runner/retell.ts'
import { readStatements } from '../runner/script.ts'

export interface JournaledLoad {
  readonly label: string
  readonly checksum: string
  readonly text: AsyncIterable<string>
  readonly resumed: Resumption | undefined
}

/**
 * Loads a dump where DDL cannot be rolled back. The journal has how far it came, and as long as it does, nobody takes the database for a complete
 * one: not even when the history is there, which comes last.
 * @param check Looks at what was loaded, before it counts.
 * @throws LithifyError `LITHIFY_E_STATEMENT`, `LITHIFY_E_SCRIPT`, `LITHIFY_E_BOOTSTRAP`, `LITHIFY_E_RESUME`, `LITHIFY_E_INTERRUPTED`
 */
export async function loadJournaled(context: Context, load: JournaledLoad, check: () => Promise<void>): Promise<void> {
  const { connection, session } = context
  const { label, checksum, text, resumed } = load
  const { dialect } = connection
  const work = { name: label, label, direction: 'load', checksum } as const
  const sink = new JournaledSink(context, work, resumed)
  const origin = { label, line: 1 }
  try {
    for await (const batch of readStatements(dialect, text)) {
      await dialect.checkLoad?.(session, batch)
      await sink.send(batch, origin)
    }
    await sink.end()
    await check()
    await session.transaction(() => new JournalTable(connection).remove(session, label))
  } catch (error) {
    await sink.abandon(error)
    throw explain(locateFailure(error, [], origin), label)
  }
}

function explain(error: unknown, label: string): unknown {
  const next = `What was loaded stays. When the reason is gone, go on:  ${resumeCommand({ direction: 'load' })}   Or ${settleCommands({ direction: 'load', name: label })}`
  if (!isLithifyError(error)) {
    return new LithifyError('LITHIFY_E_BOOTSTRAP', `${label} could not be loaded: ${messageOf(error)}`, {
      data: { path: label },
      hint: next,
      cause: error,
    })
  }
  if (error.code === 'LITHIFY_E_RESUME') return error
  return retell(error, {
    data: { path: label },
    hint: joinHints(error.data['file'] === undefined ? error.hint : undefined, next),
  })
}
