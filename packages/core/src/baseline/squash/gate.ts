import { LithifyError } from '../../errors.ts'
import type { BaselineData } from '../../operations/baseline.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { loadMigration } from '../../migrations/load.ts'
import type { Context } from '../../runner/context.ts'
import { Preview } from '../../runner/dry-run.ts'
import { describeChanges } from '../../operations/describe-changes.ts'
import { refLabel } from '../../schema/model.ts'
import type { Schema } from '../../schema/schema.ts'
import { summariseRows, tableLabel } from '../rows.ts'
import { scopeOf } from '../verify-dump.ts'
import { filledTables } from './kept-rows.ts'
import { inScratch, replay } from './scratch.ts'

/** What a baseline has to make: what the originals make. */
export interface Wanted {
  readonly schema: Schema
  readonly data: readonly BaselineData[]
}

/** What loading a baseline has shown. */
export interface Trial {
  /** As text for people, one line each: what the baseline would have to change to be true. Empty when it is. */
  readonly differences: readonly string[]
  /** What was sent. */
  readonly sql: readonly string[]
}

/** Loads a baseline migration into a scratch database and compares what came out with what should have, rows included. */
export async function tryBaseline(context: Context, file: MigrationFile, wanted: Wanted): Promise<Trial> {
  const { connection, report } = context
  report({ type: 'step', connection: connection.name, step: 'loading the baseline into a scratch database' })
  const { up } = await loadMigration(file, { root: connection.root })
  return inScratch(context, async (quiet) => {
    const sql = (await new Preview(quiet).of(up, file.name)) ?? []
    await replay(quiet, [file])
    return { differences: await differencesFrom(quiet, wanted), sql }
  })
}

/** How a database differs from what is wanted. */
export async function differencesFrom(context: Context, { schema: wanted, data }: Wanted): Promise<string[]> {
  const { connection, session } = context
  const { dialect } = connection
  const { schema, uncovered } = await dialect.introspect(session, scopeOf(connection, {}))
  const changes = describeChanges(schema, wanted, dialect)
  const differences = [...uncovered.map(({ ref, reason }) => `- ${refLabel(ref)}: ${reason}`), ...changes]
  const filled = await filledTables(context, schema)
  const expected = new Map(data.map((each) => [each.table, each]))
  for (const [table, rows] of filled) {
    const label = tableLabel(table)
    const promised = expected.get(label)
    expected.delete(label)
    if (promised === undefined) differences.push(`- rows of ${label}: ${rows}`)
    else if (promised.rows !== rows) differences.push(`~ rows of ${label}: ${rows} → ${promised.rows}`)
    else if ((await summariseRows(dialect, session, table)).digest !== promised.digest)
      differences.push(`~ rows of ${label}: other values`)
  }
  for (const { table, rows } of expected.values()) if (rows > 0) differences.push(`+ rows of ${table}: ${rows}`)
  return differences
}

export function mismatch(what: string, differences: readonly string[], hint: string): LithifyError {
  return new LithifyError('LITHIFY_E_SQUASH_MISMATCH', `Nothing is squashed. ${what}\n${differences.join('\n')}`, {
    data: { differences },
    hint,
  })
}
