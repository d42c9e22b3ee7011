import type { Connection } from '../config/config.ts'
import type { Scope, Session } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { bookkeepingTables } from '../history/bookkeeping.ts'
import { isJournaled } from '../journal/journaled.ts'
import { prepareJournal } from '../runner/carry-out.ts'
import type { Context } from '../runner/context.ts'
import { describeChanges } from '../operations/describe-changes.ts'
import { refLabel, type Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { checkHistory } from './bootstrap.ts'
import { loadDump } from './load-dump.ts'
import { loadJournaled } from './load-journaled.ts'
import type { Manifest } from './manifest.ts'
import { readText } from './read-text.ts'
import { summariseRows, tableLabel, type RowsSummary } from './rows.ts'

/** A database as a dump should give it back. */
export interface Expected {
  readonly schema: Schema
  readonly data: readonly Table[]
  readonly rows: readonly RowsSummary[]
}

/** A dump to be tried out: the file, how people are shown it, and what its history should be. */
export interface Trial {
  readonly path: string
  readonly label: string
  readonly manifest: Manifest
}

/**
 * Loads a dump into a scratch database and compares what came out with what should have.
 * Answers as text for people, one line each, what the dump would have to change to be true: empty when it is.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED` where the dialect has no scratch database, and what loading throws
 */
export async function verifyDump(context: Context, trial: Trial, expected: Expected): Promise<string[]> {
  const { connection, signal, report } = context
  report({ type: 'step', connection: connection.name, step: `loading ${trial.label} into a scratch database` })
  const session = await openShadow(connection)
  try {
    await load({ connection, session, signal, warnings: [], report: () => undefined, warn: () => undefined }, trial)
    return [
      ...(await schemaDifferences(connection, session, { trial, expected })),
      ...(await rowDifferences(connection, session, expected)),
    ]
  } finally {
    await session.close()
  }
}

/** As `run` boots an empty database, so that what is proven is what will be done. */
async function load(quiet: Context, { path, label, manifest }: Trial): Promise<void> {
  const { connection, session, signal } = quiet
  const { dialect } = connection
  const check = (): Promise<void> => checkHistory(session, connection, manifest, label)
  const text = readText(path)
  if (!isJournaled(dialect)) return loadDump({ dialect, session, text, label, signal, beforeCommit: check })
  await prepareJournal(quiet, { isThere: () => false })
  await loadJournaled(quiet, { label, checksum: manifest.dumpChecksum, text, resumed: undefined }, check)
}

/** What introspection looks at: all but lithify's own tables, and privileges where the dump has them. */
export function scopeOf({ history }: Pick<Connection, 'history'>, { privileges }: Pick<Manifest, 'privileges'>): Scope {
  return { exclude: bookkeepingTables(history), ...(privileges && { privileges }) }
}

/** An empty scratch database. @throws LithifyError `LITHIFY_E_UNSUPPORTED` */
export async function openShadow({ dialect, options }: Connection): Promise<Session> {
  if (dialect.capabilities.shadow && dialect.shadow !== undefined) return dialect.shadow(options)
  throw new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    `A dump cannot be tried out: ${dialect.title} gives lithify no scratch database.`,
    {
      data: { dialect: dialect.name },
    },
  )
}

async function schemaDifferences(
  connection: Connection,
  session: Session,
  { trial, expected }: { readonly trial: Trial; readonly expected: Expected },
): Promise<string[]> {
  const { dialect } = connection
  const { schema, uncovered } = await dialect.introspect(session, scopeOf(connection, trial.manifest))
  const changes = describeChanges(schema, expected.schema, dialect)
  return [...uncovered.map(({ ref, reason }) => `- ${refLabel(ref)}: ${reason}`), ...changes]
}

async function rowDifferences(connection: Connection, session: Session, { data, rows }: Expected): Promise<string[]> {
  const differences: string[] = []
  for (const table of data) {
    const label = tableLabel(table)
    const wanted = rows.find((each) => each.table === label)
    const found = await summariseRows(connection.dialect, session, table)
    if (wanted === undefined || (wanted.rows === found.rows && wanted.digest === found.digest)) continue
    const what = wanted.rows === found.rows ? 'other values' : `${found.rows} → ${wanted.rows}`
    differences.push(`~ rows of ${label}: ${what}`)
  }
  return differences
}
