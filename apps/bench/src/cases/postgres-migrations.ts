import { checkSame } from '../check.ts'
import { interleave, type Runner } from '../measure.ts'
import { countRows, objectsOf } from '../postgres/contents.ts'
import { createDatabase, inFreshDatabase, query, type Server } from '../postgres/server.ts'
import { explainJob } from '../profile/explain.ts'
import { writePostgresMigrations, type PostgresMigrations } from '../projects/postgres-migrations.ts'
import type { Row, Target } from '../table.ts'
import { fasterThan, within } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import { onPostgres, type Bench, type Case, type CaseResult } from './case.ts'
import type { Entrant } from './migration-entrants.ts'
import { names, peersInProcess, postgresEntrants } from './postgres-entrants.ts'

/** All migrations on an empty database. */
export const postgresMigrations: Case = (bench) =>
  onPostgres(bench, 'migrations', bench.quick ? [100] : [500, 1000], (server, count) => measure(bench, server, count))

async function measure(bench: Bench, server: Server, count: number): Promise<CaseResult> {
  const folder = temporaryFolder()
  try {
    const files = writePostgresMigrations(folder, count)
    const wanted = await outcome(server, files)
    const entrants = postgresEntrants(files)
    const runners = entrants.map((entrant) => runnerOf(entrant, { server, files, wanted }))
    const bounds = bench.quick
      ? { rounds: 3, atLeast: 2, budgetMs: 20_000 }
      : { rounds: 9, atLeast: 5, budgetMs: 180_000 }
    const label = `PostgreSQL ${server.version}: ${count} migrations`
    const all = await interleave(runners, bounds, (text) => bench.say(`${label}: ${text}`))
    const rows = rowsOf(label, new Map(entrants.map(({ name }, index) => [name, all[index] ?? []])))
    return { rows, notes: await explain(rows, { folder, files, server }) }
  } finally {
    remove(folder)
  }
}

interface Expectation {
  readonly server: Server
  readonly files: PostgresMigrations
  readonly wanted: readonly string[]
}

function runnerOf({ name, migrate, folder, bookkeeping }: Entrant, { server, files, wanted }: Expectation): Runner {
  return {
    name,
    run: () =>
      inFreshDatabase(server, async (database) => {
        const ms = await migrate({ database, folder })
        checkSame(name, 'object', await objectsOf(database, bookkeeping), wanted)
        const tables = files.statements.map((_, index) => `table_${index + 1}`)
        checkSame(name, 'rows', await countRows(database, tables), tables.length)
        // postgrator writes one more: where it began.
        const kept = await countRows(database, [bookkeeping[0]])
        checkSame(name, 'history rows', name === names.postgrator ? kept - 1 : kept, tables.length)
        return ms
      }),
  }
}

/** What has to be in the database afterwards. */
async function outcome(server: Server, files: PostgresMigrations): Promise<string[]> {
  const database = await createDatabase(server)
  await query(database, files.statements.flat())
  return objectsOf(database)
}

function rowsOf(label: string, times: ReadonlyMap<string, readonly number[]>): Row[] {
  const of = (name: string): readonly number[] => times.get(name) ?? []
  const reference = of(names.floor)
  const targets = (contender: string): readonly Target[] => {
    const own = of(contender)
    if (contender === names.cli) return fasterThan(own, [of(names.dbmate)], 'dbmate')
    if (contender !== names.lithify) return []
    return [within(1.1, own, reference, 'the floor'), ...fasterThan(own, peersInProcess.map(of), 'every peer')]
  }
  return Object.values(names).map((contender) => ({
    case: label,
    contender,
    times: of(contender),
    reference,
    targets: targets(contender),
    note: `not run: no binary for ${process.platform}-${process.arch}`,
  }))
}

/** Where the time goes, if lithify in this process missed its target. */
async function explain(
  rows: readonly Row[],
  { folder, files, server }: { folder: string; files: PostgresMigrations; server: Server },
): Promise<string[]> {
  const row = rows.find(({ contender }) => contender === names.lithify)
  if (row === undefined || row.targets.every(({ met }) => met)) return []
  const text = await explainJob('postgres.lithify.migrate', folder, async () => ({
    database: await createDatabase(server),
    folder: files.lithify.root,
  }))
  return [`${row.case}, ${row.contender}: ${text}`]
}
