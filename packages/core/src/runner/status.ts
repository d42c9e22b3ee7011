import { describeUnfinished, examine } from '../journal/unfinished.ts'
import type { BaselineSource } from './baseline-source.ts'
import type { Context } from './context.ts'
import { listMigrations } from './list-migrations.ts'
import { plan } from './plan.ts'
import { planWithArchive } from './plan-with-archive.ts'
import type { StatusResult } from './results.ts'
import { survey } from './survey.ts'
import { warnUnfinished } from './unfinished.ts'

/** The state of every migration. `context` is absent where there is no database yet. */
export async function status(
  context: Context | undefined,
  files: { readonly connection: Context['connection']; readonly warnings: StatusResult['warnings'] },
  baseline: BaselineSource | undefined,
): Promise<StatusResult> {
  const { connection, warnings } = files
  const dump = baseline && { path: baseline.label, migrations: baseline.migrations.length, squashed: baseline.squashed }
  if (context === undefined) {
    const listing = await listMigrations(connection)
    // An empty database gets the pruned migrations from the dump, so none of them is lacking.
    const { migrations, counts } = plan({ files: listing.files, history: [], baseline: undefined })
    return {
      connection: connection.name,
      warnings,
      database: 'missing',
      migrations,
      counts,
      clean: dump === undefined && isClean(counts),
      dump,
    }
  }
  const seen = await survey(context)
  await warnUnfinished(context)
  const bootable = seen.rows.length === 0 && seen.objects.length === 0
  const { migrations, counts } = await planWithArchive(connection, {
    files: seen.listing.files,
    history: seen.rows,
    baseline: bootable ? undefined : baseline,
  })
  const server = await context.session.serverInfo()
  return {
    connection: connection.name,
    server,
    warnings,
    database: seen.database,
    migrations,
    counts,
    clean: isClean(counts) && !(bootable && dump !== undefined) && seen.unfinished === undefined,
    unfinished: seen.unfinished && describeUnfinished(await examine(context, seen.unfinished)),
    dump,
  }
}

function isClean(counts: StatusResult['counts']): boolean {
  const settled = new Set(['applied', 'pruned'])
  return Object.entries(counts).every(([state, count]) => count === 0 || settled.has(state))
}
