import { History, type NewHistoryRow } from '../../history/history.ts'
import { baselineRow } from '../../history/replaced.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { resolveName } from '../../migrations/resolve-name.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import type { Context } from '../../runner/context.ts'
import { checkAgainstLockFile } from '../../runner/lock-file.ts'
import { plan } from '../../runner/plan.ts'
import { refusalsOf } from '../../runner/refuse.ts'
import type { Survey } from '../../runner/survey.ts'
import type { Schema } from '../../schema/schema.ts'
import { filledTables } from '../squash/kept-rows.ts'
import { inScratch, replay } from '../squash/scratch.ts'
import { tableLabel } from '../rows.ts'
import { scopeOf } from '../verify-dump.ts'
import { filesOf, originalsOf } from './inside-range.ts'

/** What an empty database would be given, up to some migration. */
export interface Chosen {
  /** Loaded first: what has no files any more. */
  readonly start: BaselineSource | undefined
  readonly files: readonly MigrationFile[]
  /** The names that stay pending. */
  readonly left: readonly string[]
}

/**
 * Decides as `run` on an empty database does; a dump counts only where files were pruned into it. What ends inside of a range that was squashed or
 * pruned is as if nobody had squashed it: the originals, from the archive.
 * @throws LithifyError for each reason not to run, `LITHIFY_E_MIGRATION_NOT_FOUND`, `LITHIFY_E_BEHIND_BASELINE`
 */
export async function choose(
  { connection }: Context,
  { listing }: Survey,
  { baseline, through }: { readonly baseline: BaselineSource | undefined; readonly through: string | undefined },
): Promise<Chosen> {
  const start = baseline?.squashed === true ? baseline : undefined
  await start?.check()
  const loaded = (start?.migrations ?? []).map((each) => ({ ...each, batch: 0, appliedAt: '', durationMs: undefined }))
  const decided = plan({ files: listing.files, history: loaded, baseline: start })
  const [refusal] = refusalsOf(decided)
  if (refusal !== undefined) throw refusal
  await checkAgainstLockFile(connection, listing.files, baseline, {})
  const whole = [...loaded.map(({ name }) => name), ...decided.pending.map(({ name }) => name)]
  const originals = originalsOf(listing.files, start)
  const last =
    through === undefined
      ? whole.at(-1)
      : resolveName(through, [...new Set([...whole, ...originals.map(({ name }) => name)])])
  const end = last === undefined ? whole.length : whole.indexOf(last) + 1
  if (last !== undefined && (end === 0 || end < loaded.length)) {
    const count = originals.findIndex(({ name }) => name === last) + 1
    const files = await filesOf(connection, originals.slice(0, count))
    return { start: undefined, files, left: originals.slice(count).map(({ name }) => name) }
  }
  const files = decided.pending.slice(0, end - loaded.length)
  return { start, files, left: decided.pending.slice(files.length).map(({ name }) => name) }
}

/** What the chosen migrations make, and leave in the history. */
export interface Expected {
  readonly schema: Schema
  readonly rows: readonly NewHistoryRow[]
  /** The tables that they leave rows in. */
  readonly filled: readonly string[]
}

/** Runs the chosen migrations in a scratch database. What they leave is what an adopted database is held against. */
export function expect(context: Context, { start, files }: Chosen): Promise<Expected> {
  const { connection, report } = context
  report({ type: 'step', connection: connection.name, step: 'replaying the migrations in a scratch database' })
  return inScratch(context, async (quiet) => {
    await replay(quiet, files, start)
    const { schema } = await connection.dialect.introspect(quiet.session, scopeOf(connection, {}))
    const records = new Map(files.map(({ name, record }) => [name, record]))
    const rows = (await new History(quiet.session, connection).read()).map(
      ({ name, checksum, kind, replaced }): NewHistoryRow => ({
        name,
        checksum,
        kind,
        replaced,
        ...baselineRow(records.get(name)),
        batch: 0,
      }),
    )
    const filled = await filledTables(quiet, schema)
    return { schema, rows, filled: [...filled.keys()].map(tableLabel) }
  })
}
