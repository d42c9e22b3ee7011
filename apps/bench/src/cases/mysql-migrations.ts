import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSame } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import type { DatabaseServer } from '../database-server.ts'
import { runJob, type JobName } from '../jobs.ts'
import { interleave, type Runner } from '../measure.ts'
import { query } from '../mysql/server.ts'
import { explainJob } from '../profile/explain.ts'
import { script } from '../projects/project.ts'
import { writeMigrations, type MigrationFiles } from '../projects/migrations.ts'
import type { Row } from '../table.ts'
import { fasterThan } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import { onServer, type Bench, type Case, type CaseResult, type SideName } from './case.ts'
import type { Entrant } from './migration-entrants.ts'

const names = {
  floor: 'floor: bare mysql2, no journal',
  lithify: 'lithify, SQL files',
  umzug: 'umzug',
  knex: 'knex',
  cli: 'lithify run, whole process',
} as const

/** All migrations on an empty database of MySQL or MariaDB. */
export const mysqlMigrations =
  (side: SideName): Case =>
  (bench) =>
    onServer(bench, side, 'migrations', bench.quick ? [100] : [500, 1000], (server, count) =>
      measure(bench, server, count),
    )

async function measure(bench: Bench, server: DatabaseServer, count: number): Promise<CaseResult> {
  const folder = temporaryFolder()
  try {
    const files = writeMigrations(folder, count, 'mysql')
    const recording = join(folder, 'statements.json')
    writeFileSync(recording, JSON.stringify(files.statements))
    const whole = await server.createDatabase()
    await query(whole, script(files.statements.flat()))
    const wanted = await server.objectsOf(whole)
    const entrants = entrantsOf(files, recording)
    const runners = entrants.map((entrant) => runnerOf(entrant, { server, files, wanted }))
    const bounds = bench.quick
      ? { rounds: 3, atLeast: 2, budgetMs: 20_000 }
      : { rounds: 7, atLeast: 3, budgetMs: 120_000 }
    const label = `${server.title}: ${count} migrations`
    const all = await interleave(runners, bounds, (text) => bench.say(`${label}: ${text}`))
    const rows = rowsOf(label, new Map(entrants.map(({ name }, index) => [name, all[index] ?? []])))
    return { rows, notes: await explain(rows, { folder, files, server }) }
  } finally {
    remove(folder)
  }
}

function entrantsOf(files: MigrationFiles, recording: string): Entrant[] {
  const entrant = (name: string, job: JobName, folder: string, ...bookkeeping: Entrant['bookkeeping']): Entrant => ({
    name,
    migrate: (input) => runJob(job, { ...input, recording }),
    folder,
    bookkeeping,
  })
  const own = ['lithify_migrations', 'lithify_versions', 'lithify_journal'] as const
  return [
    entrant(names.floor, 'mysql.floor.migrate', '', 'floor_migrations'),
    entrant(names.lithify, 'mysql.lithify.migrate', files.lithify.root, ...own),
    entrant(names.umzug, 'mysql.umzug.migrate', files.umzugFolder, 'umzug_migrations'),
    entrant(names.knex, 'mysql.knex.migrate', files.knexFolder, 'knex_migrations', 'knex_migrations_lock'),
    {
      name: names.cli,
      migrate: async ({ database, folder }) => (await lithify(['run', '--quiet', '--url', database], folder)).ms,
      folder: files.lithify.root,
      bookkeeping: own,
    },
  ]
}

interface Expectation {
  readonly server: DatabaseServer
  readonly files: MigrationFiles
  readonly wanted: readonly string[]
}

function runnerOf({ name, migrate, folder, bookkeeping }: Entrant, { server, files, wanted }: Expectation): Runner {
  return {
    name,
    run: () =>
      server.inFreshDatabase(async (database) => {
        const ms = await migrate({ database, folder })
        checkSame(name, 'object', await server.objectsOf(database, bookkeeping), wanted)
        const tables = files.statements.map((_, index) => `table_${index + 1}`)
        checkSame(name, 'rows', await server.countRows(database, tables), tables.length)
        checkSame(name, 'history rows', await server.countRows(database, [bookkeeping[0]]), tables.length)
        return ms
      }),
  }
}

function rowsOf(label: string, times: ReadonlyMap<string, readonly number[]>): Row[] {
  const of = (name: string): readonly number[] => times.get(name) ?? []
  const targets = [...fasterThan(of(names.lithify), [of(names.umzug), of(names.knex)], 'every peer')]
  return Object.values(names).map((contender) => ({
    case: label,
    contender,
    times: of(contender),
    reference: of(names.floor),
    targets: contender === names.lithify ? targets : [],
  }))
}

/** Where the time goes, if lithify in this process missed its target. */
async function explain(
  rows: readonly Row[],
  { folder, files, server }: { folder: string; files: MigrationFiles; server: DatabaseServer },
): Promise<string[]> {
  const row = rows.find(({ contender }) => contender === names.lithify)
  if (row === undefined || row.targets.every(({ met }) => met)) return []
  const text = await explainJob(server.jobs.migrate, folder, async () => ({
    database: await server.createDatabase(),
    folder: files.lithify.root,
  }))
  return [`${row.case}, ${row.contender}: ${text}`]
}
