import type { Connection } from '../config/config.ts'
import type { Session } from '../dialect.ts'
import { isLithifyError, LithifyError, messageOf } from '../errors.ts'
import { History } from '../history/history.ts'
import { isJournaled } from '../journal/journaled.ts'
import type { Resumption } from '../journal/journaled-sink.ts'
import type { Context } from '../runner/context.ts'
import { joinHints } from '../runner/locate.ts'
import { listed } from '../runner/refuse.ts'
import { loadDump } from './load-dump.ts'
import { loadJournaled } from './load-journaled.ts'
import type { Manifest } from './manifest.ts'
import { checkBaseline, type Baseline } from './read-baseline.ts'
import { readText } from './read-text.ts'

export interface BootstrapOptions {
  /** More to look at before the commit. Throwing rolls everything back. */
  readonly beforeCommit?: (() => Promise<void>) | undefined
  /** Where a load goes on that was cut short. */
  readonly resumed?: Resumption | undefined
}

/**
 * Loads a dump into a database that the caller has proven empty, under the migration lock: whole, with its history, or not at all.
 * @throws LithifyError `LITHIFY_E_DUMP_CHANGED`, `LITHIFY_E_BOOTSTRAP`, `LITHIFY_E_STATEMENT`, `LITHIFY_E_INTERRUPTED`, `LITHIFY_E_UNSUPPORTED`
 */
export async function bootstrap(
  context: Context,
  baseline: Baseline,
  { beforeCommit, resumed }: BootstrapOptions = {},
): Promise<void> {
  const { connection, session, report, signal } = context
  const { label, manifest } = baseline
  checkBaseline(baseline)
  if (isJournaled(connection.dialect)) {
    const work = { label, checksum: manifest.dumpChecksum, text: readText(baseline.dumpPath), resumed }
    await loadJournaled(context, work, () => checkHistory(session, connection, manifest, label))
    return
  }
  let committed = false
  try {
    await loadDump({
      dialect: connection.dialect,
      session,
      text: readText(baseline.dumpPath),
      label,
      signal,
      beforeCommit: async () => {
        await checkHistory(session, connection, manifest, label)
        await beforeCommit?.()
      },
      afterCommit: () => {
        committed = true
      },
      onBatch: (done, sending) =>
        report({ type: 'statements', connection: connection.name, name: label, done, sending }),
    })
  } catch (error) {
    throw explain(error, label, committed)
  }
}

/**
 * The history that a dump has written has to be what its manifest lists: a migration more or less would be skipped or run twice.
 * @throws LithifyError `LITHIFY_E_BOOTSTRAP`
 */
export async function checkHistory(
  session: Session,
  connection: Pick<Connection, 'dialect' | 'history'>,
  manifest: Manifest,
  label: string,
): Promise<void> {
  const rows = new Map((await new History(session, connection).read()).map((row) => [row.name, row.checksum]))
  const promised = new Map(manifest.migrations.map(({ name, checksum }) => [name, checksum]))
  const wrong = [...new Set([...rows.keys(), ...promised.keys()])].filter(
    (name) => rows.get(name) !== promised.get(name),
  )
  if (wrong.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_BOOTSTRAP',
    `The history in ${label} is not the one that its manifest lists: ${listed(wrong)}.`,
    {
      data: { path: label, names: wrong },
    },
  )
}

function explain(error: unknown, label: string, committed: boolean): unknown {
  const own = isLithifyError(error) ? error.hint : undefined
  const code = isLithifyError(error) ? error.code : undefined
  // What the server advises is to be done about it; the dump may be as good as it can be.
  const undone = own === undefined ? `${nothingLoaded} ${writeAnew}` : nothingLoaded
  const hint = joinHints(own, committed ? loadedAllTheSame : undone)
  // These say what they have to say.
  if (isLithifyError(error) && told.has(error.code)) return error
  // These name the place in the dump.
  if (isLithifyError(error) && placed.has(error.code)) {
    return new LithifyError(error.code, error.message, { data: error.data, hint, cause: error.cause })
  }
  return new LithifyError('LITHIFY_E_BOOTSTRAP', `${label} could not be loaded: ${messageOf(error)}`, {
    data: { ...(isLithifyError(error) ? error.data : {}), path: label, reason: code },
    hint,
    cause: error,
  })
}

const placed: ReadonlySet<string> = new Set(['LITHIFY_E_STATEMENT', 'LITHIFY_E_PRIVILEGE', 'LITHIFY_E_SCRIPT'])

const told: ReadonlySet<string> = new Set([
  'LITHIFY_E_INTERRUPTED',
  'LITHIFY_E_SINGLE_TRANSACTION',
  'LITHIFY_E_READ_ONLY',
  'LITHIFY_E_DATABASE_BUSY',
  'LITHIFY_E_UNSUPPORTED',
])

const nothingLoaded = 'The database is as empty as it was: everything was rolled back.'
const writeAnew =
  'Write the dump anew from a database that has every migration (lithify dump), or take an older one back (git checkout), then:  lithify run'
const loadedAllTheSame =
  'It is loaded all the same: only a setting after its COMMIT failed. See what the database holds:  lithify status'
