import { readFileSync } from 'node:fs'
import type { Connection } from '../config/config.ts'
import { isLithifyError, messageOf } from '../errors.ts'
import { findMigrations } from '../migrations/find.ts'
import type { BaselineSource } from '../runner/baseline-source.ts'
import type { Context } from '../runner/context.ts'
import { listed } from '../runner/refuse.ts'
import { run } from '../runner/run.ts'
import { checkOnlyOurs } from './only-ours.ts'
import type { Previous } from './previous.ts'
import { summariseRows, type RowsSummary } from './rows.ts'
import { filledOpaque, filledTables } from './squash/kept-rows.ts'
import { baselineSource } from './source.ts'
import { openShadow, scopeOf } from './verify-dump.ts'

interface Filled {
  readonly rows: readonly RowsSummary[]
  /** What else holds rows, and is only known as text. */
  readonly opaque: readonly string[]
}

/** The tables, or why nobody can tell. `replayed`: what can be replayed was, and makes nothing that is not ours. */
export type FilledTables = Filled | { readonly unknown: string; readonly replayed: boolean }

/**
 * The tables that the migrations themselves leave rows in: what is in an empty database after all of them have run in it. Those are the rows
 * that are nowhere else once the files are gone. What was pruned earlier comes from the dump in place, which holds such rows as data.
 */
export async function tablesFilledByMigrations(context: Context, { replaced }: Previous): Promise<FilledTables> {
  const { connection, report, signal } = context
  const baseline = replaced?.squashed === true ? await baselineSource(connection, { warn: () => undefined }) : undefined
  const hidden = await writersIn(connection, baseline)
  const unknown = `the dump in place holds their schema already, and they may insert rows: ${listed(hidden)}`
  if (hidden.length > 0 && connection.options.schemas === undefined) return { unknown, replayed: false }
  report({ type: 'step', connection: connection.name, step: 'replaying the migrations in a scratch database' })
  const session = await openShadow(connection)
  const quiet: Context = { connection, session, signal, warnings: [], report: () => undefined, warn: () => undefined }
  try {
    await run(quiet, { frozen: true }, baseline)
    await checkOnlyOurs(quiet)
    return hidden.length > 0 ? { unknown, replayed: true } : await filled(quiet)
  } catch (error) {
    const ends: readonly string[] = ['LITHIFY_E_INTERRUPTED', 'LITHIFY_E_UNCOVERED']
    if (!isLithifyError(error) || ends.includes(error.code)) throw error
    return { unknown: `they do not run in an empty database: ${messageOf(error)}`, replayed: false }
  } finally {
    await session.close()
  }
}

/**
 * Migrations that have files and that a dump with pruned ones embeds too. An empty database can be had without the pruned ones only by loading that
 * dump, after which these are not run: whether they insert rows can only be guessed, from anything in them that could.
 */
async function writersIn(
  { root, migrationDirectories }: Connection,
  baseline: BaselineSource | undefined,
): Promise<string[]> {
  if (baseline === undefined) return []
  // What is marked as pruned was looked at when it was; a prune that was killed left its file behind.
  const pruned = new Set(baseline.prunedNames)
  const embedded = new Set(baseline.migrations.map(({ name }) => name).filter((name) => !pruned.has(name)))
  const { files } = await findMigrations(root, migrationDirectories)
  return files.filter((file) => embedded.has(file.name) && mayInsert(file.path)).map(({ name }) => name)
}

/** Code may do anything, by what it imports too. SQL needs one of these words for it. */
function mayInsert(path: string): boolean {
  return !path.endsWith('.sql') || writingWords.test(readFileSync(path, 'utf8'))
}

const writingWords = /\b(?:insert|update|merge|replace|copy|load|select|values|as|call|do|exec|execute)\b/i

async function filled(context: Context): Promise<Filled> {
  const { connection, session } = context
  const { schema } = await connection.dialect.introspect(session, scopeOf(connection, {}))
  const tables = await filledTables(context, schema)
  const rows: RowsSummary[] = []
  for (const table of tables.keys()) rows.push(await summariseRows(connection.dialect, session, table))
  return { rows, opaque: await filledOpaque(context, schema) }
}
